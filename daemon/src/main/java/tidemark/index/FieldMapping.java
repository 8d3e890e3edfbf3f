package tidemark.index;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import tidemark.plan.ColumnType;

/** The mapping that a column type gets. */
final class FieldMapping {

    /** In characters: four bytes each still fit into the longest term that Lucene takes. */
    static final int IGNORE_ABOVE = 8191;

    /** The first is quick; the second takes years of more than four digits, which have a sign. */
    static final String DATES =
            "strict_date_optional_time" + "||uuuu-MM-dd['T'HH:mm:ss[.SSSSSS][.SSSSS][.SSSS][.SSS][.SS][.S][XXXXX]]";

    private FieldMapping() {}

    /** Empty for what no document shows. */
    static Optional<ObjectNode> of(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> typed("boolean");
            case INTEGER -> typed(type.sql().equals("oid") ? "long" : "integer");
            case BIGINT -> typed("long");
            case REAL -> typed("float");
            case DOUBLE, NUMERIC -> typed("double");
            case TEXT -> Optional.of(text());
            case UUID, ENUM -> typed("keyword");
            case TIME, OTHER -> Optional.of(keyword());
            case DATE, TIMESTAMP, TIMESTAMPTZ -> typed("date").map(date -> date.put("format", DATES));
            case JSON, COMPOSITE -> Optional.of(flattened());
            case ARRAY -> type.element() == null ? Optional.of(keyword()) : of(type.element());
            case BINARY -> Optional.empty();
        };
    }

    static ObjectNode keyword() {
        return mapping("keyword").put("ignore_above", IGNORE_ABOVE);
    }

    static ObjectNode flattened() {
        return mapping("flattened").put("ignore_above", IGNORE_ABOVE);
    }

    static ObjectNode text() {
        ObjectNode text = mapping("text");
        text.putObject("fields").set("keyword", keyword());
        return text;
    }

    private static Optional<ObjectNode> typed(String type) {
        return Optional.of(mapping(type));
    }

    static ObjectNode mapping(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
