package tidemark.index;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a mapping takes a document, as far as that can be told without Elasticsearch: fields that a strict mapping does not
 * have, values where objects belong and the other way round, numbers that are none or out of range, truth values. It does not judge dates,
 * addresses, shapes, ranges and lengths: there it says yes.
 */
public final class MappingCheck {

    private record Range(BigDecimal least, BigDecimal most) {
        static Range of(long least, long most) {
            return new Range(BigDecimal.valueOf(least), BigDecimal.valueOf(most));
        }

        boolean takes(BigDecimal value) {
            // A fraction is cut off before it is compared.
            BigDecimal whole = value.setScale(0, java.math.RoundingMode.DOWN);
            return whole.compareTo(least) >= 0 && whole.compareTo(most) <= 0;
        }
    }

    private static final Map<String, Range> WHOLE = Map.of(
            "byte", Range.of(Byte.MIN_VALUE, Byte.MAX_VALUE),
            "short", Range.of(Short.MIN_VALUE, Short.MAX_VALUE),
            "integer", Range.of(Integer.MIN_VALUE, Integer.MAX_VALUE),
            "long", Range.of(Long.MIN_VALUE, Long.MAX_VALUE));
    private static final Map<String, Double> FRACTIONS =
            Map.of("half_float", 65504.0, "float", (double) Float.MAX_VALUE, "double", Double.MAX_VALUE);
    private static final Set<String> TREES = Set.of("flattened", "object", "nested", "geo_point", "geo_shape");
    private static final Set<String> SCALARS = Set.of("keyword", "text", "wildcard", "constant_keyword", "ip", "date");

    private MappingCheck() {}

    /**
     * Checks a document.
     *
     * @param mapping without {@code _meta}
     * @return the first path that would be refused, and why; empty if none is known to be
     */
    public static Optional<String> refusal(JsonNode mapping, JsonNode document) {
        return object("", mapping, document, true);
    }

    private static Optional<String> object(String prefix, JsonNode mapping, JsonNode value, boolean inheritedStrict) {
        String dynamic = mapping.path("dynamic").asText(inheritedStrict ? "strict" : "true");
        boolean strict = dynamic.equals("strict");
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String path = prefix + field.getKey();
            JsonNode at = mapping.path("properties").path(field.getKey());
            if (at.isMissingNode()) {
                if (strict) {
                    return Optional.of(path + ": the mapping has no such field");
                }
                continue;
            }
            Optional<String> refused = field(path, at, field.getValue(), strict);
            if (refused.isPresent()) {
                return refused;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> field(String path, JsonNode mapping, JsonNode value, boolean strict) {
        if (value.isNull() || !mapping.path("enabled").asBoolean(true)) {
            return Optional.empty();
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                Optional<String> refused = field(path + "[" + i + "]", mapping, value.get(i), strict);
                if (refused.isPresent()) {
                    return refused;
                }
            }
            return Optional.empty();
        }
        String type = mapping.path("type").asText("object");
        if (value.isObject()) {
            if (mapping.has("properties")) {
                return object(path + ".", mapping, value, strict);
            }
            return TREES.contains(type) || !known(type)
                    ? Optional.empty()
                    : Optional.of(path + ": an object where the mapping has " + type);
        }
        return scalar(type, mapping, value).map(why -> path + ": " + why);
    }

    private static boolean known(String type) {
        return WHOLE.containsKey(type)
                || FRACTIONS.containsKey(type)
                || SCALARS.contains(type)
                || type.equals("boolean");
    }

    private static Optional<String> scalar(String type, JsonNode mapping, JsonNode value) {
        if (type.equals("object") || type.equals("nested") || type.equals("flattened")) {
            return Optional.of("a single value where the mapping has an object");
        }
        if (mapping.path("ignore_malformed").asBoolean()) {
            return Optional.empty();
        }
        if (type.equals("boolean")) {
            boolean taken = value.isBoolean() || Set.of("true", "false", "").contains(value.asText());
            return taken ? Optional.empty() : Optional.of("no truth value: " + value);
        }
        if (WHOLE.containsKey(type) || FRACTIONS.containsKey(type)) {
            return number(type, value);
        }
        return Optional.empty();
    }

    private static Optional<String> number(String type, JsonNode value) {
        BigDecimal number;
        try {
            number = value.isNumber() ? value.decimalValue() : new BigDecimal(value.asText());
        } catch (NumberFormatException e) {
            return Optional.of("no number: " + value);
        }
        Range range = WHOLE.get(type);
        boolean taken = range != null
                ? range.takes(number)
                : number.abs().compareTo(BigDecimal.valueOf(FRACTIONS.getOrDefault(type, Double.MAX_VALUE))) <= 0;
        return taken ? Optional.empty() : Optional.of(value + " is out of the range of " + type);
    }
}
