/**
 * The sandbox: a real PostgreSQL and a real Elasticsearch on loopback, for tests, the demo and measurements.
 *
 * <p>Tests that are content with any server ask {@link tidemark.sandbox.Servers#forTests()}; tests that stop, kill, copy
 * or promote a server start one of their own with {@link tidemark.sandbox.PostgresServer#start} or {@link
 * tidemark.sandbox.ElasticsearchServer#start}, or both side by side with {@link tidemark.sandbox.Sandbox#start}.
 *
 * <p><b>States.</b> A server is running or stopped; it may change between the two any number of times, always on the same
 * port and data folder, and is closed once, which removes its data folder if that was not given by the caller.
 *
 * <p><b>Processes.</b> Each server is a process in a session of its own (a Ctrl-C on the terminal does not reach it) below
 * a guard, a small shell script that waits for the end of its standard input. The pipe's other end is held by this
 * JVM, so the kernel closes it however the JVM ends, and the guard ends the server.
 *
 * <p><b>Invariants.</b> A data folder has one owner at a time: a file lock beside it, which the kernel releases when the
 * owner dies. Whoever holds the lock and finds a server still working in the folder has found an orphan, and ends it
 * before it starts its own.
 *
 * <p><b>Failures.</b> A server that does not come up is a {@link tidemark.sandbox.SandboxException} with the end of its log.
 *
 * <p><b>Threads.</b> A server's methods are synchronized; {@code close} may be called from the shutdown hook.
 */
@NullMarked
package tidemark.sandbox;

import org.jspecify.annotations.NullMarked;
