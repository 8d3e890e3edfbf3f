package tidemark.capture;

import tidemark.change.TableName;

/**
 * Something wrong with the capture of a table.
 *
 * @param table the tracked table
 * @param what is wrong, for people
 * @param command that mends it: SQL, or {@code tidemark init}
 * @param unseen whether writes pass, or passed, unseen; else they are noticed in another way, only later ({@link Partitions})
 */
public record TriggerFault(TableName table, String what, String command, boolean unseen) {}
