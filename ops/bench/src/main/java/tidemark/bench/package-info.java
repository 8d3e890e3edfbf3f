/**
 * The measure: TPC-H in a PostgreSQL, the packaged daemon as a process, and an Elasticsearch, on one machine.
 *
 * <p>A run loads the tables, lets the daemon index every order, sends the very same documents again by plain {@code _bulk},
 * then edits single rows and looks how soon searches show them. It reports and judges nothing: no figure makes it fail.
 */
@NullMarked
package tidemark.bench;

import org.jspecify.annotations.NullMarked;
