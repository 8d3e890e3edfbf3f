/** What {@code ops/prometheus/try} runs: a daemon under a Prometheus, and what each panel of the dashboard then shows. */
@NullMarked
package tidemark.sandbox.panels;

import org.jspecify.annotations.NullMarked;
