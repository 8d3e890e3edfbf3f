package tidemark.verification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidemark.change.Key;
import tidemark.document.Composed;
import tidemark.document.Composer;
import tidemark.document.KeyScan;
import tidemark.document.SharedObjects;
import tidemark.document.Stamp;
import tidemark.index.Documents;
import tidemark.plan.DocumentPlan;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;

/**
 * Compares the documents of one physical index with their rows, some at a time. What it finds is drift, as the package's
 * description has it. Belongs to one thread.
 */
public final class Verifier {

    /** Most looks at one document. */
    static final int ROUNDS = 5;

    /** Rows that are compared in one snapshot. */
    static final int CHUNK = 200;

    /** Ids of documents that are looked up at a time. */
    static final int PAGE = 1_000;

    private static final int SHARED_BYTES = 16 << 20;
    private static final String HASH = "[0-9a-f]{64}";

    /** The rest of the daemon, as a comparison sees it. */
    public interface World {
        /**
         * Waits until the durable marker covers what a snapshot shows.
         *
         * @return false if that took too long
         */
        boolean awaitCovered(SharedSnapshot snapshot) throws InterruptedException;

        /** The keys that these texts are, as the database spells them; empty where none ever can be. */
        List<Optional<Key>> keys(DocumentPlan plan, List<String> texts);

        /** Ids of documents of a type that are known to be refused. */
        Set<String> troubled(String type);

        /** Asks the next cycle to write these. */
        void rewrite(String type, Collection<Key> keys);
    }

    private final Snapshots snapshots;
    private final Documents documents;
    private final World world;
    private final DocumentPlan plan;
    private final String index;
    private final boolean repair;
    private final KeyScan scan;

    /**
     * A comparison.
     *
     * @param plan by which the index's documents are composed
     * @param index physical index
     * @param repair whether to mend what is found
     */
    public Verifier(
            Snapshots snapshots, Documents documents, World world, DocumentPlan plan, String index, boolean repair) {
        this.snapshots = snapshots;
        this.documents = documents;
        this.world = world;
        this.plan = plan;
        this.index = index;
        this.repair = repair;
        this.scan = new KeyScan(plan);
    }

    /** The next keys after one; none at the end. */
    List<Key> next(@Nullable Key after, int limit) {
        try (SharedSnapshot snapshot = snapshots.open(plan.tables(), 0)) {
            return scan.next(snapshot.connection(), after, limit);
        }
    }

    /** About how many rows there are. */
    long estimate() {
        try (SharedSnapshot snapshot = snapshots.open(plan.tables(), 0)) {
            return scan.estimate(snapshot.connection());
        }
    }

    /** What one look showed: the document as it should be, and as it was. */
    private record Look(@Nullable JsonNode expected, Documents.@Nullable Found found) {

        boolean differs() {
            return found == null ? expected != null : !same(expected, found.source());
        }

        /** Neither the row nor the document has moved between two looks. */
        boolean stands(Look later) {
            return same(expected, later.expected) && Objects.equals(revision(found), revision(later.found));
        }

        private static boolean same(@Nullable JsonNode one, @Nullable JsonNode other) {
            if (one == null) {
                return other == null;
            }
            return other != null && Difference.of(one, other).isEmpty();
        }

        private static @Nullable List<Long> revision(Documents.@Nullable Found found) {
            return found == null ? null : List.of(found.seqNo(), found.term());
        }
    }

    /** Compares the documents of these keys. */
    void compare(List<Key> keys, Tally tally) throws InterruptedException {
        Set<String> troubled = world.troubled(plan.type());
        List<Key> suspects = new ArrayList<>();
        for (Key key : keys) {
            if (troubled.contains(key.text())) {
                tally.troubled++;
            } else {
                suspects.add(key);
            }
        }
        tally.checked += suspects.size();
        Map<Key, Look> before = Map.of();
        List<Key> broken = new ArrayList<>();
        for (int round = 0; round < ROUNDS && !suspects.isEmpty(); round++) {
            Map<Key, Look> now = look(suspects);
            if (now == null) {
                break;
            }
            List<Key> left = new ArrayList<>();
            for (Map.Entry<Key, Look> one : now.entrySet()) {
                Look last = before.get(one.getKey());
                if (!one.getValue().differs()) {
                    continue;
                }
                if (last != null && last.stands(one.getValue())) {
                    tally.found(drift(one.getKey().documentId(), one.getValue()));
                    broken.add(one.getKey());
                } else {
                    left.add(one.getKey());
                }
            }
            before = now;
            suspects = left;
        }
        tally.unsettled += suspects.size();
        mend(broken, tally);
    }

