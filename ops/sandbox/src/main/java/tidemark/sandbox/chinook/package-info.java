/**
 * Chinook, the sample database of a record shop: 3,503 tracks, 412 invoices, 275 artists, 59 customers.
 *
 * <p>{@link tidemark.sandbox.chinook.Chinook} puts it into PostgreSQL, {@link tidemark.sandbox.chinook.ChinookEdits}
 * changes it at random, and {@link tidemark.sandbox.chinook.ChinookChecker} says whether the documents of {@code
 * config/examples/chinook.yaml} are true. The checker shares no code with the daemon: what it expects is written by hand,
 * as SQL, in {@link tidemark.sandbox.chinook.ChinookType}.
 */
@NullMarked
package tidemark.sandbox.chinook;

import org.jspecify.annotations.NullMarked;
