package tidemark.verification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The first place where two documents differ.
 *
 * @param path fields joined by dots, list elements by number: {@code lines[2].part.name}; empty for the document as a whole
 * @param expected JSON there as the database has it, cut; {@code absent} where there is none
 * @param found the same of the index
 */
public record Difference(String path, String expected, String found) {

    /** The daemon's own notes are not the row's. */
    private static final Set<String> OWN = Set.of("_tidemark", "audit", "audit_stale");

    private static final int SHOWN = 200;

    /** Compares two documents; numbers by their value, however they are spelled. */
    public static Optional<Difference> of(JsonNode expected, JsonNode found) {
        Set<String> fields = fields(expected, found);
        fields.removeAll(OWN);
        return between("", expected, found, fields);
    }

    private static Optional<Difference> at(String path, JsonNode expected, JsonNode found) {
        if (expected.isObject() && found.isObject()) {
            return between(path.isEmpty() ? "" : path + ".", expected, found, fields(expected, found));
        }
        if (expected.isArray() && found.isArray()) {
            return elements(path, expected, found);
        }
        boolean numbers = expected.isNumber() && found.isNumber();
        boolean same = numbers ? expected.decimalValue().compareTo(found.decimalValue()) == 0 : expected.equals(found);
        return same ? Optional.empty() : Optional.of(new Difference(path, text(expected), text(found)));
    }

    private static Optional<Difference> between(String prefix, JsonNode expected, JsonNode found, Set<String> fields) {
        for (String field : fields) {
            Optional<Difference> one = at(prefix + field, expected.path(field), found.path(field));
            if (one.isPresent()) {
                return one;
            }
        }
        return Optional.empty();
    }

    private static Optional<Difference> elements(String path, JsonNode expected, JsonNode found) {
        for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
            Optional<Difference> one = at(path + "[" + i + "]", expected.path(i), found.path(i));
            if (one.isPresent()) {
                return one;
            }
        }
        return Optional.empty();
    }

    private static Set<String> fields(JsonNode expected, JsonNode found) {
        Set<String> fields = new TreeSet<>();
        expected.fieldNames().forEachRemaining(fields::add);
        found.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode()) {
            return "absent";
        }
        String text = value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
