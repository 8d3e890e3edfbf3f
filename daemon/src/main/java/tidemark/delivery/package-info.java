/**
 * Bulk writes: documents in, one {@link tidemark.delivery.Outcome} per document out.
 *
 * <p>Every write carries an external version, its generation, and goes to the private write alias of one physical index. So
 * it may be sent twice, late and in any order: the newest generation stays, and a write to an index that is gone fails
 * instead of creating one.
 *
 * <p>Invariants: a body is bounded in bytes and count; bodies in flight are bounded over all callers; the deadline is looked
 * at just before each sending, so what is sent arrives at most one request timeout later; only what failed is sent again.
 *
 * <p>Failures: what concerns one document is its outcome ({@link tidemark.delivery.Verdict} decides, and nobody else). What
 * passes is tried again, with backoff, until the deadline and is then {@linkplain tidemark.delivery.Outcome.Unsettled
 * unsettled}. A server that does not answer two times in a row is {@link tidemark.lifecycle.Unavailable}: then nobody knows
 * what was written, and everything rides again.
 *
 * <p>Threads: {@link tidemark.delivery.Delivery} is shared by all workers. A worker that is interrupted abandons what it has
 * in flight and returns at once.
 */
@NullMarked
package tidemark.delivery;

import org.jspecify.annotations.NullMarked;
