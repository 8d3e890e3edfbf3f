/**
 * Which of several daemons on one configuration leads: the one that holds a session advisory lock in the database.
 *
 * <pre>
 *   standing by --lock granted--> leading --connection lost, or silent beyond the trust window--> standing by
 *        ^                                                                                            |
 *        +--------------------------------------- a second later, again ------------------------------+
 * </pre>
 *
 * <p><b>The lock</b> is named by the configuration; PostgreSQL keeps advisory locks per database. It belongs to one
 * connection that does nothing else, and the server gives it free when that connection ends.
 *
 * <p><b>The trust window.</b> Once a second the watch asks through that connection whether the lock is still held. {@link
 * tidemark.leadership.Leadership#leads} answers yes only for a lock confirmed within the window, so a leader that cannot
 * reach the database stops calling itself one, without an answer from anybody. A process that was paused wakes up believing
 * for at most one look what is no longer true; that is why leadership only avoids double work. What keeps two leaders from
 * doing harm is the fence: the generation is raised by compare-and-set on what was read first.
 *
 * <p><b>How soon another takes over.</b> A killed process: its system closes the connection, the server notices at once, and
 * the other's next try, at most a second later, succeeds. A machine that vanished: the server's keepalives end the session
 * after about 25 seconds ({@code tcp_keepalives_idle}, 10, and three probes every 5, set on each connection).
 *
 * <p>On a standby the lock is that server's own: a daemon there and one on the primary both lead, and only the fence orders
 * them.
 *
 * <p><b>Threads.</b> One, the watch. {@code leads()} reads a field; {@code tryLead()} talks to the server.
 */
@NullMarked
package tidemark.leadership;

import org.jspecify.annotations.NullMarked;
