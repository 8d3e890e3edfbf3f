package tidemark.capture;

import tidemark.change.TableName;

/**
 * Something with the capture of a table that lets, or let, writes pass unseen.
 *
 * @param table the tracked table
 * @param what is wrong, for people
 * @param command that mends it: SQL, or {@code tidemark init}
 */
public record TriggerFault(TableName table, String what, String command) {}
