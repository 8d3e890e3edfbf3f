package tidemark.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.lifecycle.Timeout;

/** The calls of readers: indexing status, waiting, documents and searches at a read level. */
public final class ReadingResource extends Resource {

    private static final Logger LOG = LoggerFactory.getLogger(ReadingResource.class);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final String TROUBLED = "Tidemark-Troubled";
    private static final Pattern XID = Pattern.compile("\\d{1,19}");

    private final Reading reading;

    /** Asks this. */
    public ReadingResource(Reading reading) {
        this.reading = reading;
    }

    @Override
    void addTo(Router router) {
        router.get("/_indexer/indexing_status", exchange -> Answer.ok(reading.indexingStatus(null)));
        router.get(
                "/_indexer/indexing_status/{type}",
                exchange -> Answer.ok(reading.indexingStatus(Parameters.ofPath(exchange, "type"))));
        router.getLater("/_indexer/wait", this::waitFor);
        router.get("/_indexer/documents/{type}/{id}", this::document);
        router.search("/_indexer/search/{type}", this::search);
        router.get(
                "/_indexer/explain/{type}/{id}",
                exchange -> Answer.ok(
                        reading.explain(Parameters.ofPath(exchange, "type"), Parameters.ofPath(exchange, "id"))));
        router.get("/_indexer/explain", exchange -> Answer.ok(impact(exchange)));
    }

    private CompletionStage<Answer> waitFor(HttpServerExchange exchange) {
        Parameters.allow(exchange, "xid", "type", "timeout");
        String xid = Parameters.ofQuery(exchange, "xid");
        List<String> types = types(exchange);
        if (xid != null && !types.isEmpty()) {
            throw Problem.badRequest(
                    "type", "type: not with xid", "a transaction is waited for in every type that shows it");
        }
        Duration timeout = timeout(exchange);
        return reading.waitFor(xid == null ? null : (Long) xid(xid), types, timeout)
                .thenApply(waited -> waited.searchable() ? Answer.ok(waited.body()) : late(waited.body(), timeout));
    }

    private ObjectNode impact(HttpServerExchange exchange) {
        String table = Parameters.ofQuery(exchange, "table");
        String key = Parameters.ofQuery(exchange, "key");
        if (table == null || key == null) {
            throw Problem.badRequest(
                    table == null ? "table" : "key",
                    "table and key: expected both",
                    "GET /_indexer/explain?table=Artist&key=1 tells what a change there would touch;"
                            + " GET /_indexer/explain/{type}/{id} explains a document");
        }
        return reading.impact(table, key);
    }

    private static List<String> types(HttpServerExchange exchange) {
        String types = Parameters.ofQuery(exchange, "type");
        return types == null
                ? List.of()
                : Arrays.stream(types.split(",", -1))
                        .filter(one -> !one.isBlank())
                        .toList();
    }

    private static Answer late(ObjectNode body, Duration timeout) {
        ObjectNode error = body.putObject("error")
                .put("code", "timeout")
                .put(
                        "message",
                        "not searchable after " + timeout.toMillis() / 1000.0 + " s: "
                                + body.path("message").asText());
        error.put("hint", "ask again, with a longer timeout; GET /_indexer tells what goes on");
        body.remove("message");
        return Answer.of(408, body);
    }

    private static long xid(String text) {
        if (XID.matcher(text).matches()) {
            try {
                long xid = Long.parseLong(text);
                if (xid > 0) {
                    return xid;
                }
            } catch (NumberFormatException e) {
                LOG.debug("event=no_transaction_id", e);
            }
        }
        throw wrongXid(text);
    }

    private static Problem wrongXid(String text) {
        return Problem.badRequest(
                "xid",
                "xid: no transaction id: " + text,
                "SELECT pg_current_xact_id() tells it, in the transaction that writes");
    }

    static Duration timeout(HttpServerExchange exchange) {
        String text = Parameters.ofQuery(exchange, "timeout");
        if (text == null) {
            return USUAL;
        }
        Duration asked;
        try {
            asked = Timeout.parse(text).duration();
        } catch (IllegalArgumentException e) {
            LOG.debug("event=no_time", e);
            throw Problem.badRequest("timeout", "timeout: no time: " + text, "write 500ms, 30s or 5m");
        }
        if (asked.compareTo(LONGEST) > 0) {
            throw Problem.badRequest(
                    "timeout",
                    "timeout: " + text + " is too long",
                    "at most " + LONGEST.toMinutes() + "m; then ask again");
        }
        return asked;
    }

    private static boolean committed(HttpServerExchange exchange) {
        String level = Objects.requireNonNullElse(Parameters.ofQuery(exchange, "read_level"), "index_only");
        if (level.equals("index_and_wal")) {
            return true;
        }
        if (level.equals("index_only")) {
            return false;
        }
        throw Problem.badRequest(
                "read_level", "read_level: no such level: " + level, "there are: index_only, index_and_wal");
    }

    private Answer document(HttpServerExchange exchange) {
        Parameters.allow(exchange, "read_level");
        Reading.Document found = reading.document(
                Parameters.ofPath(exchange, "type"), Parameters.ofPath(exchange, "id"), committed(exchange));
        return Answer.of(found.found() ? 200 : 404, found.body());
    }

    private CompletionStage<Answer> search(HttpServerExchange exchange, ObjectNode body) {
        Parameters.allow(exchange, "read_level", "timeout");
        SearchRules.check(body);
        Duration timeout = timeout(exchange);
        return reading.search(Parameters.ofPath(exchange, "type"), body, committed(exchange), timeout)
                .thenApply(ended -> ended instanceof Reading.Late late
                        ? late(late.body(), timeout)
                        : answer(exchange, (Reading.Found) ended));
    }

    private static Answer answer(HttpServerExchange exchange, Reading.Found found) {
        whenSent(exchange, found.sent());
        if (found.status() >= 400) {
            throw Problem.badRequest(
                    null, "Elasticsearch does not take the search: " + found.reason(), "see its manual");
        }
        Answer answer = new Answer(found.status(), Answer.JSON, found.body(), Map.of());
        return found.troubled() == 0 ? answer : answer.with(TROUBLED, String.valueOf(found.troubled()));
    }

    private static void whenSent(HttpServerExchange exchange, Runnable sent) {
        try {
            exchange.addExchangeCompleteListener((done, next) -> {
                sent.run();
                next.proceed();
            });
        } catch (IllegalStateException e) {
            LOG.debug("event=client_gone", e);
            sent.run();
        }
    }
}
