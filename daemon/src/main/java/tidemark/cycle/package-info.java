/**
 * The master loop: one thread decides, N workers do.
 *
 * <pre>
 *   waiting --interval | pulse | request--> look --nothing--> waiting
 *   look --changes--> promise --> fan out --> settle --> advance --> waiting
 *   any  --server away--> sleeping --backoff--> look          any --state changed by somebody--> look
 * </pre>
 *
 * <p><b>Order of one cycle, and why.</b>
 *
 * <ol>
 *   <li>The state is read first. Every later write is conditional on exactly this reading.
 *   <li>Then the snapshot is taken, tables locked before it, so no rewritten or truncated table looks empty.
 *   <li>Then the generation is raised, by compare-and-set on the object that also lists the indices to write to. Who
 *       succeeds knows the newest list; a leader that was overtaken fails here and has written nothing. Of two cycles the one
 *       with the later snapshot has the higher generation: the second read the state after the first raised it (else its
 *       compare-and-set fails), and takes its snapshot after that reading.
 *   <li>With the same request the ids are promised. They ride in every later cycle until the marker moved, so that whatever
 *       this attempt wrote is written again by one that finishes.
 *   <li>Documents are written and deleted with the generation as external version: an older cycle's late write loses.
 *   <li>The marker moves last, after every document was acknowledged, superseded, put on the durable list of the troubled, or
 *       taken over by a durable job. A crash anywhere before reads the same changes again.
 * </ol>
 *
 * <p><b>Beside a rebuild.</b> A job raises the generation and registers its filling index in one compare-and-set on the same
 * object, and only then do its chunks take snapshots. A cycle whose generation is higher than the job's saw the index in the
 * list and writes to it, above every chunk. A cycle whose generation is lower took its snapshot before the index was
 * registered, so every chunk sees what that cycle saw. Both kinds leave the filling index true.
 *
 * <p><b>Two plans of one type.</b> A live index that an earlier configuration made carries its plan. {@link
 * tidemark.cycle.InService} is what is composed by now: the plans of today, and those. All that the argument above needs holds for
 * the union: its tables are locked, its columns recorded, its documents found, and each index is written by its own plan from
 * the same snapshot under the same generation. {@link tidemark.cycle.Predecessors} lets a plan go that no longer fits;
 * before a marker passes changes without it, its type is called stale, since every look that follows a failure or a
 * taking of the lead looks at that first.
 *
 * <p><b>Failures.</b> {@link tidemark.lifecycle.Unavailable} puts the loop to sleep with backoff; {@link
 * tidemark.state.StateLost} makes it look again; a refusal ends the daemon; anything else is shown in {@code /_indexer},
 * logged, and tried again. An {@link Error} ends the process.
 *
 * <p><b>Threads.</b> Everything here belongs to the loop's thread, but {@link tidemark.cycle.BatchWork} (workers) and {@link
 * tidemark.cycle.StatusBoard} (any).
 */
@NullMarked
package tidemark.cycle;

import org.jspecify.annotations.NullMarked;
