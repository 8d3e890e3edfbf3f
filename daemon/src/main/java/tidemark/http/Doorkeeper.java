package tidemark.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.SSLSessionInfo;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import tidemark.access.Caller;
import tidemark.access.Grants;
import tidemark.access.Scope;
import tidemark.access.Token;

/**
 * Who asks, and whether he may: by {@code Authorization: Bearer}, else by client certificate, else by nothing where no grants are
 * configured. A token that is shown counts alone, also a wrong one.
 */
final class Doorkeeper {

    private static final String BEARER = "Bearer ";
    private static final String REALM = "Bearer realm=\"tidemark\"";

    private final @Nullable Supplier<Grants> grants;
    private final @Nullable Supplier<X509ExtendedTrustManager> clients;
    private final Clock clock;

    /**
     * A doorkeeper.
     *
     * @param grants of now; null to let in everybody
     * @param clients who signs client certificates now; null to look at none
     */
    Doorkeeper(@Nullable Supplier<Grants> grants, @Nullable Supplier<X509ExtendedTrustManager> clients, Clock clock) {
        this.grants = grants;
        this.clients = clients;
        this.clock = clock;
    }

    /** Whether everybody may do everything. */
    boolean open() {
        return grants == null;
    }

    /**
     * Lets the caller through.
     *
     * @throws Problem 401 if nobody knows him, 403 if he may not
     */
    void require(HttpServerExchange exchange, Scope needed) {
        Operations.needs(exchange, needed);
        Caller caller = caller(exchange);
        Operations.called(exchange, caller);
        if (!caller.may(needed)) {
            throw Denied.SCOPE.of(
                    exchange,
                    Problem.forbidden(
                            caller.name() + " may " + caller.scope().word() + " alone, and this needs " + needed.word(),
                            "ask with a token of scope " + needed.word()));
        }
    }

    /** Whether he may, without turning him away. */
    boolean may(HttpServerExchange exchange, Scope scope) {
        if (grants == null) {
            return true;
        }
        return recognised(exchange, grants.get())
                .filter(found ->
                        found instanceof Grants.Known known && known.caller().may(scope))
                .isPresent();
    }

    private Caller caller(HttpServerExchange exchange) {
        if (grants == null) {
            return Caller.ANYBODY;
        }
        Optional<Grants.Recognised> found = recognised(exchange, grants.get());
        if (found.isEmpty()) {
            exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, REALM);
            throw Denied.NO_TOKEN.of(
                    exchange,
                    Problem.unauthorized(
                            "this needs a token", "send Authorization: Bearer …; `tidemark token` makes one"));
        }
        if (found.get() instanceof Grants.Known known) {
            return known.caller();
        }
        exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, REALM + ", error=\"invalid_token\"");
        if (found.get() instanceof Grants.Expired expired) {
            throw Denied.EXPIRED.of(
                    exchange,
                    Problem.unauthorized("the grant of " + expired.name() + " has expired", "ask for a new token"));
        }
        boolean certificate = token(exchange) == null;
        throw (certificate ? Denied.UNKNOWN_CERTIFICATE : Denied.UNKNOWN_TOKEN)
                .of(
                        exchange,
                        Problem.unauthorized(
                                "nobody has granted anything to this " + (certificate ? "certificate" : "token"),
                                "http.tokens_file must hold "
                                        + (certificate ? "its subject or a name of it" : "its SHA-256")));
    }

    private Optional<Grants.Recognised> recognised(HttpServerExchange exchange, Grants now) {
        Token token = token(exchange);
        if (token != null) {
            return Optional.of(now.byToken(token, clock.instant()));
        }
        return certificate(exchange).map(certificate -> now.byCertificate(certificate, clock.instant()));
    }

    /** The token that is shown; an empty one, which is nobody's, for a header that is no single token. */
    private static @Nullable Token token(HttpServerExchange exchange) {
        HeaderValues shown = exchange.getRequestHeaders().get(Headers.AUTHORIZATION);
        if (shown == null) {
            return null;
        }
        String value = shown.getFirst();
        boolean bearer = shown.size() == 1
                && value.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && value.length() <= Token.LONGEST;
        return new Token(bearer ? value.substring(BEARER.length()).strip() : "");
    }

    /**
     * The client's certificate. Its authority was asked at the handshake; a connection may be older than what is trusted now, and
     * its certificate may have expired since.
     */
    private Optional<X509Certificate> certificate(HttpServerExchange exchange) {
        SSLSessionInfo session = exchange.getConnection().getSslSessionInfo();
        if (clients == null || session == null) {
            return Optional.empty();
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            X509Certificate[] typed = new X509Certificate[chain.length];
            for (int i = 0; i < chain.length; i++) {
                typed[i] = (X509Certificate) chain[i];
            }
            clients.get().checkClientTrusted(typed, typed[0].getPublicKey().getAlgorithm());
            return Optional.of(typed[0]);
        } catch (SSLPeerUnverifiedException | io.undertow.server.RenegotiationRequiredException e) {
            return Optional.empty();
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }
}
