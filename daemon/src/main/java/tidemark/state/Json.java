package tidemark.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How state objects spell times, lists and what is absent. */
final class Json {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode strings(Collection<String> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(values.size());
        values.forEach(array::add);
        return array;
    }

    static <T> List<T> list(@Nullable JsonNode array, Function<JsonNode, T> read) {
        List<T> values = new ArrayList<>();
        if (array != null) {
            array.forEach(element -> values.add(read.apply(element)));
        }
        return values;
    }

    static @Nullable Instant instant(ObjectNode from, String field) {
        JsonNode value = from.get(field);
        return value == null || value.isNull() ? null : Instant.parse(value.asText());
    }

    static @Nullable String text(ObjectNode from, String field) {
        JsonNode value = from.get(field);
        return value == null || value.isNull() ? null : value.asText();
    }

    /** {@code H:MM:SS.ffffff}. */
    static String clock(Duration duration) {
        return "%d:%02d:%02d.%06d"
                .formatted(
                        duration.toHours(),
                        duration.toMinutesPart(),
                        duration.toSecondsPart(),
                        duration.toNanosPart() / 1000);
    }
}
