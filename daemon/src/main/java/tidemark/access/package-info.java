/**
 * Who may ask the daemon for what: pure values, without files, sockets or clocks.
 *
 * <p>A {@code Grant} says what the holder of one token or one client certificate may do, {@code Grants} are all of them, a
 * {@code Caller} is whoever was recognised. A token is kept nowhere but at its holder: grants have its SHA-256.
 */
@NullMarked
package tidemark.access;

import org.jspecify.annotations.NullMarked;
