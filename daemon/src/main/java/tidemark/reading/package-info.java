/**
 * Readers that want to know: how much is indexed, when is my change searchable, and what does this document say by now.
 *
 * <p><b>Why {@link tidemark.reading.Waiting} is right.</b> It answers that transaction N is searchable from what {@link
 * tidemark.cycle.Horizon} says it has reached: a snapshot S, published after all that S shows beyond the position before it
 * was settled, refreshed, and durable. N ended before S was taken, if S shows it (on a primary: below {@code xmax} and not in
 * progress; on a standby: below {@code xmin}, or among the consumed). Then its rows are in S's delta or an earlier one, each of
 * its documents is in the live index of its type and refreshed, troubled, or carried by a job. The last two are looked up: by the
 * log's rows of N, and only while anything is troubled or carried at all. Where the rows are pruned, N counts as a transaction
 * that touched every type; so it does for a type of which something rides that the log does not tell of, or whose serving index was made
 * by another plan and shows what today's plans know nothing of.
 *
 * <p>A pulse moves S without a look. Its one statement asks the log, and reports its own snapshot: if no visible row lies beyond
 * the position, then the position covers what that snapshot shows. The argument needs the history of the last look; a server that
 * fails over, restarts or loses a commit ends the pulse's connection, and after a new one is opened a look comes first.
 *
 * <p>To <i>catch up</i> needs no number: it waits for a snapshot that began to be taken after the request had come.
 *
 * <p><b>Why {@link tidemark.reading.Reads} shows the caller's own writes.</b> The position P is read first, then a snapshot S is
 * taken, which shows whatever had committed before the request. If the log has no row in S beyond P, nothing rides on a job of the type
 * and the document is not troubled, then the document in the live index was made from S or later, or S shows the same: it is
 * read by id, refreshed or not. Otherwise it is composed from S.
 *
 * <p><b>Threads.</b> Requests call these methods from their own threads; what needs a server runs on a small pool with a bounded
 * queue. Nothing here waits for the loop with a thread in hand.
 */
@NullMarked
package tidemark.reading;

import org.jspecify.annotations.NullMarked;
