package tidemark.document;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidemark.change.Key;
import tidemark.document.NodeReader.Loaded;
import tidemark.lifecycle.PostgresFailure;
import tidemark.plan.DocumentPlan;

/**
 * Makes the documents of one type: ids in, JSON bytes out. One query per plan node and batch, each in the snapshot of the
 * connection that is passed. Immutable and for any number of threads, each with its own connection; making one is cheap.
 *
 * <p>Nothing of a batch that cannot be made harms the rest: a batch that the server refuses because of a value, or that is too
 * large to hold, is halved until what remains is made or is the one document at fault.
 */
public final class Composer {

    private final DocumentPlan plan;
    private final ComposerLimits limits;
    private final ComposerMeter meter;
    private final NodeReader root;

    /** A composer with the default limits. */
    public Composer(DocumentPlan plan) {
        this(plan, ComposerLimits.DEFAULT, ComposerMeter.NONE);
    }

    /** A composer. */
    public Composer(DocumentPlan plan, ComposerLimits limits, ComposerMeter meter) {
        this.plan = plan;
        this.limits = limits;
        this.meter = meter;
        root = NodeReader.ofRoot(plan.root());
    }

    /** As {@link #compose(Connection, SharedObjects, List, Stamp, Consumer)}, all at once: for batches that fit in memory. */
    public List<Composed> compose(Connection snapshot, SharedObjects cache, List<Key> ids, Stamp stamp) {
        List<Composed> composed = new ArrayList<>(ids.size());
        compose(snapshot, cache, ids, stamp, composed::add);
        return composed;
    }

    /**
     * Composes the documents of a batch and hands them over one by one, in order, one result for each id.
     *
     * @param snapshot a connection in the snapshot to read
     * @param cache of that snapshot
     * @param ids keys of root rows
     * @param stamp what the documents say of their making
     * @param into takes each result
     * @throws tidemark.lifecycle.Unavailable if the server is away; some results may have been handed over
     */
    public void compose(
            Connection snapshot, SharedObjects cache, List<Key> ids, Stamp stamp, Consumer<? super Composed> into) {
        if (ids.isEmpty()) {
            return;
        }
        Attempt attempt = attempt(snapshot, cache, ids);
        if (attempt.loaded() != null) {
            hand(attempt.loaded(), ids, stamp, into);
        } else if (ids.size() == 1) {
            into.accept(new Composed.Failed(ids.get(0), attempt.fault()));
        } else {
            int half = ids.size() / 2;
            compose(snapshot, cache, ids.subList(0, half), stamp, into);
            compose(snapshot, cache, ids.subList(half, ids.size()), stamp, into);
        }
    }

    /** Rows, or what was wrong with some document of the batch. */
    private record Attempt(@Nullable Loaded loaded, String fault) {}

    private Attempt attempt(Connection snapshot, SharedObjects cache, List<Key> ids) {
        long nodeBytes = ids.size() == 1 ? limits.documentBytes() : limits.batchBytes();
        Batch batch = new Batch(snapshot, cache, meter, nodeBytes, limits.fetchRows());
        try {
            // After an error the transaction, and with it the snapshot, is good for nothing but a return to here.
            Savepoint before = snapshot.getAutoCommit() ? null : snapshot.setSavepoint();
            try {
                Loaded loaded = root.read(batch, ids.stream().map(Key::values).toList());
                release(snapshot, before);
                return new Attempt(loaded, "");
            } catch (TooLarge e) {
                release(snapshot, before);
                return new Attempt(null, "the document is " + e.getMessage());
            } catch (SQLException e) {
                if (!PostgresFailure.blamesValue(e.getSQLState())) {
                    throw e;
                }
                if (before != null) {
                    snapshot.rollback(before);
                    snapshot.releaseSavepoint(before);
                }
                return new Attempt(null, "PostgreSQL cannot read it: " + e.getMessage());
            }
        } catch (SQLException e) {
            throw PostgresFailure.of("composing documents of type " + plan.type(), e.getSQLState(), e);
        }
    }

    private static void release(Connection snapshot, @Nullable Savepoint savepoint) throws SQLException {
        if (savepoint != null) {
            snapshot.releaseSavepoint(savepoint);
        }
    }

    private void hand(Loaded loaded, List<Key> ids, Stamp stamp, Consumer<? super Composed> into) {
        NodeRows.Owned owned = loaded.rows().owned(ids.size());
        byte[] made = made(stamp);
        JsonBytes out = new JsonBytes(limits.documentBytes());
        for (int i = 0; i < ids.size(); i++) {
            if (owned.starts()[i] == owned.starts()[i + 1]) {
                into.accept(new Composed.Absent(ids.get(i)));
            } else {
                into.accept(document(ids.get(i), loaded, owned.rows()[owned.starts()[i]], made, out));
            }
        }
    }

    private Composed document(Key id, Loaded loaded, int row, byte[] made, JsonBytes out) {
        Set<String> lossy = new LinkedHashSet<>();
        try {
            out.clear();
            if (loaded.open(row, out, lossy)) {
                out.add(',');
            }
            out.raw(made);
            close(out, lossy);
            byte[] shown = out.toBytes();
            return new Composed.Document(
                    id, plan.objects() == null ? shown : ObjectDocument.of(shown, limits.documentBytes()));
        } catch (TooLarge e) {
            return new Composed.Failed(id, "the document is " + e.getMessage());
        }
    }

    /** The own metadata, open for what differs from document to document. */
    private static byte[] made(Stamp stamp) {
        JsonBytes out = new JsonBytes(Integer.MAX_VALUE);
        out.text("_tidemark");
        out.raw((":{\"generation\":" + stamp.generation() + ",\"snapshot\":").getBytes(StandardCharsets.US_ASCII));
        out.text(stamp.snapshot());
        if (!stamp.rules().isEmpty()) {
            out.raw(",\"rules\":".getBytes(StandardCharsets.US_ASCII));
            out.text(stamp.rules());
        }
        return out.toBytes();
    }

    private static void close(JsonBytes out, Set<String> lossy) {
        if (!lossy.isEmpty()) {
            out.add(',');
            out.text("lossy");
            char before = '[';
            out.add(':');
            for (String path : lossy) {
                out.add(before);
                out.text(path);
                before = ',';
            }
            out.add(']');
        }
        out.add('}');
        out.add('}');
    }
}
