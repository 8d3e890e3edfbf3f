package tidemark.cycle;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tidemark.change.Position;

/**
 * What the loop should do after a look.
 *
 * @param position how far the log was consumed; what the pulse compares with
 * @param again look again at once: the log has more, a job was made, or a target was lost
 * @param pause wait this long before anything else, for instance while a standby catches up; null for none
 * @param troubledDue when the next troubled document is due; null for none
 */
public record Look(
        Position position,
        boolean again,
        @Nullable Duration pause,
        @Nullable Instant troubledDue) {}
