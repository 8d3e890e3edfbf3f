package tidemark.document;

import java.sql.Connection;

/**
 * What every plan node of one reading shares.
 *
 * @param connection in the snapshot
 * @param cache of that snapshot
 * @param meter told of every query
 * @param nodeBytes most bytes held per plan node
 * @param fetchRows rows taken from the server at a time
 */
record Batch(Connection connection, SharedObjects cache, ComposerMeter meter, long nodeBytes, int fetchRows) {}
