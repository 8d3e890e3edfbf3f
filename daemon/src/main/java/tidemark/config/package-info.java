/**
 * What a person configured: YAML, environment and flags read into records, {@link tidemark.config.Configuration} at the top.
 *
 * <p>Each settings record declares its {@linkplain tidemark.config.Key keys} beside itself: path, kind, default and meaning.
 * That one description parses and checks the values, names the environment variables, finds unknown keys, and is what the
 * commented default file and the reference are generated from.
 *
 * <p>Nothing is corrected silently: every problem is reported at once, with its line, what was expected, and the nearest
 * known key. Secrets never show in a problem. Reads files, has no threads; everything public is an immutable value.
 */
@NullMarked
package tidemark.config;

import org.jspecify.annotations.NullMarked;
