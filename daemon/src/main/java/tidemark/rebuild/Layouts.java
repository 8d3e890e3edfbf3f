package tidemark.rebuild;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tidemark.cycle.Types;
import tidemark.index.IndexDefinition;
import tidemark.index.IndexMeta;
import tidemark.index.Indices;
import tidemark.index.PhysicalIndex;
import tidemark.index.Swap;
import tidemark.state.Control;
import tidemark.state.Target;

/**
 * The physical indices of the configured types.
 *
 * @param definitions how an index of each type is made
 * @param configuration name of the configuration
 */
public record Layouts(
        Types types, Indices indices, Map<String, IndexDefinition> definitions, String configuration, Clock clock) {

    private static final Duration REPLICAS = Duration.ofSeconds(5);

    /** Copies. */
    public Layouts {
        definitions = Map.copyOf(definitions);
    }

    String name(String type, long generation) {
        return Indices.physical(types.alias(type), generation);
    }

    /**
     * Makes an empty index that is to be filled.
     *
     * @throws tidemark.state.StateLost if somebody else made it
     */
    void create(String type, String physical) {
        IndexMeta meta = new IndexMeta(types.hash(type), type, configuration, clock.instant(), types.plan(type));
        if (!indices.create(physical, definition(type), meta)) {
            throw new tidemark.state.StateLost("somebody else made " + physical);
        }
    }

    /** Gives the indices that serve the settings of today. */
    void adjust(Control control) {
        for (String type : types.names()) {
            String serving = control.target(type).live();
            if (serving != null && indices.exists(serving)) {
                indices.adjust(serving, definition(type));
            }
        }
    }

    /** How an index that was made for an earlier configuration fits today's. */
    enum Fit {
        /** Its documents are as they are to be, and its mapping is by now. */
        ADAPTED,
        OTHER_MAPPING,
        OTHER_DOCUMENTS
    }

    /** Makes an index fit today's configuration where no document changes by that. */
    Fit adapt(String type, String physical) {
        Optional<IndexMeta> made = indices.meta(physical);
        if (made.isEmpty() || !types.plan(type).equals(made.get().documents())) {
            return Fit.OTHER_DOCUMENTS;
        }
        IndexMeta meta =
                new IndexMeta(types.hash(type), type, configuration, made.get().created(), types.plan(type));
        return indices.adapt(physical, definition(type), meta) ? Fit.ADAPTED : Fit.OTHER_MAPPING;
    }

    private IndexDefinition definition(String type) {
        IndexDefinition definition = definitions.get(type);
        if (definition == null) {
            throw new IllegalArgumentException("no such type: " + type);
        }
        return definition;
    }

    /** Whether an index serves, is filled, or is kept for a roll back. */
    static boolean listed(Target target, String physical) {
        Target.Previous previous = target.previous();
        return physical.equals(target.live())
                || physical.equals(target.filling())
                || (previous != null && physical.equals(previous.index()));
    }

    Optional<String> live(String type) {
        return indices.live(types.alias(type));
    }

    /** Replicas and refresh are restored; then the alias moves in one action, if it is where it is expected. */
    Swap serve(String type, Optional<String> expected, String physical) {
        indices.prepareForServing(physical, definition(type), REPLICAS);
        return indices.swap(types.alias(type), expected, physical);
    }

    /** Whether an index is there, and is made for the documents of today. */
    boolean fits(String type, String physical) {
        return indices.meta(physical)
                .map(IndexMeta::plan)
                .filter(types.hash(type)::equals)
                .isPresent();
    }

    java.util.List<String> physicals(String type) {
        return indices.physicals(types.alias(type)).stream()
                .filter(index -> index.meta().configuration().equals(configuration))
                .map(PhysicalIndex::name)
                .toList();
    }
}
