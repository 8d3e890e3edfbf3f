package tidemark.cycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.DocumentId;
import tidemark.change.Key;
import tidemark.cycle.Cycle.Turn;
import tidemark.state.Book;
import tidemark.state.Control;
import tidemark.state.FailedDocument;
import tidemark.state.Names;
import tidemark.state.PositionJson;
import tidemark.state.Result;
import tidemark.state.StateLost;

/**
 * What a cycle puts down: the generation and the promise before the first document, the troubled and the marker after the
 * last. Every write is conditional on what the look read.
 */
final class Advance {

    private static final Logger LOG = LoggerFactory.getLogger(Advance.class);

    private final Parts parts;
    private final CycleOptions options;
    private final Book book;
    private final RandomGenerator random = RandomGenerator.getDefault();

    Advance(Parts parts, CycleOptions options) {
        this.parts = parts;
        this.options = options;
        this.book = parts.book();
    }

    /** Shows the results of an earlier process. */
    void remember() {
        List<ObjectNode> earlier = new ArrayList<>();
        ObjectNode results = book.body(Names.RESULTS);
        if (results != null) {
            results.path("list").forEach(node -> earlier.add((ObjectNode) node));
        }
        parts.board().remember(earlier);
    }

    /**
     * Raises the generation and promises the ids, by compare-and-set: a stale leader fails here, before it writes anything.
     *
     * @param floor the generation must lie above it
     */
    Control promise(Turn turn, Control control, long floor, Set<DocumentId> ids) {
        Control raised = control.raised(parts.clock().millis(), floor);
        ObjectNode indexer = JsonNodeFactory.instance
                .objectNode()
                .put("title", "primary_indexer")
                .put("timestamp", turn.began().toString())
                .put("status", "indexing")
                .put("xmin", turn.snapshot().moment().snapshot().xmin())
                .put("cycle_count", ids.size());
        Set<DocumentId> promised = new LinkedHashSet<>(IdList.read(book.body(Names.IN_PROGRESS), parts.types()));
        promised.addAll(ids);
        LinkedHashMap<String, ObjectNode> bodies = new LinkedHashMap<>();
        bodies.put(Names.INDEXER, withControl(indexer, raised));
        bodies.put(Names.IN_PROGRESS, IdList.write(promised));
        book.writeAll(bodies);
        parts.staging().prepare(book, turn.snapshot().moment().snapshot().xmin(), ids);
        return raised;
    }

    private ObjectNode withControl(ObjectNode indexer, Control control) {
        indexer.set("control", control.write());
        ObjectNode before = book.body(Names.INDEXER);
        if (before != null && before.path("position").isObject()) {
            indexer.set("position", before.get("position"));
        }
        return indexer;
    }

    /**
     * Puts the list of the troubled down, if it changed.
     *
     * @return the documents that failed in this turn
     * @throws IllegalStateException if they are more than the limit: the watermark stays
     */
    List<FailedDocument> troubled(Settlement settlement, TroubledList troubled, long generation) {
        List<FailedDocument> failed = failed(settlement, troubled, generation);
        long first = failed.stream().filter(one -> one.attempts() == 1).count();
        if (first > options.failuresLimit()) {
            throw new IllegalStateException(
                    first + " documents failed in one cycle, more than the limit of " + options.failuresLimit()
                            + "; one of them: " + failed.get(0).reason());
        }
        if (troubled.changed()) {
            LinkedHashMap<String, ObjectNode> bodies = new LinkedHashMap<>();
            bodies.put(Names.TROUBLED, troubled.write());
            book.writeAll(bodies);
        }
        return failed;
    }

    /** What a turn did. */
    record Done(Map<String, List<Key>> documents, Settlement settlement, List<FailedDocument> failed) {}

