/**
 * One view of the database that several connections share.
 *
 * <p>{@link tidemark.snapshot.Snapshots#open} takes a {@code REPEATABLE READ READ ONLY} snapshot; {@link
 * tidemark.snapshot.SharedSnapshot#lease} lends connections that imported it. Whatever is read through any of them is the
 * state of one instant, and {@link tidemark.snapshot.SharedSnapshot#moment} says which.
 *
 * <p><b>States.</b> A shared snapshot is <i>open</i>, then <i>broken</i> or <i>closed</i>. Broken means that the exporting
 * connection died or an import failed: no lease is given any more, and whoever asks gets {@link
 * tidemark.lifecycle.Unavailable}. The whole snapshot is then to be closed and a new one opened; nothing that was read has
 * become wrong.
 *
 * <p><b>Why no reader sees another instant.</b>
 *
 * <ul>
 *   <li><i>Locks come first.</i> To an older snapshot a table that {@code ALTER TABLE} rewrote or {@code TRUNCATE} emptied
 *       looks empty. So {@code LOCK TABLE … IN ACCESS SHARE MODE}, which reaches partitions too and takes no snapshot, is the
 *       first statement of the transaction, and the snapshot is taken under the locks. A worker does the same: it locks,
 *       then imports. The import succeeds only while the exporting transaction lives, so its locks were held until after
 *       the worker had its own: there is no gap in which a table could be rewritten.
 *   <li><i>A lease is one transaction of one connection.</i> The driver never reconnects behind our back; a connection that
 *       dies fails the lease. A new one can be had only by importing the snapshot again, which the server refuses once the
 *       exporter is gone.
 *   <li><i>Whether the server is in recovery is asked before</i> the transaction begins, in a statement of its own. A
 *       promotion in between leaves us with the answer "standby", and the standby's arithmetic is right on either.
 *   <li><i>The position in the write-ahead log</i> is read after the snapshot on a primary (it bounds what is shown from
 *       above), before it on a standby (everything up to it is shown), so that "has this standby replayed what was consumed?"
 *       errs towards waiting.
 * </ul>
 *
 * <p><b>What it costs others.</b> The locks conflict with nothing but {@code ACCESS EXCLUSIVE} (ALTER TABLE, TRUNCATE,
 * DROP). Such a command waits until the snapshot is closed, and makes later readers wait behind it, workers of the same
 * snapshot included; {@code lock_timeout} ends that: the snapshot breaks, the command goes through, the next look succeeds.
 *
 * <p><b>Threads.</b> {@code Snapshots} and {@code SharedSnapshot} may be used by any thread. A connection belongs to whoever
 * leased it; that of the coordinator to the thread that opened the snapshot, except that the first lease runs one statement
 * on it (the export), so it must not be in the middle of another then for long. Connections are kept open between snapshots:
 * in the steady state a snapshot costs two round trips, a lease one.
 */
@NullMarked
package tidemark.snapshot;

import org.jspecify.annotations.NullMarked;
