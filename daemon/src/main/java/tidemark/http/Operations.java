package tidemark.http;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.access.Caller;
import tidemark.access.Scope;

/**
 * The log of who changed what, {@code tidemark.operations}: a line for each request that needs {@link Scope#OPERATE} and for each
 * that was turned away. Of the latter a flood is cut short: at most {@link #MOST_DENIALS} lines a minute, then their number. Never
 * a header, a query or a body.
 */
final class Operations {

    static final int MOST_DENIALS = 30;

    private static final Logger LOG = LoggerFactory.getLogger("tidemark.operations");
    private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);
    private static final int LONGEST_PATH = 200;
    private static final AttachmentKey<Caller> CALLER = AttachmentKey.create(Caller.class);
    private static final AttachmentKey<Scope> SCOPE = AttachmentKey.create(Scope.class);

    private final AccessMetrics metrics;
    private long windowBegan = System.nanoTime();
    private int denials;
    private long unsaid;

    Operations(AccessMetrics metrics) {
        this.metrics = metrics;
    }

    /** Logs the exchange when it is over, if it is to be logged. */
    void watch(HttpServerExchange exchange) {
        exchange.addExchangeCompleteListener((ended, next) -> {
            log(ended, next);
        });
    }

    /** Who was recognised. */
    static void called(HttpServerExchange exchange, Caller caller) {
        exchange.putAttachment(CALLER, caller);
    }

    /** What the route needs. */
    static void needs(HttpServerExchange exchange, Scope scope) {
        exchange.putAttachment(SCOPE, scope);
    }

    private void log(HttpServerExchange exchange, ExchangeCompletionListener.NextListener next) {
        try {
            Denied denied = exchange.getAttachment(Denied.KEY);
            if (denied != null) {
                metrics.denied(denied.word());
                denied(exchange, denied);
            } else if (exchange.getAttachment(SCOPE) == Scope.OPERATE) {
                LOG.info(
                        "event=operation who={} scope={} method={} path=\"{}\" status={} remote={}",
                        who(exchange),
                        Scope.OPERATE.word(),
                        exchange.getRequestMethod(),
                        plain(exchange.getRequestURI()),
                        exchange.getStatusCode(),
                        remote(exchange));
            }
        } finally {
            next.proceed();
        }
    }

    private void denied(HttpServerExchange exchange, Denied denied) {
        long kept = admitted(System.nanoTime());
        if (kept < 0) {
            return;
        }
        LOG.warn(
                "event=denied reason={} who={} method={} path=\"{}\" status={} remote={} unsaid={}",
                denied.word(),
                who(exchange),
                plain(exchange.getRequestMethod().toString()),
                plain(exchange.getRequestURI()),
                exchange.getStatusCode(),
                remote(exchange),
                kept);
    }

    /** How many lines were left out before this one; negative if this one is left out too. */
    synchronized long admitted(long now) {
        if (now - windowBegan > WINDOW) {
            windowBegan = now;
            denials = 0;
        }
        if (++denials > MOST_DENIALS) {
            unsaid++;
            return -1;
        }
        long before = unsaid;
        unsaid = 0;
        return before;
    }

    private static String who(HttpServerExchange exchange) {
        Caller caller = exchange.getAttachment(CALLER);
        return caller == null ? "nobody" : caller.name();
    }

    private static String remote(HttpServerExchange exchange) {
        InetSocketAddress address = exchange.getSourceAddress();
        return address == null || address.getAddress() == null
                ? "unknown"
                : address.getAddress().getHostAddress();
    }

    /** A client's text on one line of a log, and as nothing else. */
    static String plain(@Nullable String text) {
        if (text == null) {
            return "";
        }
        StringBuilder plain = new StringBuilder();
        text.codePoints()
                .limit(LONGEST_PATH)
                .forEach(letter -> plain.appendCodePoint(
                        letter < ' ' || letter > '~' || letter == '"' || letter == '\\' ? '?' : letter));
        return plain.toString();
    }
}
