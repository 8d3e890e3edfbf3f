package tidemark.plan;

/** Two columns that a join compares: {@code parent} of the embedding table equals {@code child} of the embedded one. */
public record JoinPair(PlanColumn parent, PlanColumn child) {}
