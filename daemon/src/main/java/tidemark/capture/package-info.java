/**
 * The change log: the table that tells which rows each transaction changed; how it is made, read, compared, pruned.
 *
 * <p><b>Capture.</b> {@link tidemark.capture.ChangeLogInstaller} puts row-level AFTER triggers on each tracked table, for
 * partitioned ones cloned to each partition, and a TRUNCATE trigger on each. They run for writes of every kind, those that
 * logical replication applies too (ENABLE ALWAYS). An UPDATE is logged if the bytes of a column that some document needs
 * differ; it and DELETE record the old key and the old values of every column that a join uses, changed or not. {@link
 * tidemark.capture.Triggers} finds what is missing or changed, and takes more than is needed for good: the function's comment
 * says what is recorded ({@link tidemark.capture.Recorded}). A table is changed over under a lock that waits for its writers, so
 * that what one of them wrote before is committed before any chunk of a new plan takes its snapshot. {@link tidemark.capture.Partitions} finds partitions that
 * came or went.
 *
 * <p><b>Why no row is lost, and each is read once.</b> A row carries the top-level transaction id of its writer, assigned
 * before the trigger ran. PostgreSQL serialises commits with snapshot-taking, so what a snapshot shows and an earlier one
 * did not is what its watermark does not cover:
 *
 * <ul>
 *   <li><i>Primary</i> {@code {xmax, xip}}: covered is {@code xid < xmax} and not in {@code xip}. {@code xmax} is the highest
 *       id consumed plus one, not the snapshot's: ids above a row that was seen committed may be handed out again after a
 *       crash, ids below it never, for its commit was flushed after they had been assigned.
 *   <li><i>Standby</i> {@code {xmin, seen}}, for there the snapshot lists nothing as in progress: covered is {@code xid <
 *       xmin} or in {@code seen}. Below the snapshot's {@code xmin} everything has ended; it is clamped likewise. One
 *       transaction that stays open on the primary makes {@code seen} grow until it ends.
 *   <li><i>A slice</i> consumes whole transactions in ascending order. What is above its last id and was open stays open; what
 *       was open below it and is not in progress any more was consumed or had aborted.
 *   <li><i>A standby entered or promoted</i>: the delta is read by the old form, the next watermark is made in the new one, from
 *       the ids that are visible in the log. Where the server stands is asked before the snapshot; the standby's form is right
 *       on a primary too, so a promotion in between does no harm.
 *   <li><i>The floor</i>, below which everything is covered, never falls: rows below it may be pruned.
 * </ul>
 *
 * {@code WatermarksTest} tries this on random histories with crashes and promotions, and finds the rows that simpler
 * arithmetic loses.
 *
 * <p><b>Is it still the same history?</b> A position keeps witnesses, {@code (xid, tid)} of rows that were consumed; {@code
 * tid} is a number and 53 random bits, so a transaction id that was handed out again does not pass for the old one. A
 * failover, a restore or an asynchronous commit that was lost takes away the end of the history, so the newest transactions
 * bear witness. {@link tidemark.capture.History} says sane, diverged or behind. {@link tidemark.capture.Pruner} deletes by
 * coverage and age, never a witness, and records how far it went in the same transaction; a position whose floor is not
 * above that is diverged.
 *
 * <p><b>A full log.</b> Each row takes a number from a sequence; above the limit (another sequence, moved on by the pruner)
 * the trigger counts in a third and logs nothing. Sequences are seen at once by everybody, wait for nobody, and no rollback
 * undoes them; so:
 *
 * <pre>
 *   growing --limit reached--> skipping --daemon: limit raised, count noted, one OVERFLOW row--> growing, until mended stale
 * </pre>
 *
 * Asked after a snapshot was taken, {@link tidemark.capture.Overflow#state} cannot miss a skip of a transaction that the
 * snapshot shows. Who skipped may still be open when the log grows again; each of them has a lower transaction id than the
 * transaction that noted it, whose id is kept beside the count; so the rebuild's chunks wait, after a restart too, for a
 * moment whose {@code xmin} is not below it. On a standby nothing can be pruned or cleared: a daemon there needs one on the
 * primary, or a person, to do it.
 *
 * <p><b>A gap that nobody saw</b>: a trigger was away, and {@code init} puts it back before a look has found it missing. The transaction
 * that does so holds the table's lock, which writers wait for, and leaves a TRUNCATE row of that table in the log: whoever reads the row
 * has a snapshot that shows all that was written in the gap, and rebuilds. A log that is made anew begins with an OVERFLOW row, for a
 * daemon that remembers another; one that remembers nothing begins behind it.
 *
 * <p><b>A restored dump</b> brings the log of another server: rows of transactions that this one has not begun, and that
 * server's horizon. {@link tidemark.capture.Restored} removes both once the rebuild that they ask for is durable.
 *
 * <p><b>An object store</b> has a log of its own, {@link tidemark.capture.TransactionsTable}: the application inserts a row with {@code
 * txid_current()} before it commits, in the transaction itself, so all that is said above of rows and snapshots holds of these. Nothing is
 * pruned or cleared, for nothing is ever written. The rows of a restored dump stay, and as the server goes on it reaches their
 * transaction ids; so a position remembers how far they go in {@code "order"}, a sequence, which the dump's rows were given before it
 * was taken and all others after: {@link tidemark.change.Position#restoredThrough}. No row up to there is ever read, or bears witness.
 * Told apart they are by an id that the server has not begun; a dump of which every id lies below is like any other past.
 *
 * <p><b>What it costs writers.</b> An insert into the log for each row that counts, nothing where nothing counts, no lock
 * between writers, no NOTIFY. A tracked column that is renamed makes the trigger's function fail, and with it the write: {@code
 * tidemark init} follows such a change, best in the same transaction.
 *
 * <p><b>Threads.</b> Every class here may be used by several threads; each connection by one. Nothing is kept between calls but
 * the layouts, which never change.
 */
@NullMarked
package tidemark.capture;

import org.jspecify.annotations.NullMarked;
