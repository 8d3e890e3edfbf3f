/**
 * What Tidemark promises, checked from outside: the packaged daemon runs as a process against a real PostgreSQL and a real
 * Elasticsearch, and each {@code …Acceptance} is named by the promise that it checks.
 *
 * <p>Every drill is small in {@code mvn verify} and large with {@code -Dtidemark.drill=full}; see {@code ops/drills/README.md}.
 *
 * <p>A {@link tidemark.acceptance.World} is a database, a prefix for indices and a configuration of one drill's own, on
 * servers that many drills share. A {@link tidemark.acceptance.DaemonProcess} ends with its test, and also when the test's
 * JVM is killed. A {@link tidemark.acceptance.Sluice} between daemon and Elasticsearch holds single requests, so that a
 * drill can strike at a step that it has chosen, not at one that it has hit by luck.
 */
@NullMarked
package tidemark.acceptance;

import org.jspecify.annotations.NullMarked;
