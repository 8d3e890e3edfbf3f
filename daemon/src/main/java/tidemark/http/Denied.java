package tidemark.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;

/** Why a request was turned away before its call saw it, for the log; it stays with the exchange. */
enum Denied {
    NO_TOKEN,
    UNKNOWN_TOKEN,
    EXPIRED,
    UNKNOWN_CERTIFICATE,
    SCOPE,
    HOST,
    ORIGIN,
    METHOD,
    TOO_LONG,
    BUSY;

    static final AttachmentKey<Denied> KEY = AttachmentKey.create(Denied.class);

    /** Notes it with the exchange, and hands the answer on. */
    Problem of(HttpServerExchange exchange, Problem answer) {
        exchange.putAttachment(KEY, this);
        return answer;
    }

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
