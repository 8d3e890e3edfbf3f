/** The daemon: the program and its rooms, one package each. */
@NullMarked
package tidemark;

import org.jspecify.annotations.NullMarked;
