/**
 * What people and programs see over HTTP: {@code /_indexer} and below. Requests read what other rooms publish and never touch
 * the loop, so nothing that a client sends can stop a cycle. Undertow's I/O threads answer; nothing here blocks.
 */
@NullMarked
package tidemark.http;

import org.jspecify.annotations.NullMarked;
