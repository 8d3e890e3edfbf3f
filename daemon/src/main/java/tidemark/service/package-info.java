/**
 * What does the service manager know about this process? Tells systemd by datagrams, as <em>sd_notify(3)</em> describes them,
 * that the daemon is ready, what it is doing, that it ends, and that it is alive.
 *
 * <p>The watchdog is fed only while the loop is alive. Nobody else can tell systemd so: without a fed watchdog it kills the process and
 * starts it anew, and nothing is lost, since the same changes are read again.
 *
 * <p>Without {@code NOTIFY_SOCKET} in the environment there is nobody to tell, no thread is started and no native code loaded. A
 * socket that cannot be used is told of once in the log; the daemon works all the same.
 */
@NullMarked
package tidemark.service;

import org.jspecify.annotations.NullMarked;
