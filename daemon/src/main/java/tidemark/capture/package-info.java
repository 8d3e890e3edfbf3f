/** The change log. */
@NullMarked
package tidemark.capture;

import org.jspecify.annotations.NullMarked;
