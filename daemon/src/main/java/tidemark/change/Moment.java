package tidemark.change;

/**
 * Where a snapshot stands in the history of its database.
 *
 * @param snapshot what it shows
 * @param recovery whether the server was in recovery (a standby); asked before the snapshot transaction began
 * @param wal write-ahead log position: bytes since the beginning of the log (of a standby: replayed)
 * @param timeline timeline of that log; rises with each promotion
 */
public record Moment(Snapshot snapshot, boolean recovery, long wal, int timeline) {}
