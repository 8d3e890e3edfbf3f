/**
 * Index against database: documents composed anew are compared with those that are there, and what differs is mended.
 *
 * <p><b>When a difference is drift.</b> Rows change while they are compared, and a document follows its row a moment later; so one
 * difference proves nothing. A round takes a snapshot, composes, waits until the durable marker covers every transaction that this
 * snapshot shows, and only then reads the document: what the snapshot shows has reached it by then, or the daemon believes so. If
 * the next round composes the same, reads the same revision of the document, and they still differ, then the row did not change
 * and nobody wrote the document: the daemon has done all that it will ever do about it. That is drift. Anything else is looked at in
 * a further round; after {@value tidemark.verification.Verifier#ROUNDS} it is unsettled, which says only that it is busy. A row
 * that changed twice, to another value and back, changed its document's revision twice.
 *
 * <p><b>The order within a look.</b> Snapshot, marker, index, troubles, document. A change that rides on a job, or a swap, makes the
 * index untrue or another's in the same state that the marker is kept in, before the marker passes that change; so which index serves is asked
 * after the marker covers the snapshot, and where it is another, or a stale one, the look claims nothing. What a cycle could not write is on the list
 * of the troubled before the marker passes; so that list is read after the marker, and before the document: one that is cured in between
 * is found equal. A document that is absent has no revision: where its row is deleted and inserted again around each of two looks with the
 * same content, it could be called missing. It is written once more then, which harms nothing.
 *
 * <p><b>What is not compared.</b> A type that is stale, or that has no index of a plan which this program can compose by: a rebuild
 * is on its way, and its job verifies the counts. Documents on the list of the troubled are counted apart. An index that is
 * swapped meanwhile ends the comparison; it begins again with the new one.
 *
 * <p><b>State and crashes.</b> {@code verification-<type>} holds the cursor, the figures and the first drifts, and is written by compare-and-set
 * after each chunk, when repair was asked for: a crash compares a chunk again and may mend it twice. Who loses the compare-and-set
 * was overtaken and ends its sweep. Documents without a row are looked for from the start again after a crash.
 *
 * <p><b>Bounds.</b> A chunk is bounded in rows and, by the size of the documents before it, in bytes; of a look only digests and
 * differences are kept. A snapshot is open while a chunk is composed and until the marker covers it, for half a minute at most.
 *
 * <p><b>Repair.</b> What has a key is asked for like any other document: the next cycle composes it in its own snapshot and writes it
 * at its own generation, so repair adds no writer and no order. A document whose id can never be a key of the table (another
 * spelling, another form) can be written by no cycle; it is deleted directly, on the condition that it is still the revision
 * that was seen.
 *
 * <p><b>Threads.</b> {@link tidemark.verification.Sweep} has one; a {@link tidemark.verification.Verifier} belongs to its caller's.
 */
@NullMarked
package tidemark.verification;

import org.jspecify.annotations.NullMarked;
