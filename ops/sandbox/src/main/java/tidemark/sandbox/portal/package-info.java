/**
 * A portal of experiments: an object store of a few thousand objects, and the application that writes to it.
 *
 * <p>{@link tidemark.sandbox.portal.Portal} makes the tables and fills them, {@link tidemark.sandbox.portal.PortalEdits} changes
 * objects at random, each transaction through a {@link tidemark.sandbox.portal.PortalSession}, which writes down what it changed as
 * such an application does, and {@link tidemark.sandbox.portal.PortalChecker} says whether the documents of {@code
 * config/examples/portal.yaml} are true. The checker shares no code with the daemon: it reads the tables whole and puts every
 * document together in memory, along paths written by hand in {@link tidemark.sandbox.portal.Tree}.
 */
@NullMarked
package tidemark.sandbox.portal;

import org.jspecify.annotations.NullMarked;
