package tidemark.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tidemark.audit.Rules;
import tidemark.change.DocumentId;
import tidemark.change.Key;
import tidemark.cycle.FanOut.Batch;
import tidemark.delivery.Delivery;
import tidemark.delivery.DocumentMetrics;
import tidemark.delivery.Outcome;
import tidemark.delivery.Passage;
import tidemark.delivery.Write;
import tidemark.document.Composed;
import tidemark.document.Composer;
import tidemark.document.ComposerLimits;
import tidemark.document.SharedObjects;
import tidemark.document.Stamp;
import tidemark.index.Indices;
import tidemark.plan.DocumentPlan;
import tidemark.snapshot.Lease;
import tidemark.snapshot.SharedSnapshot;
import tidemark.telemetry.Span;

/** One batch on one worker: read and compose in the cycle's snapshot, deliver to every index, say what became of each. */
public final class BatchWork {

    private final Delivery delivery;
    private final Figures figures;
    private final long sharedBytes;
    private final @Nullable Earlier earlier;
    private final DocumentMetrics documents;
    private final Map<SharedSnapshot, SharedObjects> shared = new ConcurrentHashMap<>();
    private volatile Span cycle = Span.OFF;

    /**
     * The work.
     *
     * @param delivery with these figures as its metrics
     * @param figures count what it costs
     * @param sharedBytes how much of the objects that many documents share is kept per snapshot
     * @param earlier the audits that documents keep until a second pass; null if there is only one
     * @param documents told what becomes of documents
     */
    public BatchWork(
            Delivery delivery,
            Figures figures,
            long sharedBytes,
            @Nullable Earlier earlier,
            DocumentMetrics documents) {
        this.delivery = delivery;
        this.figures = figures;
        this.sharedBytes = sharedBytes;
        this.earlier = earlier;
        this.documents = documents;
    }

    /** The audits of documents that are there. */
    public interface Earlier {
        /**
         * Reads them.
         *
         * @return by document id; those that are not there, or have none, are left out
         */
        Map<String, JsonNode> audits(String physical, Collection<String> ids);
    }

    /** What the batches that follow are part of. */
    void trace(Span span) {
        cycle = span;
    }

    /** Before the first batch of a snapshot. */
    void begin(SharedSnapshot snapshot) {
        shared.put(snapshot, new SharedObjects(sharedBytes));
    }

    /** After the last. */
    void end(SharedSnapshot snapshot) {
        shared.remove(snapshot);
    }

    void refresh(Collection<String> indices) {
        if (!indices.isEmpty()) {
            long start = System.nanoTime();
            delivery.refresh(indices);
            figures.add("refresh_time", (System.nanoTime() - start) / 1_000);
        }
    }

    /**
     * Runs a batch.
     *
     * @param alone the only batch of its cycle: it reads through the coordinator's own connection, which saves the export and
     *     the import of the snapshot, and asks for the refresh with the write
     */
    Settlement run(SharedSnapshot snapshot, long generation, Batch batch, Routes routes, boolean alone, long deadline)
            throws InterruptedException {
        int indices = routes.indices(batch.type()).size();
        try (Passage passage =
                Passage.begin(documents, batch.type(), batch.keys().size() * indices)) {
            return run(snapshot, generation, batch, routes, alone, deadline, passage);
        }
    }

    private Settlement run(
            SharedSnapshot snapshot,
            long generation,
            Batch batch,
            Routes routes,
            boolean alone,
            long deadline,
            Passage passage)
            throws InterruptedException {
        Settlement settlement = new Settlement();
        Rules rules = routes.plans().types().rules(batch.type());
        for (Map.Entry<DocumentPlan, List<String>> route :
                routes.byPlan(batch.type()).entrySet()) {
            long start = System.nanoTime();
            List<Composed> composed = alone
                    ? compose(
                            snapshot.connection(),
                            snapshot,
                            stamp(snapshot, generation, rules),
                            batch,
                            route.getKey(),
                            settlement)
                    : leased(snapshot, stamp(snapshot, generation, rules), batch, route.getKey(), settlement);
            figures.add("compose_time", (System.nanoTime() - start) / 1_000);
            composed = audited(rules, composed, routes.live(batch.type()));
            for (String index : route.getValue()) {
                boolean refresh = alone && index.equals(routes.live(batch.type()));
                deliver(index, batch, composed, generation, refresh, deadline, settlement, passage);
            }
        }
        return settlement;
    }

