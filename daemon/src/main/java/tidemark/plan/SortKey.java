package tidemark.plan;

/** A column that orders a list. */
public record SortKey(PlanColumn column, boolean descending) {}
