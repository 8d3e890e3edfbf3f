/**
 * What people and programs see over HTTP: {@code /_indexer} and below. Requests read what other rooms publish and never touch
 * the loop, so nothing that a client sends can stop a cycle. Calls run on a few worker threads, and may ask a server; what waits for
 * a cycle holds none of them, but is answered later.
 */
@NullMarked
package tidemark.http;

import org.jspecify.annotations.NullMarked;
