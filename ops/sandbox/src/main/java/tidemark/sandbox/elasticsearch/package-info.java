/** The main class of the Elasticsearch process; the only package that is compiled against the Elasticsearch server. */
@NullMarked
package tidemark.sandbox.elasticsearch;

import org.jspecify.annotations.NullMarked;
