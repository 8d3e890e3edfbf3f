/**
 * What {@code ops/demo} runs: both servers, Chinook in one of them, the packaged daemon in between, real edits, and the
 * checker that says whether it all stayed true.
 *
 * <p>Everything started here ends with the JVM, in reverse order: first the edits, then the daemon, then the servers.
 */
@NullMarked
package tidemark.sandbox.demo;

import org.jspecify.annotations.NullMarked;