    /** A document says by which rules it is audited when it is. */
    private Stamp stamp(SharedSnapshot snapshot, long generation, Rules rules) {
        String moment = snapshot.moment().snapshot().toString();
        return earlier == null ? new Stamp(generation, moment, rules.hash()) : new Stamp(generation, moment);
    }

    private List<Composed> audited(Rules rules, List<Composed> composed, @Nullable String live) {
        if (rules.isEmpty()) {
            return composed;
        }
        long start = System.nanoTime();
        Map<String, JsonNode> before = earlier == null || live == null
                ? Map.of()
                : earlier.audits(
                        live,
                        composed.stream().map(one -> one.key().documentId()).toList());
        List<Composed> audited = new ArrayList<>(composed.size());
        for (Composed one : composed) {
            String id = one.key().documentId();
            byte[] source = one.source();
            if (source == null) {
                audited.add(one);
            } else {
                byte[] with = earlier == null
                        ? rules.audited(id, source)
                        : Rules.stale(source, before.getOrDefault(id, MissingNode.getInstance()));
                audited.add(new Composed.Document(one.key(), with));
            }
        }
        figures.add("audit_time", (System.nanoTime() - start) / 1_000);
        return audited;
    }

    private List<Composed> leased(
            SharedSnapshot snapshot, Stamp stamp, Batch batch, DocumentPlan plan, Settlement settlement) {
        try (Lease lease = snapshot.lease()) {
            return compose(lease.connection(), snapshot, stamp, batch, plan, settlement);
        }
    }

    private List<Composed> compose(
            Connection connection,
            SharedSnapshot snapshot,
            Stamp stamp,
            Batch batch,
            DocumentPlan plan,
            Settlement settlement) {
        SharedObjects objects = shared.computeIfAbsent(snapshot, any -> new SharedObjects(sharedBytes));
        List<Composed> composed =
                new Composer(plan, ComposerLimits.DEFAULT, figures).compose(connection, objects, batch.keys(), stamp);
        for (Composed one : composed) {
            one.failure()
                    .ifPresent(reason -> settlement.troubled.put(
                            new DocumentId(batch.type(), one.key()), new Settlement.Failure(reason, "")));
        }
        return composed;
    }

    private void deliver(
            String index,
            Batch batch,
            List<Composed> composed,
            long generation,
            boolean refresh,
            long deadline,
            Settlement settlement,
            Passage passage)
            throws InterruptedException {
        List<Write> writes = new ArrayList<>(composed.size());
        List<Key> keys = new ArrayList<>(composed.size());
        for (Composed one : composed) {
            if (one.failure().isEmpty()) {
                keys.add(one.key());
                writes.add(new Write(Indices.writeAlias(index), one.key().documentId(), generation, one.source()));
            }
        }
        passage.refused(composed.size() - writes.size());
        if (writes.isEmpty()) {
            return;
        }
        List<Outcome> outcomes = sent(batch.type(), index, writes, deadline, refresh, generation);
        outcomes.forEach(passage::ended);
        for (int i = 0; i < outcomes.size(); i++) {
            Tally.note(settlement, new DocumentId(batch.type(), keys.get(i)), index, outcomes.get(i));
        }
    }

    private List<Outcome> sent(
            String type, String index, List<Write> writes, long deadline, boolean refresh, long generation)
            throws InterruptedException {
        try (Span bulk = cycle.child("bulk")) {
            bulk.with("type", type).with("index", index).with("document_count", writes.size());
            try {
                return delivery.send(writes, deadline, refresh, generation);
            } catch (RuntimeException e) {
                bulk.failed(e);
                throw e;
            }
        }
    }
}
