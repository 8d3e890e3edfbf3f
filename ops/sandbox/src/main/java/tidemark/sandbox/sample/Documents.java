package tidemark.sandbox.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what a document is with what it must be: numbers by value to the last digit, dates by instant, lists in their
 * order, everything else as it stands.
 */
public final class Documents {
    /** The daemon's own metadata, no part of the truth. */
    private static final Set<String> METADATA = Set.of("_tidemark", "audit", "audit_stale");

    private static final Set<String> DATES = Set.of("InvoiceDate", "BirthDate", "HireDate");

    private final String type;
    private final String id;
    private final List<Difference> differences = new ArrayList<>();

    private Documents(String type, String id) {
        this.type = type;
        this.id = id;
    }

    /** One document. */
    public static List<Difference> compare(String type, String id, JsonNode expected, JsonNode found) {
        JsonNode truth = found;
        if (found instanceof ObjectNode object) {
            truth = object.deepCopy().remove(METADATA);
        }
        Documents documents = new Documents(type, id);
        documents.node("$", "", expected, truth);
        return documents.differences;
    }

    /** All documents of a type. */
    public static List<Difference> compare(String type, Map<String, JsonNode> expected, Map<String, JsonNode> found) {
        List<Difference> differences = new ArrayList<>();
        expected.forEach((id, document) -> {
            JsonNode there = found.get(id);
            if (there == null) {
                differences.add(new Difference(type, id, Difference.Kind.MISSING, "$", document.toString(), ""));
            } else {
                differences.addAll(compare(type, id, document, there));
            }
        });
        found.forEach((id, document) -> {
            if (!expected.containsKey(id)) {
                differences.add(new Difference(type, id, Difference.Kind.EXTRA, "$", "", document.toString()));
            }
        });
        return differences;
    }

    private void node(String path, String field, JsonNode expected, JsonNode found) {
        if (expected.isObject() && found.isObject()) {
            object(path, expected, found);
        } else if (expected.isArray() && found.isArray()) {
            list(path, field, expected, found);
        } else if (!same(field, expected, found)) {
            different(path, expected.toString(), found.toString());
        }
    }

    private void object(String path, JsonNode expected, JsonNode found) {
        Set<String> names = new TreeSet<>();
        expected.fieldNames().forEachRemaining(names::add);
        found.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            JsonNode one = expected.get(name);
            JsonNode other = found.get(name);
            String there = path + "." + name;
            if (one == null || other == null) {
                different(there, one == null ? "" : one.toString(), other == null ? "" : other.toString());
            } else {
                node(there, name, one, other);
            }
        }
    }

    private void list(String path, String field, JsonNode expected, JsonNode found) {
        for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
            String there = path + "[" + i + "]";
            if (i >= expected.size()) {
                different(there, "", found.get(i).toString());
            } else if (i >= found.size()) {
                different(there, expected.get(i).toString(), "");
            } else {
                node(there, field, expected.get(i), found.get(i));
            }
        }
    }

    private static boolean same(String field, JsonNode expected, JsonNode found) {
        if (expected.isNumber() && found.isNumber()) {
            return expected.decimalValue().compareTo(found.decimalValue()) == 0;
        }
        if (expected.isTextual() && found.isTextual() && DATES.contains(field)) {
            return instant(expected.textValue()).equals(instant(found.textValue()));
        }
        return expected.equals(found);
    }

    /** The instant a date means, in UTC where it names no zone; the text itself where it is no date. */
    private static Object instant(String text) {
        try {
            return time(text);
        } catch (DateTimeException e) {
            return text;
        }
    }

    private static Instant time(String text) {
        if (text.indexOf('T') < 0) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        boolean zoned = text.endsWith("Z") || text.lastIndexOf('+') > 0 || text.lastIndexOf('-') > text.indexOf('T');
        return zoned
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }

    private void different(String path, String expected, String found) {
        differences.add(new Difference(type, id, Difference.Kind.DIFFERENT, path, expected, found));
    }
}
