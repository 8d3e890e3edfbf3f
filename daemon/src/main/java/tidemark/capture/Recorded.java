package tidemark.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidemark.plan.ColumnType.Kind;
import tidemark.plan.PlanColumn;
import tidemark.plan.TrackedTable;

/**
 * What a table's triggers record. Written as JSON into the comment of their function, so that whoever needs less than what is
 * installed can tell that it has all that it needs: while an index of an earlier configuration still serves, the triggers
 * record what either needs.
 *
 * @param key the key columns, in key order
 * @param counted columns whose change is logged, in name order
 * @param edges columns whose old values are logged, in name order
 * @param plain whether the text of key and edges depends on no setting of the writer's session
 */
record Recorded(List<String> key, List<String> counted, List<String> edges, boolean plain) {

    /** Kinds whose text depends on no setting of the session. */
    private static final Set<Kind> PLAIN =
            EnumSet.of(Kind.BOOLEAN, Kind.INTEGER, Kind.BIGINT, Kind.NUMERIC, Kind.TEXT, Kind.UUID, Kind.ENUM);

    private static final String MARK = "tidemark ";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Copies, in the order that makes equal recordings equal. */
    Recorded {
        key = List.copyOf(key);
        counted = List.copyOf(new TreeSet<>(counted));
        edges = List.copyOf(new TreeSet<>(edges));
    }

    /** What this table needs. */
    static Recorded of(TrackedTable table) {
        List<String> key = table.key().stream().map(PlanColumn::name).toList();
        boolean plain = Stream.concat(key.stream(), table.edges().stream()).allMatch(column -> {
            PlanColumn known = table.columns().get(column);
            return known != null && PLAIN.contains(known.type().kind());
        });
        return new Recorded(key, List.copyOf(table.counted()), List.copyOf(table.edges()), plain);
    }

    /** Whether all that {@code needed} asks for is recorded, in its form. */
    boolean covers(Recorded needed) {
        return key.equals(needed.key)
                && contains(counted, needed.counted)
                && contains(edges, needed.edges)
                && (needed.plain || !plain);
    }

    private static boolean contains(Collection<String> all, Collection<String> some) {
        return Set.copyOf(all).containsAll(some);
    }

    /** The comment of a function that records this and whose definition has this hash. */
    String comment(String hash) {
        try {
            return MARK + hash + " " + MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names and a flag are always JSON", e);
        }
    }

    /** Reads {@link #comment} back; empty for any other comment. */
    static Optional<Recorded> read(@Nullable String comment) {
        int json = comment == null || !comment.startsWith(MARK) ? -1 : comment.indexOf('{');
        if (comment == null || json < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readValue(comment.substring(json), Recorded.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
