package tidemark.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final Heartbeat heartbeat = new Heartbeat(Duration.ofMinutes(15), nanos::get);

    private void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aThreadThatSaysNothingIsStuckAfterThePatience() {
        passes(Duration.ofMinutes(14));
        assertThat(heartbeat.alive()).isTrue();
        passes(Duration.ofMinutes(1));
        assertThat(heartbeat.alive()).isFalse();
    }

    @Test
    void aPatienceThatWasRaisedHoldsForTheNextPiece() {
        heartbeat.allows(Duration.ofHours(2));
        heartbeat.progress();
        passes(Duration.ofMinutes(119));
        assertThat(heartbeat.alive()).isTrue();
        passes(Duration.ofMinutes(2));
        assertThat(heartbeat.alive()).isFalse();
    }

    @Test
    void longWorkIsAliveWhilePiecesOfItEnd() {
        for (int piece = 0; piece < 10; piece++) {
            passes(Duration.ofMinutes(14));
            heartbeat.progress();
        }
        assertThat(heartbeat.alive()).isTrue();
    }

    @Test
    void aWaitThatShouldHaveEndedIsFoundOutSoon() {
        heartbeat.waits(Duration.ofMillis(500));
        passes(Duration.ofSeconds(30));
        assertThat(heartbeat.alive()).isTrue();
        passes(Duration.ofSeconds(1));
        assertThat(heartbeat.alive()).isFalse();
        heartbeat.progress();
        assertThat(heartbeat.alive()).isTrue();
    }
}
