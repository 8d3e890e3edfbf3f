package tidemark.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.lifecycle.Refusal;
import tidemark.tls.Identity;
import tidemark.tls.Pem;
import tidemark.tls.Trust;

/** The endpoint's certificate and whom it trusts, each from files that may change: connections that are open do not notice. */
final class ServerTls {

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final Duration SOON = Duration.ofDays(14);
    private static final int LONGEST = 1 << 20;

    private ServerTls() {}

    /**
     * Certificate and key.
     *
     * @throws Refusal if they cannot be used
     */
    static Identity identity(Path certificate, Path key, Clock clock) {
        try {
            Identity identity = Identity.of(text(certificate), text(key));
            tellExpiry(identity.certificate(), clock);
            return identity;
        } catch (Pem.Unusable e) {
            throw refused("http.tls_certificate " + certificate + " with http.tls_key " + key, e);
        }
    }

    private static void tellExpiry(X509Certificate certificate, Clock clock) {
        if (certificate.getNotAfter().toInstant().isBefore(clock.instant().plus(SOON))) {
            LOG.warn(
                    "event=certificate_expires subject=\"{}\" at={} runbook=ops/runbook.md#access",
                    certificate.getSubjectX500Principal(),
                    certificate.getNotAfter().toInstant());
        }
    }

    /**
     * Who signs certificates of clients.
     *
     * @throws Refusal if the file cannot be used
     */
    static X509ExtendedTrustManager clients(Path authority) {
        try {
            return Trust.in(Pem.certificates(text(authority)));
        } catch (Pem.Unusable e) {
            throw refused("http.tls_client_ca " + authority, e);
        }
    }

    private static Refusal refused(String what, Pem.Unusable e) {
        Refusal refusal = new Refusal(what + " cannot be used: " + e.getMessage(), e.hint());
        refusal.initCause(e);
        return refusal;
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new Refusal(file + " is larger than " + LONGEST + " bytes", "name a PEM file");
            }
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            Refusal refusal = new Refusal(
                    file + " cannot be read: " + e.getClass().getSimpleName(), "let the daemon's user read it");
            refusal.initCause(e);
            throw refusal;
        }
    }

    /** A context that asks for the identity and the trust of now at each handshake. */
    static SSLContext context(Supplier<Identity> identity, @Nullable Supplier<X509ExtendedTrustManager> clients) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new CurrentKeys(identity)},
                    clients == null ? null : new TrustManager[] {new CurrentTrust(clients)},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    /**
     * Shows the identity of now. A handshake asks for the name first, then for chain and key by that name: a change between them
     * must not mix two identities, so each has a name of its own and the last few stay.
     */
    private static final class CurrentKeys extends X509ExtendedKeyManager {

        private static final int KEPT = 4;

        private final Supplier<Identity> current;
        private final AtomicInteger numbers = new AtomicInteger();
        private final Map<Integer, Named> last = new ConcurrentSkipListMap<>();
        private volatile @Nullable Named shown;

        private record Named(int number, Identity identity, X509ExtendedKeyManager keys) {}

        CurrentKeys(Supplier<Identity> current) {
            this.current = current;
        }

        private Named now() {
            Named named = shown;
            Identity identity = current.get();
            if (named != null && named.identity() == identity) {
                return named;
            }
            return replaced(identity);
        }

        private synchronized Named replaced(Identity identity) {
            Named named = shown;
            if (named != null && named.identity() == identity) {
                return named;
            }
            Named next = new Named(numbers.incrementAndGet(), identity, identity.keyManager());
            last.put(next.number(), next);
            last.remove(next.number() - KEPT);
            shown = next;
            return next;
        }

        private @Nullable Named named(String alias) {
            return last.get(Integer.parseInt(alias.substring(0, alias.indexOf(' '))));
        }

        private static String own(String alias) {
            return alias.substring(alias.indexOf(' ') + 1);
        }

        private static @Nullable String alias(Named named, @Nullable String alias) {
            return alias == null ? null : named.number() + " " + alias;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            Named named = now();
            return alias(named, named.keys().chooseEngineServerAlias(keyType, issuers, engine));
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
            Named named = now();
            return alias(named, named.keys().chooseServerAlias(keyType, issuers, socket));
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            Named named = named(alias);
            return named == null ? null : named.keys().getCertificateChain(own(alias));
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            Named named = named(alias);
            return named == null ? null : named.keys().getPrivateKey(own(alias));
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }
    }

    /** Trusts what is trusted now. */
    private static final class CurrentTrust extends X509ExtendedTrustManager {

        private final Supplier<X509ExtendedTrustManager> current;

        CurrentTrust(Supplier<X509ExtendedTrustManager> current) {
            this.current = current;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws java.security.cert.CertificateException {
            current.get().checkClientTrusted(chain, authType, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws java.security.cert.CertificateException {
            current.get().checkClientTrusted(chain, authType, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType)
                throws java.security.cert.CertificateException {
            current.get().checkClientTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws java.security.cert.CertificateException {
            throw new java.security.cert.CertificateException("this side is the server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws java.security.cert.CertificateException {
            throw new java.security.cert.CertificateException("this side is the server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType)
                throws java.security.cert.CertificateException {
            throw new java.security.cert.CertificateException("this side is the server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return current.get().getAcceptedIssuers();
        }
    }
}
