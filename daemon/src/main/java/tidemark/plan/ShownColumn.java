package tidemark.plan;

/** A column that a document shows, and the field that it becomes. */
public record ShownColumn(PlanColumn column, String field) {}
