package tidemark.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidemark.change.Key;
import tidemark.lifecycle.Unavailable;
import tidemark.state.StateWrite;
import tidemark.state.Versioned;

/** Verification in the background: who goes on, who gives way, on real servers and a real state. */
final class SweepIT {

    private static final String STATE = "verification-thing";
    private static final Instant MORNING = Instant.parse("2026-01-01T08:00:00Z");

    private final Things things = new Things();
    private final AtomicReference<Throwable> fatal = new AtomicReference<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(MORNING);

    @AfterEach
    void close() {
        things.close();
    }

    private Sweep sweep(BooleanSupplier leads) {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now.get();
            }

            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        Sweep.Options options = new Sweep.Options(Duration.ofHours(1), 1_000_000);
        return new Sweep(things, things.store, options, leads, clock, new CountDownLatch(1), fatal::set);
    }

    private ObjectNode state() {
        Versioned kept = things.store.read(STATE).get(STATE);
        return kept == null ? JsonNodeFactory.instance.objectNode() : kept.body();
    }

    private void awaitSweeps(int count) {
        await("sweeps")
                .atMost(Duration.ofMinutes(1))
                .until(() -> state().path("sweeps").asInt() == count);
    }

    @Test
    void theNextProcessGoesOnAtTheCursor() throws Exception {
        things.things(500);
        things.remove(3);
        AtomicBoolean leads = new AtomicBoolean(true);
        // The lead is lost while the second chunk is compared; it is compared to its end.
        things.beforeReading = round -> leads.set(things.asked.isEmpty());
        try (Sweep first = sweep(leads::get)) {
            first.start();
            await("given up").until(() -> !leads.get());
            await("at rest").until(() -> state().path("cursor").path(0).asInt() > 25);
        }
        int reached = state().path("cursor").path(0).asInt();
        assertThat(state().path("status").asText()).isEqualTo("running");
        assertThat(state().path("checked").asInt()).isEqualTo(reached).isLessThan(500);

        things.remove(4);
        things.remove(444);
        int before = things.rounds.get();
        things.beforeReading = round -> {};
        now.set(MORNING.plusSeconds(60));
        try (Sweep second = sweep(() -> true)) {
            second.start();
            awaitSweeps(1);
            await("shown")
                    .until(() ->
                            second.json().at("/types/thing/status").asText().equals("completed"));
            ObjectNode json = (ObjectNode) second.json().at("/types/thing");
            assertThat(json.path("checked").asInt()).as("each row once").isEqualTo(500);
            assertThat(json.path("missing").asInt())
                    .as("3 and 444, not what lies behind")
                    .isEqualTo(2);
            assertThat(json.path("drift_total").asInt()).isEqualTo(2);
            assertThat(json.path("began_at").asText()).isEqualTo(MORNING.toString());
        }
        assertThat(things.rounds.get()).isGreaterThan(before);
        assertThat(things.asked).containsExactlyInAnyOrder(Key.of("3"), Key.of("444"));
        assertThat(fatal.get()).isNull();
    }

    @Test
    void whoLosesTheStateToAnotherProcessEndsItsSweepAndOverwritesNothing() throws Exception {
        things.things(500);
        AtomicBoolean once = new AtomicBoolean();
        AtomicBoolean leads = new AtomicBoolean(true);
        things.beforeReading = round -> {
            if (round == 2 && once.compareAndSet(false, true)) {
                Versioned kept = Objects.requireNonNull(things.store.read(STATE).get(STATE));
                things.store.write(
                        StateWrite.put(STATE, kept, kept.body().deepCopy().put("intruder", true)));
                leads.set(false);
            }
        };
        try (Sweep sweep = sweep(leads::get)) {
            sweep.start();
            await("overtaken").until(once::get);
        }
        assertThat(state().path("intruder").asBoolean()).isTrue();
        assertThat(state().path("checked").asInt()).as("the first chunk's").isEqualTo(25);
        assertThat(things.rounds).as("no chunk after the loss").hasValue(2);
    }

    @Test
    void aSweepBeginsAgainWhenItIsDueAndNotBefore() throws Exception {
        things.things(15);
        AtomicInteger looks = new AtomicInteger();
        BooleanSupplier counting = () -> looks.incrementAndGet() > 0;
        try (Sweep sweep = sweep(counting)) {
            sweep.start();
            awaitSweeps(1);
            things.remove(5);
            now.set(MORNING.plus(Duration.ofHours(1)).minusMillis(1));
            int before = looks.get();
            await("two looks").until(() -> looks.get() >= before + 2);
            assertThat(state().path("sweeps").asInt()).isEqualTo(1);
            now.set(MORNING.plus(Duration.ofHours(1)));
            awaitSweeps(2);
        }
        assertThat(state().path("missing").asInt()).isEqualTo(1);
        assertThat(state().path("began_at").asText())
                .isEqualTo(MORNING.plus(Duration.ofHours(1)).toString());
    }

    @Test
    void aServerThatIsAwayIsWaitedForAndNothingIsPassedOver() throws Exception {
        things.things(60);
        things.remove(15);
        AtomicBoolean away = new AtomicBoolean(true);
        things.repair = keys -> {
            if (away.getAndSet(false)) {
                throw new Unavailable(Unavailable.Server.ELASTICSEARCH, "away", null);
            }
            things.asked.addAll(keys);
        };
        try (Sweep sweep = sweep(() -> true)) {
            sweep.start();
            awaitSweeps(1);
        }
        assertThat(things.asked).containsExactly(Key.of("15"));
        assertThat(state().path("checked").asInt()).isEqualTo(60);
        assertThat(state().path("missing").asInt()).isEqualTo(1);
    }

    @Test
    void anErrorEndsTheProcess() throws Exception {
        things.things(10);
        things.remove(5);
        LinkageError error = new LinkageError("in a test");
        things.repair = keys -> {
            throw error;
        };
        try (Sweep sweep = sweep(() -> true)) {
            sweep.start();
            await("told").dontCatchUncaughtExceptions().until(() -> fatal.get() != null);
        }
        assertThat(fatal.get()).isSameAs(error);
    }

    @Test
    void whoDoesNotLeadDoesNothingAndMayBeClosedBeforeItsStart() throws Exception {
        things.things(10);
        sweep(() -> true).close();
        CountDownLatch asked = new CountDownLatch(2);
        try (Sweep sweep = sweep(() -> {
            asked.countDown();
            return false;
        })) {
            sweep.start();
            asked.await();
            assertThat(sweep.json().at("/types/thing/status").asText()).isEqualTo("waiting");
        }
        assertThat(state()).isEmpty();
        assertThat(things.rounds).hasValue(0);
    }

    @Test
    void aTypeWhoseIndexIsNotTrueIsWaitedForAndAStateOfAnotherIndexBeginsAnew() throws Exception {
        things.things(10);
        ObjectNode other = JsonNodeFactory.instance
                .objectNode()
                .put("status", "running")
                .put("index", "another")
                .put("checked", 7);
        other.putArray("cursor").add("9");
        things.store.write(StateWrite.put(STATE, null, other));
        AtomicBoolean serves = new AtomicBoolean();
        CountDownLatch looked = new CountDownLatch(2);
        things.serves = () -> {
            looked.countDown();
            return serves.get();
        };
        try (Sweep sweep = sweep(() -> true)) {
            sweep.start();
            looked.await();
            assertThat(state()).isEqualTo(other);
            serves.set(true);
            awaitSweeps(1);
        }
        assertThat(state().path("checked").asInt()).isEqualTo(10);
        assertThat(state().path("index").asText()).isEqualTo(things.index);
    }
}
