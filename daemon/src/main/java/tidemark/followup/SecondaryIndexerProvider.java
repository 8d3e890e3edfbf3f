package tidemark.followup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes secondary indexers of one kind. Found by {@link java.util.ServiceLoader}. */
public interface SecondaryIndexerProvider {

    /** What {@code kind} says in the configuration. */
    String kind();

    /**
     * Makes one; opens nothing yet that can fail for a while.
     *
     * @throws IllegalArgumentException if a setting is wrong: the message names it, and says what is expected
     */
    SecondaryIndexer open(Setup setup);

    /**
     * What one is made with.
     *
     * @param title its name, unique
     * @param settings what stands beside {@code kind}: texts, whole numbers, decimals, booleans, lists, maps
     * @param primary the documents that it follows
     * @param target where it may keep documents of its own
     */
    record Setup(String title, Map<String, Object> settings, Primary primary, Target target) {

        /** A text, or null where there is none. */
        public @Nullable String text(String setting) {
            Object value = settings.get(setting);
            if (value != null && !(value instanceof String)) {
                throw new IllegalArgumentException(setting + ": expected a text; put it in quotation marks");
            }
            return (String) value;
        }

        /** A text that has to be there. */
        public String required(String setting, String expectation) {
            String text = text(setting);
            if (text == null || text.isBlank()) {
                throw new IllegalArgumentException(setting + ": expected " + expectation);
            }
            return text;
        }

        /** Refuses settings that nobody reads. */
        public void only(Collection<String> known) {
            for (String setting : settings.keySet()) {
                if (!known.contains(setting)) {
                    throw new IllegalArgumentException(setting + ": no such setting; there are: " + known);
                }
            }
        }
    }

    /** The documents of the primary indexer, as they are now. Every method throws an unchecked exception if Elasticsearch is away. */
    interface Primary {
        /** Names of all types. */
        List<String> types();

        /** Documents by id; those that are not there are left out. */
        Map<String, JsonNode> read(String type, Collection<String> ids);

        /** All documents of a type, page by page. */
        void each(String type, Consumer<Map<String, JsonNode>> page);
    }

    /** Indices of one's own. Every method throws an unchecked exception if Elasticsearch is away. */
    interface Target {
        /** The physical index that an alias names; null for none. */
        @Nullable
        String live(String alias);

        /** Makes an empty index for an alias, and returns its name. */
        String create(String alias, ObjectNode definition);

        /** Writes documents by id; null deletes. Searchable on return. */
        void write(String physical, Map<String, @Nullable ObjectNode> documents);

        /** Lets the alias name this index alone, and drops all others of it. */
        void serve(String alias, String physical);
    }
}
