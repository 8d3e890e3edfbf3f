/** What every long-lived room shares: how a server that is away is told apart from a bug, and how to wait between tries. */
@NullMarked
package tidemark.lifecycle;

import org.jspecify.annotations.NullMarked;
