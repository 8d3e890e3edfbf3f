/**
 * How much, how fast, how often: the numbers of the daemon as Prometheus and OpenMetrics read them, and what it does as spans
 * of OpenTelemetry.
 *
 * <p>{@link tidemark.telemetry.Family} is the list of every metric; nothing is told that it does not name, and every label takes
 * values from a set that the configuration bounds. What happens is counted as it happens, once a batch and never once a
 * document. What stands is asked at each scrape, from what other rooms publish; a scrape calls no server.
 *
 * <p>Other rooms do not know this one: they count through small interfaces of their own, which {@code app} puts before it.
 * Spans alone are begun through {@link tidemark.telemetry.Traces}, by the rooms that join others; off, they cost nothing.
 *
 * <p>Threads: everything here may be called by any.
 */
@NullMarked
package tidemark.telemetry;

import org.jspecify.annotations.NullMarked;
