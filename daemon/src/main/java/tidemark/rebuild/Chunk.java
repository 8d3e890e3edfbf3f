package tidemark.rebuild;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tidemark.audit.Rules;
import tidemark.change.Key;
import tidemark.delivery.Delivery;
import tidemark.delivery.Outcome;
import tidemark.delivery.Passage;
import tidemark.delivery.Write;
import tidemark.document.Composed;
import tidemark.document.Composer;
import tidemark.document.ComposerLimits;
import tidemark.document.ComposerMeter;
import tidemark.document.SharedObjects;
import tidemark.document.Stamp;
import tidemark.index.Indices;
import tidemark.lifecycle.Unavailable;
import tidemark.plan.DocumentPlan;
import tidemark.snapshot.SharedSnapshot;
import tidemark.state.FailedDocument;

/**
 * One chunk of a rebuild: these keys, composed in one snapshot, written at the job's generation into the filling index. Pure
 * and idempotent: it may run anywhere, more than once, and late. What a cycle wrote is newer and stays.
 *
 * @param rules what audits its documents: nobody reads them before all are there, so there is one pass
 * @param generation the job's
 * @param index the filling index
 */
record Chunk(DocumentPlan plan, Rules rules, List<Key> keys, long generation, String index) {

    /** Everything a newer cycle wrote supersedes a chunk, whatever its generation. */
    private static final long ANY_GENERATION = Long.MAX_VALUE;

    /** What was read of a chunk, and what failed of it. */
    record Read(List<Write> writes, List<Key> keys, List<FailedDocument> failed) {}

    /** Composes in this snapshot. A key without a row needs nothing: the index is fresh, and cycles delete. */
    Read read(SharedSnapshot snapshot, long sharedBytes, ComposerMeter meter, Passage passage) {
        Stamp stamp = new Stamp(generation, snapshot.moment().snapshot().toString(), rules.hash());
        List<Composed> composed = new Composer(plan, ComposerLimits.DEFAULT, meter)
                .compose(snapshot.connection(), new SharedObjects(sharedBytes), keys, stamp);
        Read read = new Read(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Composed one : composed) {
            byte[] source = one.source();
            String id = one.key().documentId();
            if (one.failure().isPresent()) {
                passage.refused(1);
                read.failed().add(failed(one.key(), one.failure().get()));
            } else if (source != null) {
                read.writes().add(new Write(Indices.fillAlias(index), id, generation, rules.audited(id, source)));
                read.keys().add(one.key());
            } else {
                passage.absent(1);
            }
        }
        return read;
    }

    /**
     * Writes what was read; what is refused joins the failed.
     *
     * @throws Unavailable if nobody knows what was written: the chunk is run again
     * @throws IndexGone if the index is not there, or is sealed
     */
    void write(Read read, Delivery delivery, long deadline, Passage passage) throws InterruptedException {
        List<Outcome> outcomes = delivery.send(read.writes(), deadline, false, ANY_GENERATION);
        outcomes.forEach(passage::ended);
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            if (outcome instanceof Outcome.Unsettled unsettled) {
                throw new Unavailable(Unavailable.Server.ELASTICSEARCH, unsettled.reason(), null);
            }
            if (outcome instanceof Outcome.TargetGone) {
                throw new IndexGone(index);
            }
            if (outcome instanceof Outcome.Troubled troubled) {
                read.failed().add(failed(read.keys().get(i), troubled.reason()));
            }
        }
    }

    private FailedDocument failed(Key key, String reason) {
        Instant now = Instant.now();
        return new FailedDocument(plan.type(), key.text(), reason, 1, now, now, index, generation);
    }
}
