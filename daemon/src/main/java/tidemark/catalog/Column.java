package tidemark.catalog;

import tidemark.plan.ColumnType;
import tidemark.plan.PlanColumn;

/**
 * A column of a table.
 *
 * @param name its name
 * @param type its type, domains resolved
 * @param notNull whether it is declared NOT NULL, itself or by its domain
 * @param readable whether the current role may SELECT it
 * @param exact whether equal values always have equal text; not so for citext, {@code numeric} without a scale, floats,
 *     non-deterministic collations and the like. Rows are matched by the text of their keys, so only exact columns can join
 */
public record Column(String name, ColumnType type, boolean notNull, boolean readable, boolean exact) {

    /** The word for plans. */
    PlanColumn planned() {
        return new PlanColumn(name, type);
    }

    /** Whether values of both columns compare, and equal ones have equal text. */
    boolean joins(Column other) {
        return exact && other.exact && (type.equals(other.type) || (family() > 0 && family() == other.family()));
    }

    private int family() {
        return switch (type.kind()) {
            case INTEGER, BIGINT -> type.sql().equals("oid") ? 0 : 1;
            case NUMERIC -> type.sql().endsWith(",0)") ? 1 : 0;
            case TEXT -> type.sql().equals("text") || type.sql().startsWith("character varying") ? 2 : 0;
            default -> 0;
        };
    }
}