    /**
     * Ends a turn: the marker, and what only tells.
     *
     * @param record whether anything happened; otherwise only a changed control is put down
     */
    Control advance(Turn turn, Control control, Done done, boolean record) {
        boolean wrote = !done.documents().isEmpty();
        ObjectNode json = result(turn, done.settlement(), done.failed(), wrote).write();
        parts.board().result(json, wrote);
        Set<DocumentId> handedOn = parts.staging().used() ? handedOn(done, control) : Set.of();
        parts.staging().stage(book, turn.snapshot().moment().snapshot().xmin(), handedOn, control);
        if (!record) {
            return control.equals(Control.read(book.body(Names.INDEXER))) ? control : put(control);
        }
        if (!control.equals(Control.read(book.body(Names.INDEXER)))) {
            // One bulk is no transaction: what the marker lets be forgotten must not be known to the control alone that
            // got lost.
            put(control);
        }
        LinkedHashMap<String, ObjectNode> bodies = new LinkedHashMap<>();
        ObjectNode position = PositionJson.write(turn.next());
        if (wrote) {
            bodies.put(Names.LAST_CYCLE, IdList.write(IdList.flatten(done.documents())));
            bodies.put(Names.RESULTS, results());
        }
        bodies.put(Names.MARKER, json.deepCopy().set("position", position));
        if (wrote) {
            bodies.put(Names.IN_PROGRESS, IdList.write(List.of()));
            if (book.body(Names.PREPARED) != null) {
                bodies.put(Names.PREPARED, IdList.write(List.of()));
            }
        }
        ObjectNode indexer = json.deepCopy().set("control", control.write());
        bodies.put(Names.INDEXER, indexer.set("position", position));
        Set<String> lost = book.write(bodies);
        return lost.isEmpty() ? control : mended(lost, bodies, control);
    }

    /** What is written where followers read: all but what the live index, or the composer, refused. */
    private static Set<DocumentId> handedOn(Done done, Control control) {
        Set<DocumentId> handedOn = IdList.flatten(done.documents());
        done.settlement().troubled.forEach((id, failure) -> {
            String live = control.target(id.type()).live();
            if (failure.index().isEmpty() || failure.index().equals(live)) {
                handedOn.remove(id);
            }
        });
        return handedOn;
    }

    /** Puts a changed control down by itself. */
    Control put(Control control) {
        ObjectNode before = book.body(Names.INDEXER);
        LinkedHashMap<String, ObjectNode> bodies = new LinkedHashMap<>();
        bodies.put(
                Names.INDEXER,
                (before == null ? JsonNodeFactory.instance.objectNode() : before.deepCopy())
                        .set("control", control.write()));
        book.writeAll(bodies);
        return control;
    }

    /** Somebody deleted or changed something while the cycle ran; a deleted marker asks for a full reindex. */
    private Control mended(Set<String> lost, Map<String, ObjectNode> bodies, Control control) {
        LOG.info("event=state_changed_by_somebody names={}", lost);
        ObjectNode marker = bodies.get(Names.MARKER);
        if (!lost.contains(Names.MARKER) || marker == null) {
            throw new StateLost("changed by somebody else while the cycle ran: " + lost);
        }
        book.read();
        if (book.body(Names.MARKER) != null || book.body(Names.INDEXER) == null) {
            throw new StateLost("the marker was changed by somebody else while the cycle ran");
        }
        Control next = parts.rebuilds().request(control, parts.types().names(), "marker deleted", true);
        LinkedHashMap<String, ObjectNode> again = new LinkedHashMap<>();
        again.put(Names.MARKER, marker);
        book.writeAll(again);
        return next.equals(control) ? control : put(next);
    }

    private List<FailedDocument> failed(Settlement settlement, TroubledList troubled, long generation) {
        Instant now = parts.clock().instant();
        List<FailedDocument> failed = new ArrayList<>();
        settlement.troubled.forEach((id, failure) ->
                failed.add(troubled.failed(id, failure, generation, now, options.troubledRetry(), random)));
        failed.forEach(one -> LOG.warn(
                "event=document_troubled type={} key={} attempts={} next={} reason=\"{}\" runbook=ops/runbook.md#troubled",
                one.type(),
                one.key(),
                one.attempts(),
                one.next(),
                String.format(Locale.ROOT, "%.300s", one.reason())));
        return failed;
    }

    private Result result(Turn turn, Settlement settlement, Collection<FailedDocument> failed, boolean wrote) {
        ObjectNode marker = book.body(Names.MARKER);
        long cycles = marker == null ? 0 : marker.path("cycles").asLong();
        Long lastXmin = marker == null ? null : (Long) marker.path("xmin").asLong();
        parts.figures().add("db_rows", turn.slice().rows());
        return new Result(
                turn.began(),
                wrote,
                wrote ? cycles + 1 : cycles,
                turn.snapshot().moment().snapshot(),
                lastXmin,
                turn.slice().highestConsumed(),
                turn.changes(),
                turn.referencing(),
                turn.invalidated(),
                settlement.written,
                settlement.deleted,
                Duration.ofNanos(System.nanoTime() - turn.start()),
                List.copyOf(failed),
                parts.figures().sinceBegin());
    }

    private ObjectNode results() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("list");
        parts.board().results().forEach(list::add);
        return json.put("count", list.size());
    }
}
