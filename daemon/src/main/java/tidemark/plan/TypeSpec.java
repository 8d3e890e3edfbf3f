package tidemark.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document type as a person wrote it.
 *
 * @param name of the type; the alias is the index prefix and this
 * @param table the root table, {@code name} or {@code schema.name}; in an object store the item type of its objects
 * @param columns which of its columns are shown
 * @param where row filter over the root table's own columns, SQL
 * @param embeds what is embedded, in order
 * @param mapping Elasticsearch field mapping overrides: dotted field path to mapping object
 * @param settings index settings overrides
 * @param place where it was written
 * @param audits rules about its documents
 */
public record TypeSpec(
        String name,
        String table,
        ColumnChoice columns,
        @Nullable String where,
        List<EmbedSpec> embeds,
        Map<String, Object> mapping,
        Map<String, Object> settings,
        Place place,
        List<RuleSpec> audits) {

    /** Copies, in the order written. */
    public TypeSpec {
        embeds = List.copyOf(embeds);
        mapping = Collections.unmodifiableMap(new LinkedHashMap<>(mapping));
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        audits = List.copyOf(audits);
    }

    /** Without rules. */
    public TypeSpec(
            String name,
            String table,
            ColumnChoice columns,
            @Nullable String where,
            List<EmbedSpec> embeds,
            Map<String, Object> mapping,
            Map<String, Object> settings,
            Place place) {
        this(name, table, columns, where, embeds, mapping, settings, place, List.of());
    }

    /** The same with other index settings. */
    public TypeSpec withSettings(Map<String, Object> others) {
        return new TypeSpec(name, table, columns, where, embeds, mapping, others, place, audits);
    }
}
