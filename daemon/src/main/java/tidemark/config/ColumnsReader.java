package tidemark.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tidemark.plan.ColumnChoice;

/** Reads {@code columns:}. */
final class ColumnsReader {

    private final Reading reading;

    ColumnsReader(Reading reading) {
        this.reading = reading;
    }

    ColumnChoice read(Yaml node, String path) {
        if (node instanceof Yaml.Sequence) {
            return new ColumnChoice(reading.texts(node, path, "a list of columns"), List.of(), Map.of());
        }
        if (!(node instanceof Yaml.Mapping mapping)) {
            reading.expected(node, path, "a list of columns, or {only: […], except: […], as: {column: field}}");
            return ColumnChoice.ALL;
        }
        Fields fields = new Fields(reading, mapping, path, Word.COLUMN_CHOICE);
        List<String> only = fields.texts("only", "a list of columns");
        List<String> except = fields.texts("except", "a list of columns");
        Map<String, String> as = fields.pairs("as", "fields by column, {column: field}");
        if (!only.isEmpty() && !except.isEmpty()) {
            reading.problems().at(node.line(), path, "only and except exclude each other", "leave one out");
        }
        checkNames(as, fields);
        return new ColumnChoice(only, except, as);
    }

    private void checkNames(Map<String, String> as, Fields fields) {
        Map<String, String> columns = new HashMap<>();
        as.forEach((column, field) -> {
            FieldName.check(reading, field, fields.line("as"), fields.path("as") + "." + column);
            String other = columns.putIfAbsent(field, column);
            if (other != null) {
                reading.problems()
                        .at(
                                fields.line("as"),
                                fields.path("as") + "." + column,
                                "'" + other + "' is named '" + field + "' too",
                                "choose another name");
            }
        });
    }
}
