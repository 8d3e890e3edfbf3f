/**
 * What the sample databases share: edits within a budget, and documents in Elasticsearch compared with what they must be. It knows
 * neither a sample nor the daemon.
 */
@NullMarked
package tidemark.sandbox.sample;

import org.jspecify.annotations.NullMarked;
