package tidemark.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tidemark.cycle.Horizon;

/** Limits that only together keep a promise. */
final class LimitsTest {

    @Test
    void whoWaitsLeavesConnectionsToProbesAndToPeople() {
        int waiting = Horizon.MOST_WAITING + Router.MOST_WAITING + EventsResource.Pace.USUAL.listeners();
        assertThat(waiting).isLessThanOrEqualTo(StatusServer.MAX_CONNECTIONS - StatusServer.MAX_CONNECTIONS / 8);
    }
}
