package tidemark.cycle;

import tidemark.change.DocumentId;
import tidemark.delivery.Outcome;
import tidemark.lifecycle.Unavailable;

/** Writes outcomes into the settlement of their batch. */
final class Tally {

    private Tally() {}

    /**
     * Notes one.
     *
     * @throws Unavailable if nobody knows what became of it: the cycle ends, and its ids ride again
     */
    static void note(Settlement settlement, DocumentId id, String index, Outcome outcome) {
        if (outcome instanceof Outcome.Unsettled unsettled) {
            throw new Unavailable(
                    Unavailable.Server.ELASTICSEARCH, "not written before the deadline: " + unsettled.reason(), null);
        }
        if (outcome instanceof Outcome.Foreign foreign) {
            settlement.foreign.add(id);
            settlement.foreignVersion = Math.max(settlement.foreignVersion, foreign.version());
        } else if (outcome instanceof Outcome.TargetGone) {
            settlement.gone.add(index);
        } else if (outcome instanceof Outcome.Troubled troubled) {
            settlement.troubled.put(id, new Settlement.Failure(troubled.reason(), index));
        } else {
            settled(settlement, id, outcome);
        }
    }

    private static void settled(Settlement settlement, DocumentId id, Outcome outcome) {
        settlement.settled.add(id);
        if (outcome instanceof Outcome.Written) {
            settlement.written++;
        } else if (outcome instanceof Outcome.Deleted deleted) {
            settlement.deleted += deleted.found() ? 1 : 0;
        } else {
            settlement.superseded++;
        }
    }
}
