/** How much, how fast, how often: what the rooms' own metrics interfaces are told is counted here. */
@NullMarked
package tidemark.telemetry;

import org.jspecify.annotations.NullMarked;
