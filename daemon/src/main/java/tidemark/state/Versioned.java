package tidemark.state;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A state object as it was read or written.
 *
 * @param name its id
 * @param body its source
 * @param seqNo with {@code primaryTerm}, which revision this is: a write that names it succeeds only while it is the newest
 * @param primaryTerm see {@code seqNo}
 */
public record Versioned(String name, ObjectNode body, long seqNo, long primaryTerm) {}
