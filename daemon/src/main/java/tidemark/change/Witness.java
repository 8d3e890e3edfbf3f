package tidemark.change;

import java.time.Instant;
import java.util.UUID;

/**
 * A log row that was seen. If it is gone without having been pruned, history changed.
 *
 * @param xid its transaction
 * @param tid its random id
 * @param at when it was consumed, by the daemon's clock
 */
public record Witness(long xid, UUID tid, Instant at) {}
