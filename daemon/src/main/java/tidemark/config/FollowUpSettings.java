package tidemark.config;

import java.util.List;

/**
 * What is kept for secondary indexers.
 *
 * @param mostIds ids that are staged at most
 */
public record FollowUpSettings(int mostIds) {

    static final Key<Integer> MOST_IDS = new Key<>(
            "staging.most_ids",
            Kind.integer(1_000, 100_000_000),
            "1000000",
            "Ids that are staged at most for secondary indexers that have not taken them; beyond, the oldest go, and such an"
                    + " indexer takes everything when it is back.");

    static final Section<FollowUpSettings> SECTION = new Section<>(
            "staging",
            "What is kept for the secondary indexers under followups.",
            List.of(MOST_IDS),
            values -> new FollowUpSettings(values.get(MOST_IDS)));

    /** Checks each value. */
    public FollowUpSettings {
        MOST_IDS.check(mostIds);
    }
}
