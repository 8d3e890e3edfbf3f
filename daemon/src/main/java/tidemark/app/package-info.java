/** The composition root: builds the daemon from its configuration with {@code new}. Sees every room; nothing sees it but the verbs. */
@NullMarked
package tidemark.app;

import org.jspecify.annotations.NullMarked;
