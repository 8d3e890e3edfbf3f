package tidemark.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What keeps pages of other sites from using a reader's browser against the daemon. A page may point a name of its own at this
 * address (DNS rebinding): so the host that is asked for must be an address, localhost, or a name that is configured. It may send
 * a form or a script's request: so what changes something must come from here.
 */
final class BrowserRules {

    private static final HttpString FETCH_SITE = new HttpString("Sec-Fetch-Site");
    private static final HttpString FETCH_MODE = new HttpString("Sec-Fetch-Mode");
    private static final Set<String> HERE = Set.of("same-origin", "none");
    private static final String IPV4 = "\\d{1,3}(\\.\\d{1,3}){3}";
    private static final String IPV6 = "\\[[0-9a-fA-F:.]+]";

    private final Set<String> names;

    /** With these names, in lower case. */
    BrowserRules(Set<String> names) {
        this.names = new TreeSet<>(names);
        this.names.add("localhost");
    }

    /** Refuses a request for a host that is none of ours. */
    void refuseForeignHost(HttpServerExchange exchange) {
        HeaderValues hosts = exchange.getRequestHeaders().get(Headers.HOST);
        // HTTP/1.0 has none; no browser speaks that.
        if (hosts == null) {
            return;
        }
        if (hosts.size() == 1 && isOurs(hosts.getFirst())) {
            return;
        }
        throw Denied.HOST.of(
                exchange,
                Problem.forbidden(
                        "the request is for the host " + Operations.plain(hosts.getFirst())
                                + ", which is not known to be this daemon",
                        "use its address, or add the name to http.hosts"));
    }

    boolean isOurs(String host) {
        String name = host.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT);
        return name.matches(IPV4) || name.matches(IPV6) || names.contains(name);
    }

    /** A page of another site must not operate the daemon through its reader's browser. */
    static void refuseForeignOrigin(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        String site = headers.getFirst(FETCH_SITE);
        String origin = headers.getFirst(Headers.ORIGIN);
        boolean foreign = (site != null && !HERE.contains(site.toLowerCase(Locale.ROOT)))
                || (origin != null && !isHere(origin, exchange));
        if (foreign) {
            throw Denied.ORIGIN.of(
                    exchange,
                    Problem.forbidden(
                            "the request comes from a page of "
                                    + (origin == null ? "another site" : Operations.plain(origin)),
                            "send it without Origin, or from here"));
        }
    }

    /** Behind a proxy that ends TLS a page of https asks for what is http here; never the other way round. */
    private static boolean isHere(String origin, HttpServerExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
        String here = "://" + host;
        return origin.equalsIgnoreCase("https" + here)
                || (exchange.getRequestScheme().equals("http") && origin.equalsIgnoreCase("http" + here));
    }

    /** A link from elsewhere may be followed; nothing else of another site may even read. */
    static void refuseForeignEmbedding(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        if ("cross-site".equalsIgnoreCase(headers.getFirst(FETCH_SITE))
                && !"navigate".equalsIgnoreCase(headers.getFirst(FETCH_MODE))) {
            throw Denied.ORIGIN.of(
                    exchange, Problem.forbidden("a page of another site embeds or fetches this", "open it by itself"));
        }
    }

    /** What tells browsers to be careful with whatever comes from here. */
    static void harden(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getResponseHeaders();
        headers.put(Headers.X_CONTENT_TYPE_OPTIONS, "nosniff");
        headers.put(Headers.CONTENT_SECURITY_POLICY, POLICY);
        headers.put(Headers.REFERRER_POLICY, "no-referrer");
        headers.put(Headers.X_FRAME_OPTIONS, "DENY");
        headers.put(new HttpString("Cross-Origin-Resource-Policy"), "same-origin");
        headers.put(new HttpString("Cross-Origin-Opener-Policy"), "same-origin");
    }

    /** Files of our own alone, and no script or style within a page. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
