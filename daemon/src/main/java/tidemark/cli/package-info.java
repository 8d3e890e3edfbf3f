/**
 * The command line: one class per verb. A verb reads the configuration, asks {@code app} for what it needs, and returns an
 * exit code; only {@code Tidemark} exits.
 *
 * <p>Verbs about jobs ask the running daemon over HTTP instead, each with a {@code DaemonClient}. They need its address alone,
 * and so no configuration where {@code --url} names it.
 */
@NullMarked
package tidemark.cli;

import org.jspecify.annotations.NullMarked;
