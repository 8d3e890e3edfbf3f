package tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tidemark.change.Position;
import tidemark.change.PrimaryWatermark;
import tidemark.cycle.Look;
import tidemark.cycle.MasterLoop;
import tidemark.lifecycle.Unavailable;
import tidemark.state.StateLost;
import tidemark.telemetry.Metrics;
import tidemark.telemetry.Scraped;

/** How far behind, as the loop's own questions tell. */
final class MeteredLoopTest {

    private static final Position POSITION = new Position(PrimaryWatermark.NOTHING, 0, List.of(), 0, 1);
    private static final Look QUIET = new Look(POSITION, false, null, null);
    private static final Look MORE = new Look(POSITION, true, null, null);
    private static final Look PAUSED = new Look(POSITION, false, Duration.ofSeconds(1), null);

    private final Metrics metrics = new Metrics(List.of("track"), "test");
    private final Clock tenMinutesAgo = Clock.fixed(Instant.now().minusSeconds(600), ZoneOffset.UTC);
    private final MeteredLoop metered = new MeteredLoop(metrics.cycles(), tenMinutesAgo);
    private final AtomicBoolean changes = new AtomicBoolean();
    private final AtomicBoolean leads = new AtomicBoolean(true);
    private final MasterLoop.Probe probe = metered.probe(this::ask);
    private Supplier<Look> next = () -> QUIET;
    private final MasterLoop.Step step = metered.step(
            new MasterLoop.Step() {
                @Override
                public Look run(boolean thorough) {
                    return next.get();
                }

                @Override
                public void begin() {}

                @Override
                public boolean due() {
                    return false;
                }
            },
            this::ask);

    private MasterLoop.Probe.Found ask(Position position, boolean awaited) {
        return new MasterLoop.Probe.Found(changes.get(), null, false);
    }

    private double value(String name, String... labels) {
        return Scraped.read(metrics.page(null).text()).value(name, labels);
    }

    private boolean isBehind() {
        return value("tidemark_change_lag_seconds") >= 600;
    }

    @Test
    void itIsBehindFromThePulseThatFindsAChangeToTheLookThatLeavesNothing() throws InterruptedException {
        probe.ask(POSITION, false);
        assertThat(isBehind()).isFalse();
        changes.set(true);
        probe.ask(POSITION, false);
        assertThat(isBehind()).isTrue();
        assertThat(value("tidemark_pulses_total")).isEqualTo(2);
        next = () -> MORE;
        step.run(false);
        assertThat(isBehind()).as("there is more in the log").isTrue();
        next = () -> PAUSED;
        step.run(false);
        assertThat(isBehind()).as("a standby catches up").isTrue();
        next = () -> QUIET;
        step.run(false);
        assertThat(isBehind()).isFalse();
        assertThat(value("tidemark_looks_total")).isEqualTo(3);
        assertThat(value("tidemark_last_look_timestamp_seconds")).isPositive();
    }

    @Test
    void changesAreNoticedWhileElasticsearchIsAway() throws InterruptedException {
        step.run(true);
        next = () -> {
            throw new Unavailable(Unavailable.Server.ELASTICSEARCH, "gone", null);
        };
        assertThatThrownBy(() -> step.run(true)).isInstanceOf(Unavailable.class);
        assertThat(isBehind()).as("nothing was changed").isFalse();
        changes.set(true);
        assertThatThrownBy(() -> step.run(true)).isInstanceOf(Unavailable.class);
        assertThat(isBehind()).isTrue();
        assertThat(value("tidemark_looks_failed_total", "elasticsearch")).isEqualTo(2);
        assertThat(value("tidemark_looks_total")).isEqualTo(1);
    }

    @Test
    void changesAreNoticedWhileIndexingIsPaused() throws InterruptedException {
        next = () -> PAUSED;
        step.run(false);
        assertThat(isBehind()).isFalse();
        changes.set(true);
        step.run(false);
        assertThat(isBehind()).isTrue();
    }

    @Test
    void eachFailureHasItsReason() {
        for (RuntimeException failure : List.of(
                new Unavailable(Unavailable.Server.POSTGRES, "gone", null),
                new StateLost("taken"),
                new IllegalStateException("a bug"))) {
            next = () -> {
                throw failure;
            };
            assertThatThrownBy(() -> step.run(true)).isSameAs(failure);
        }
        for (String reason : List.of("postgres", "state_lost", "failed")) {
            assertThat(value("tidemark_looks_failed_total", reason)).isEqualTo(1);
        }
    }

    @Test
    void whoStandsByIsNotBehind() {
        changes.set(true);
        probe.ask(POSITION, false);
        MasterLoop.Lead lead = metered.lead(leads::get);
        assertThat(lead.tryLead()).isTrue();
        assertThat(isBehind()).isTrue();
        leads.set(false);
        assertThat(lead.tryLead()).isFalse();
        assertThat(isBehind()).isFalse();
    }
}
