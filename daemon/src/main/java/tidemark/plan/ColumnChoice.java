package tidemark.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which columns of a table a person asked for.
 *
 * @param only just these, in this order; empty means all
 * @param except all but these
 * @param as column name to field name
 */
public record ColumnChoice(List<String> only, List<String> except, Map<String, String> as) {

    /** Every column under its own name. */
    public static final ColumnChoice ALL = new ColumnChoice(List.of(), List.of(), Map.of());

    /** Copies, in the order written. */
    public ColumnChoice {
        only = List.copyOf(only);
        except = List.copyOf(except);
        as = Collections.unmodifiableMap(new LinkedHashMap<>(as));
    }
}
