/** What Tidemark remembers between cycles and restarts: state objects in the meta index, changed by compare-and-set. */
@NullMarked
package tidemark.state;

import org.jspecify.annotations.NullMarked;
