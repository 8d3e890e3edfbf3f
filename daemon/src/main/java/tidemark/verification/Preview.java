package tidemark.verification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidemark.change.Key;
import tidemark.document.Composed;
import tidemark.document.Composer;
import tidemark.document.KeyScan;
import tidemark.document.SharedObjects;
import tidemark.document.Stamp;
import tidemark.index.Documents;
import tidemark.index.MappingCheck;
import tidemark.plan.DocumentJson;
import tidemark.plan.DocumentPlan;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;

/**
 * What a reindex would change: every document composed by today's plan, held against today's mapping and the index that serves.
 * Writes nothing. Documents whose rows change meanwhile may count as changed.
 */
public final class Preview {

    private static final int CHUNK = 500;
    private static final int SHOWN = 5;
    private static final int SHARED_BYTES = 16 << 20;

    private final Snapshots snapshots;
    private final Documents documents;
    private final DocumentPlan plan;
    private final JsonNode mapping;
    private final @Nullable String live;

    private long composed;
    private long added;
    private long changed;
    private long refused;
    private final List<String> samples = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    /**
     * A preview.
     *
     * @param plan today's
     * @param mapping today's
     * @param live the index that serves; null for none
     */
    public Preview(
            Snapshots snapshots, Documents documents, DocumentPlan plan, JsonNode mapping, @Nullable String live) {
        this.snapshots = snapshots;
        this.documents = documents;
        this.plan = plan;
        this.mapping = mapping;
        this.live = live;
    }

    /**
     * Looks at every row.
     *
     * @param before documents that are there now
     * @return in lines
     */
    public List<String> run(long before) {
        KeyScan scan = new KeyScan(plan);
        Key cursor = null;
        List<Key> keys = List.of();
        do {
            try (SharedSnapshot snapshot = snapshots.open(plan.tables(), 0)) {
                keys = scan.next(snapshot.connection(), cursor, CHUNK);
                look(new Composer(plan)
                        .compose(
                                snapshot.connection(), new SharedObjects(SHARED_BYTES), keys, new Stamp(0, "dry run")));
            }
            cursor = keys.isEmpty() ? cursor : keys.get(keys.size() - 1);
        } while (keys.size() == CHUNK);
        return lines(before);
    }

    private void look(List<Composed> chunk) {
        List<String> ids = chunk.stream().map(one -> one.key().documentId()).toList();
        Map<String, Documents.Found> now = live == null ? Map.of() : documents.read(live, ids);
        for (Composed one : chunk) {
            byte[] source = one.source();
            String id = one.key().documentId();
            if (source != null) {
                composed++;
                JsonNode document = DocumentJson.parse(source);
                MappingCheck.refusal(mapping, document).ifPresent(why -> refuse(id, why));
                Documents.Found found = now.get(id);
                compare(id, document, found);
            } else {
                one.failure().ifPresent(why -> refuse(id, why));
            }
        }
    }

    private void refuse(String id, String why) {
        refused++;
        if (refusals.size() < SHOWN) {
            refusals.add("refused " + id + " at " + why);
        }
    }

    private void compare(String id, JsonNode document, Documents.@Nullable Found found) {
        if (found == null) {
            added++;
            return;
        }
        Optional<Difference> difference = Difference.of(document, found.source());
        if (difference.isPresent()) {
            changed++;
            if (samples.size() < SHOWN) {
                Difference one = difference.get();
                samples.add("changes " + id + " at " + one.path() + ": from " + one.found() + " to " + one.expected());
            }
        }
    }

    private List<String> lines(long before) {
        List<String> lines = new ArrayList<>();
        lines.add(plan.type() + ": " + composed + " documents, " + added + " new, " + changed + " changed, "
                + Math.max(0, before - (composed - added)) + " gone, " + (composed - added - changed) + " as they are, "
                + refused + " refused");
        samples.forEach(sample -> lines.add("  " + sample));
        refusals.forEach(refusal -> lines.add("  " + refusal));
        return lines;
    }

    /** Whether the mapping takes every document, as far as that can be told. */
    public boolean sound() {
        return refused == 0;
    }
}