    private Drift drift(String id, Look look) {
        if (look.expected() == null) {
            return new Drift(Drift.Kind.EXTRA, plan.type(), id, Optional.empty());
        }
        return look.found() == null
                ? new Drift(Drift.Kind.MISSING, plan.type(), id, Optional.empty())
                : new Drift(
                        Drift.Kind.DIFFERENT,
                        plan.type(),
                        id,
                        Difference.of(look.expected(), look.found().source()));
    }

    private void mend(List<Key> broken, Tally tally) {
        if (repair && !broken.isEmpty()) {
            world.rewrite(plan.type(), broken);
            tally.repaired += broken.size();
        }
    }

    /** One round; null if the marker did not follow in time. What cannot be composed is not compared. */
    private @Nullable Map<Key, Look> look(List<Key> keys) throws InterruptedException {
        Map<Key, JsonNode> expected = new HashMap<>();
        List<Key> compared = new ArrayList<>();
        try (SharedSnapshot snapshot = snapshots.open(plan.tables(), 0)) {
            List<Composed> composed = new Composer(plan)
                    .compose(snapshot.connection(), new SharedObjects(SHARED_BYTES), keys, new Stamp(0, "verify"));
            for (Composed one : composed) {
                byte[] source = one.source();
                if (source != null) {
                    expected.put(one.key(), ExactJson.parse(source));
                }
                if (one.failure().isEmpty()) {
                    compared.add(one.key());
                }
            }
            if (!world.awaitCovered(snapshot)) {
                return null;
            }
        }
        Map<String, Documents.Found> found =
                documents.read(index, compared.stream().map(Key::documentId).toList());
        Map<Key, Look> looks = new LinkedHashMap<>();
        compared.forEach(key -> looks.put(key, new Look(expected.get(key), found.get(key.documentId()))));
        return looks;
    }

    /**
     * Looks through the ids of the index for documents without a row.
     *
     * @return false if it was stopped
     */
    boolean extras(Tally tally, Pace pace) throws InterruptedException {
        try (Documents.View view = documents.view(index)) {
            for (List<String> ids = view.next(PAGE); !ids.isEmpty(); ids = view.next(PAGE)) {
                extras(ids, tally);
                pace.counted(ids.size());
                if (!pace.await()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Which of a page have no row: for want of a key, or by a key that has none. */
    private void extras(List<String> ids, Tally tally) throws InterruptedException {
        List<Optional<Key>> keys = world.keys(plan, ids);
        List<Key> possible = new ArrayList<>();
        List<String> impossible = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            Optional<Key> key = keys.get(i).filter(one -> one.documentId().equals(id));
            if (id.matches(HASH)) {
                tally.unchecked++;
            } else if (key.isPresent()) {
                possible.add(key.get());
            } else {
                impossible.add(id);
            }
        }
        remove(impossible, tally);
        if (!possible.isEmpty()) {
            try (SharedSnapshot snapshot = snapshots.open(plan.tables(), 0)) {
                possible.removeAll(scan.existing(snapshot.connection(), possible));
            }
            long checked = tally.checked;
            compare(possible, tally);
            tally.checked = checked;
        }
    }

    private void remove(List<String> impossible, Tally tally) {
        for (Documents.Found document : documents.read(index, impossible).values()) {
            tally.found(new Drift(Drift.Kind.EXTRA, plan.type(), document.id(), Optional.empty()));
            if (repair && documents.delete(index, document)) {
                tally.repaired++;
            }
        }
    }
}
