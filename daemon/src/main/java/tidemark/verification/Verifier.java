package tidemark.verification;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidemark.change.Key;
import tidemark.document.Composed;
import tidemark.document.Composer;
import tidemark.document.KeyScan;
import tidemark.document.SharedObjects;
import tidemark.document.Stamp;
import tidemark.index.Documents;
import tidemark.plan.DocumentJson;
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

    /** Rows that are compared in one snapshot, at most. */
    static final int CHUNK = 200;

    /** Rows of the first chunk, when nothing is known of their documents' size. */
    private static final int FIRST = 25;

    /** Bytes of documents that are held at a time, about; a single larger document is held all the same. */
    private static final long HELD_BYTES = 4 << 20;

    /** Ids of documents that are looked up at a time. */
    static final int PAGE = 1_000;

    private static final int SHARED_BYTES = 16 << 20;
    private static final String HASH = "sha256:[0-9a-f]{64}";

    /** The rest of the daemon, as a comparison sees it. */
    public interface World {
        /**
         * Waits until the durable marker covers what a snapshot shows.
         *
         * @return false if that took too long
         */
        boolean awaitCovered(SharedSnapshot snapshot) throws InterruptedException;

        /** Whether this is the index that serves a type, and is kept true by cycles. */
        boolean serves(String type, String index);

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
    private int chunk = FIRST;

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

    /** How many rows the next chunk may have, by the size of the documents that were composed last. */
    int chunk() {
        return chunk;
    }

    /**
     * What one look showed, without the documents themselves.
     *
     * @param expected digest of the document as it should be; null if there should be none
     * @param revision of the document that is there; null for none
     * @param drift how they differ; null if they do not
     */
    private record Look(
            @Nullable UUID expected,
            @Nullable Revision revision,
            @Nullable Drift drift) {

        /** Neither the row nor the document has moved between two looks. */
        boolean stands(Look later) {
            return Objects.equals(expected, later.expected) && Objects.equals(revision, later.revision);
        }
    }

    private record Revision(long seqNo, long term) {
        static @Nullable Revision of(Documents.@Nullable Found found) {
            return found == null ? null : new Revision(found.seqNo(), found.term());
        }
    }

    /** Compares the documents of these keys, not more than {@value #PAGE}. */
    void compare(List<Key> keys, Tally tally) throws InterruptedException {
        tally.checked += keys.size();
        List<Key> suspects = keys;
        Map<Key, Look> before = Map.of();
        List<Key> broken = new ArrayList<>();
        for (int round = 0; round < ROUNDS && !suspects.isEmpty(); round++) {
            Map<Key, Look> now = new HashMap<>();
            int from = 0;
            while (from < suspects.size()) {
                List<Key> part = suspects.subList(from, Math.min(suspects.size(), from + chunk));
                if (!look(part, now, tally)) {
                    tally.unsettled += suspects.size();
                    mend(broken, tally);
                    return;
                }
                from += part.size();
            }
            List<Key> left = new ArrayList<>();
            for (Key key : suspects) {
                Look look = now.get(key);
                if (look == null || look.drift() == null) {
                    continue;
                }
                Look last = before.get(key);
                if (last != null && last.stands(look)) {
                    tally.found(look.drift());
                    broken.add(key);
                } else {
                    left.add(key);
                }
            }
            before = now;
            suspects = left;
        }
        tally.unsettled += suspects.size();
        mend(broken, tally);
    }

    private @Nullable Drift drift(String id, byte @Nullable [] expected, Documents.@Nullable Found found) {
        if (expected == null) {
            return found == null ? null : new Drift(Drift.Kind.EXTRA, plan.type(), id, Optional.empty());
        }
        if (found == null) {
            return new Drift(Drift.Kind.MISSING, plan.type(), id, Optional.empty());
        }
        Optional<Difference> difference = Difference.of(DocumentJson.parse(expected), found.source());
        return difference.isEmpty() ? null : new Drift(Drift.Kind.DIFFERENT, plan.type(), id, difference);
    }

    private void mend(List<Key> broken, Tally tally) {
        if (repair && !broken.isEmpty()) {
            world.rewrite(plan.type(), broken);
            tally.repaired += broken.size();
        }
    }

    /**
     * One round for some keys. What cannot be composed is not compared, and what is known to be refused is counted as that.
     *
     * @param looks takes what was seen
     * @return false if nothing can be said: the marker did not follow in time, or another index serves
     */
    private boolean look(List<Key> keys, Map<Key, Look> looks, Tally tally) throws InterruptedException {
        Map<Key, byte[]> expected = new HashMap<>();
        List<Key> composed = new ArrayList<>();
        try (SharedSnapshot snapshot = snapshots.open(plan.tables(), 0)) {
            for (Composed one : new Composer(plan)
                    .compose(snapshot.connection(), new SharedObjects(SHARED_BYTES), keys, new Stamp(0, "verify"))) {
                byte[] source = one.source();
                if (source != null) {
                    expected.put(one.key(), source);
                }
                if (one.failure().isEmpty()) {
                    composed.add(one.key());
                }
            }
            if (!world.awaitCovered(snapshot)) {
                return false;
            }
        }
        // In this order: what the marker covers went to the index that served then, or is on the list of the troubled.
        if (!world.serves(plan.type(), index)) {
            return false;
        }
        Set<String> troubled = world.troubled(plan.type());
        List<Key> compared =
                composed.stream().filter(key -> !troubled.contains(key.text())).toList();
        tally.troubled += composed.size() - compared.size();
        Map<String, Documents.Found> found =
                documents.read(index, compared.stream().map(Key::documentId).toList());
        for (Key key : compared) {
            byte[] source = expected.get(key);
            Documents.Found document = found.get(key.documentId());
            UUID digest = source == null ? null : UUID.nameUUIDFromBytes(source);
            looks.put(key, new Look(digest, Revision.of(document), drift(key.documentId(), source, document)));
        }
        adjust(expected.values().stream().mapToLong(source -> source.length).sum(), keys.size());
        return true;
    }

    /** As many documents at a time as fit, by those that were composed just now. */
    private void adjust(long bytes, int documents) {
        long each = Math.max(1, bytes / Math.max(1, documents));
        chunk = (int) Math.max(1, Math.min(CHUNK, HELD_BYTES / each));
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
        if (impossible.isEmpty() || !world.serves(plan.type(), index)) {
            return;
        }
        for (Documents.Found document : documents.read(index, impossible).values()) {
            tally.found(new Drift(Drift.Kind.EXTRA, plan.type(), document.id(), Optional.empty()));
            if (repair && documents.delete(index, document)) {
                tally.repaired++;
            }
        }
    }
}
