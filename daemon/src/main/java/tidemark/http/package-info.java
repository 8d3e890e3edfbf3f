/**
 * What people and programs see over HTTP: {@code /_indexer} and below. Requests read what other rooms publish and never touch
 * the loop, so nothing that a client sends can stop a cycle.
 *
 * <p>Undertow's I/O threads read a request and let its caller through or not ({@code Doorkeeper}, {@code BrowserRules}); workers answer
 * those that may wait for a server; what waits for a cycle is answered later. Both are few: whoever is slow or unknown holds a connection, and neither of them. One more
 * thread looks at the files of tokens and certificates ({@code Watched}); it must never be waited for.
 * What the page shows is made on threads of its own: {@code tidemark-overview} looks, and may wait for a server; {@code
 * tidemark-events} sends and never waits; {@code tidemark-history} samples.
 */
@NullMarked
package tidemark.http;

import org.jspecify.annotations.NullMarked;
