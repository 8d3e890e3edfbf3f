package tidemark.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed, instead of those of the Java platform. */
public final class Trust {

    private static final int FINGERPRINT_BYTES = 32;

    private Trust() {}

    /** What these have signed. */
    public static X509ExtendedTrustManager in(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("ca-" + i, authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("Java makes no trust manager for X.509"));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store in memory can be filled", e);
        }
    }

    /** What one with this SHA-256 has signed, or is itself. The server sends it with its own certificate. */
    public static X509ExtendedTrustManager inFingerprint(byte[] sha256) {
        return new Pinned(sha256.clone());
    }

    /**
     * The bytes of a fingerprint: 64 hexadecimal digits, with or without colons.
     *
     * @throws IllegalArgumentException if it has another shape
     */
    public static byte[] fingerprint(String text) {
        byte[] bytes = HexFormat.of().parseHex(text.replace(":", "").toLowerCase(Locale.ROOT));
        if (bytes.length != FINGERPRINT_BYTES) {
            throw new IllegalArgumentException("expected 64 hexadecimal digits");
        }
        return bytes;
    }

    /** For a client that believes this, and shows that; null for what the platform has, and for nothing to show. */
    public static SSLContext context(@Nullable X509ExtendedTrustManager trust, @Nullable Identity identity) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    identity == null ? null : identity.keyManagers(),
                    trust == null ? null : new TrustManager[] {trust},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    /** The certificate of the fingerprint is the anchor; the rest of the chain is checked as ever. */
    private static final class Pinned extends X509ExtendedTrustManager {

        private final byte[] sha256;

        Pinned(byte[] sha256) {
            this.sha256 = sha256;
        }

        private X509ExtendedTrustManager anchored(X509Certificate[] chain) throws CertificateException {
            for (X509Certificate certificate : chain) {
                if (MessageDigest.isEqual(sha256, digest(certificate))) {
                    // An anchor is not asked for its dates when it is the server's own certificate.
                    chain[0].checkValidity();
                    return in(List.of(certificate));
                }
            }
            throw new Unpinned(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            anchored(chain).checkServerTrusted(chain, authType, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            anchored(chain).checkServerTrusted(chain, authType, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            anchored(chain).checkServerTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("a fingerprint is for servers");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("a fingerprint is for servers");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("a fingerprint is for servers");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** No certificate of the chain has the fingerprint. */
    static final class Unpinned extends CertificateException {

        private static final long serialVersionUID = 1L;

        Unpinned(X509Certificate[] chain) throws CertificateEncodingException {
            super("the server shows certificates of other fingerprints, the last of them "
                    + HexFormat.of().formatHex(digest(chain[chain.length - 1])));
        }
    }

    static byte[] digest(X509Certificate certificate) throws CertificateEncodingException {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
