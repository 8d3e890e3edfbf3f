/**
 * The words for what changed: ids, changes, snapshots, watermarks. No I/O and no threads; every type is an immutable value.
 *
 * <p><b>Why the watermark loses nothing.</b> PostgreSQL serialises commits with snapshot-taking. A log row carries the
 * top-level transaction id of its writer, so on one server the rows that snapshot {@code S2} shows and {@code S1} did not
 * are exactly those with {@code xid >= xmax(S1)} or {@code xid} in the in-progress list of {@code S1}. A {@link
 * tidemark.change.PrimaryWatermark} keeps that pair, clamped so that it trusts no transaction id that was not seen
 * committed: after a crash the server may hand out again the ids of transactions that left nothing durable. On a server in
 * recovery the in-progress list of a snapshot is empty; there a {@link tidemark.change.StandbyWatermark} remembers the
 * consumed ids themselves.
 */
@NullMarked
package tidemark.change;

import org.jspecify.annotations.NullMarked;
