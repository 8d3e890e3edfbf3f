/**
 * The batch reader and composer: ids in, JSON bytes out. {@link tidemark.document.Composer} makes the documents of one type,
 * {@link tidemark.document.KeyScan} walks a type's keys in order, {@link tidemark.document.SharedObjects} keeps what many documents
 * of one snapshot show.
 *
 * <p>A batch is read top down, one query per plan node: the root rows by their keys, then for each embed the rows that have the
 * distinct join values found before. All values arrive as text and are copied into JSON as bytes; nothing is decoded or parsed.
 * It is written bottom up. A transparent node is joined into the query of the node behind it, so that a flattened list has one
 * order, the database's.
 *
 * <p>Bounds: the bytes held for a plan node of a batch, the bytes of a document, the rows that the driver holds. A batch beyond
 * them is read again in halves. Failures: an error about a value is narrowed down by halving to the one document that has it; the
 * transaction is kept usable by a savepoint. A server that is away is {@link tidemark.lifecycle.Unavailable}; everything else is a
 * bug or a schema that changed, and an {@link java.lang.IllegalStateException}. Timeouts are those of the connection.
 *
 * <p>Threads: everything but {@link tidemark.document.SharedObjects} is immutable or local to one call; that one locks its stripes
 * and does no I/O under a lock.
 */
@NullMarked
package tidemark.document;

import org.jspecify.annotations.NullMarked;
