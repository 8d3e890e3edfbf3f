package tidemark.plan;

/** A column of a table. */
public record PlanColumn(String name, ColumnType type) {}
