/**
 * The one connection to Elasticsearch, shared by the rooms that speak to it: JSON out, JSON in, every wait bounded.
 *
 * <p>A request goes to one node and is tried once. Whoever asks decides whether to ask again, because only he knows whether
 * that is safe: a conditional write that is silently sent twice finds its own first try and reports a conflict. The next
 * request goes to another node if this one was away.
 *
 * <p>Failures: any answer, also an error, is an {@link tidemark.elasticsearch.Answer}. No answer at all (refused, broken,
 * timed out, interrupted) is {@link tidemark.lifecycle.Unavailable}; then nobody knows whether the request was carried out.
 *
 * <p>Threads: everything here may be used by many threads. The client's own threads only move bytes; answers are parsed by
 * the thread that waits for them.
 */
@NullMarked
package tidemark.elasticsearch;

import org.jspecify.annotations.NullMarked;
