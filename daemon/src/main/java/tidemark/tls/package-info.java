/**
 * Certificates and keys: read from PEM, trusted, and what it means when they do not fit. Pure: text in, Java's own objects out;
 * whoever has a file reads it.
 */
@NullMarked
package tidemark.tls;

import org.jspecify.annotations.NullMarked;
