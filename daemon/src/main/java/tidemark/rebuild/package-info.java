/**
 * Rebuild jobs: a fresh physical index is filled beside the cycles, and takes the alias over when it is true.
 *
 * <pre>
 *   pending --claim--> running --filled, counted, swapped--> completed
 *   running --changes ride, index lost--> pending (from nothing)
 *   running --shutdown, restart--> pending (at its cursor, if its index stayed registered)
 *   running --too many failures--> failed --retry_delay, asked--> pending (at its cursor, if its index stayed registered)
 *   running --counts differ--> failed --> pending (from nothing)
 *   pending, running --asked--> cancelled --asked--> pending (from nothing)
 * </pre>
 *
 * <p><b>People.</b> {@link tidemark.rebuild.JobRequests} changes job objects from any thread, in any daemon, each by compare-and-set;
 * the loop's thread finds at its next look, or within the check interval where another daemon was asked, what became of them: it
 * leaves attempts whose job is no longer theirs, takes their indices off the list of those that cycles write to, and only
 * then drops them. In one process decision and change are under one lock, so two requests make one job; of two jobs that two
 * daemons made for a type at once the later is cancelled. Before the swap a job is marked: from there on it can only complete,
 * so nobody is told that a job was cancelled whose index readers see.
 *
 * <p><b>A failed job</b> with retries left keeps its index registered: cycles write to it as to any that fills, so at a retry what
 * lies before the cursor is as true as ever; only the items that failed are composed again, before anything else. What
 * rides on another job does not reach it, so then it is let go.
 *
 * <p><b>Witnesses.</b> A chunk may see a transaction before any cycle has; if a failover loses it then, no cycle knows. So each notes
 * what its snapshot shows and the marker does not cover, the job keeps that, and every look asks whether it is still there; the
 * job is read before the look's snapshot, so that none is missed for being newer. Once a look has seen a witness and the
 * marker covers it, the marker's own witnesses stand for it.
 *
 * <p><b>Documents that are asked for</b> are a job too, without an index: its ids ride in the next cycle, and it is completed after
 * the marker was written.
 *
 * <p><b>Invariants.</b> A job is claimed (status, generation, index name) before its index is made, the index is registered
 * before a chunk takes its snapshot, and a chunk never writes to an index that an alias serves. The position at the claim is
 * kept with the job: deletions since are repeated at the end, in a fresh snapshot, because tombstones do not outlive a crash of
 * Elasticsearch. The cursor and the failed items are one object, so the cursor never passes a document that is neither
 * written nor listed.
 *
 * <p><b>The seal.</b> Chunks write to their index through an alias of their own. The end of a job removes it before it deletes
 * again, and nothing ever puts it back: a chunk of a process that was paused, or taken for dead while another resumed its
 * job, fails from then on, however late it comes. Without it such a write, at the job's old generation, would bring back a document
 * that a cycle deleted since, if Elasticsearch has lost the tombstone in a crash. A bulk that Elasticsearch has accepted before
 * the seal, and that is still under way inside of it, does not outlive such a crash. A sealed index is filled: a job that is
 * resumed with one composes no chunk, and goes on with the deleting. If somebody else removed the alias, the counts tell.
 *
 * <p><b>Overtaken.</b> A process that was paused may find its attempt ended and its job run, or completed, by another. It raises
 * the generation before it touches a job, and fails there if it has read an old control; it asks whether the job is still the one
 * that the attempt fills (running, this generation, this index), and drops no index that the control calls live.
 *
 * <p><b>Counts.</b> They are compared in the snapshot of a cycle that has settled and caught up. Every chunk's snapshot is
 * older, every change up to that snapshot was written to the filling index, so it holds exactly the rows that the snapshot
 * shows, less the listed failures.
 *
 * <p><b>Threads.</b> {@link tidemark.rebuild.RebuildDesk} belongs to the loop's thread; an {@link tidemark.rebuild.Attempt}
 * fills on threads of its own and touches nothing but its index and its job object.
 */
@NullMarked
package tidemark.rebuild;

import org.jspecify.annotations.NullMarked;
