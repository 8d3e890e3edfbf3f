/**
 * The command line: one class per verb. A verb reads the configuration, asks {@code app} for what it needs, and returns an
 * exit code; only {@code Tidemark} exits.
 */
@NullMarked
package tidemark.cli;

import org.jspecify.annotations.NullMarked;
