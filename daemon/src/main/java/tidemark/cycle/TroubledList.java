package tidemark.cycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.DocumentId;
import tidemark.lifecycle.Backoff;
import tidemark.state.FailedDocument;

/** The documents that could not be indexed, as {@code primary_troubled} keeps them. */
final class TroubledList {

    private static final Logger LOG = LoggerFactory.getLogger(TroubledList.class);

    private final Map<DocumentId, FailedDocument> byId = new LinkedHashMap<>();
    private boolean changed;

    int size() {
        return byId.size();
    }

    /** How many of each of these types. */
    Map<String, Integer> byType(Collection<String> types) {
        Map<String, Integer> counts = new TreeMap<>();
        types.forEach(type -> counts.put(type, 0));
        byId.keySet().forEach(id -> counts.merge(id.type(), 1, Integer::sum));
        return counts;
    }

    static TroubledList read(@Nullable ObjectNode json, Types types) {
        TroubledList list = new TroubledList();
        if (json != null) {
            json.path("list").forEach(node -> {
                try {
                    FailedDocument failed = FailedDocument.read(node);
                    if (types.plans().containsKey(failed.type())) {
                        int columns = types.plan(failed.type()).root().key().size();
                        list.byId.put(failed.id(columns), failed);
                    }
                } catch (IllegalArgumentException | DateTimeException e) {
                    LOG.warn("event=troubled_entry_unreadable message=\"edited, or of another key\"", e);
                }
            });
        }
        return list;
    }

    List<DocumentId> due(Instant now) {
        List<DocumentId> due = new ArrayList<>();
        byId.forEach((id, failed) -> {
            if (!failed.next().isAfter(now)) {
                due.add(id);
            }
        });
        return due;
    }

    @Nullable
    Instant nextDue(Predicate<String> writable) {
        return byId.values().stream()
                .filter(failed -> writable.test(failed.type()))
                .map(FailedDocument::next)
                .min(Instant::compareTo)
                .orElse(null);
    }

    /** Only an attempt of an equal or newer generation takes an entry away. */
    void cured(Collection<DocumentId> settled, long generation) {
        for (DocumentId id : settled) {
            FailedDocument failed = byId.get(id);
            if (failed != null && failed.generation() <= generation) {
                byId.remove(id);
                changed = true;
            }
        }
    }

    FailedDocument failed(
            DocumentId id,
            Settlement.Failure failure,
            long generation,
            Instant now,
            Backoff backoff,
            RandomGenerator random) {
        FailedDocument before = byId.get(id);
        int attempts = before == null ? 1 : before.attempts() + 1;
        FailedDocument failed = new FailedDocument(
                id.type(),
                id.key().text(),
                failure.reason(),
                attempts,
                before == null ? now : before.first(),
                now.plus(backoff.after(attempts, random)),
                failure.index(),
                generation);
        byId.put(id, failed);
        changed = true;
        return failed;
    }

    Set<DocumentId> ids() {
        return byId.keySet();
    }

    boolean changed() {
        return changed;
    }

    ObjectNode write() {
        return write(Integer.MAX_VALUE);
    }

    /** The count of all, and those of them that failed first. */
    ObjectNode write(int most) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("list");
        byId.values().stream().limit(most).forEach(failed -> list.add(failed.write()));
        return json.put("count", byId.size());
    }
}
