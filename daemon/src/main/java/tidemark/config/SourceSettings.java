package tidemark.config;

import java.util.List;

/**
 * How the database keeps its objects.
 *
 * @param layout {@code tables}, each with objects of its own, or {@code objects}, an object store
 * @param schema that holds the tables of an object store
 */
public record SourceSettings(String layout, String schema) {

    static final Key<String> LAYOUT = new Key<>(
            "source.layout",
            Kind.oneOf("tables", "objects"),
            "tables",
            "tables: each table holds objects of its own. objects: an object store, every object as JSON in the tables"
                    + " resources, propsheets, current_propsheets, links, keys, transactions.");
    static final Key<String> SCHEMA = new Key<>(
            "source.schema",
            Kind.text("the name of a schema", "[^\"\\s]{1,63}"),
            "public",
            "The schema of an object store's tables.");

    static final Section<SourceSettings> SECTION = new Section<>(
            "source",
            "How the database keeps its objects.",
            List.of(LAYOUT, SCHEMA),
            values -> new SourceSettings(values.get(LAYOUT), values.get(SCHEMA)));

    /** Checks each value. */
    public SourceSettings {
        LAYOUT.check(layout);
        SCHEMA.check(schema);
    }

    /** Whether it is an object store. */
    public boolean objects() {
        return layout.equals("objects");
    }
}
