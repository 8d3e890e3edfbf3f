package tidemark.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidemark.change.Position;
import tidemark.change.PrimaryWatermark;
import tidemark.change.Snapshot;
import tidemark.lifecycle.Backoff;
import tidemark.lifecycle.Heartbeat;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;
import tidemark.state.Control;
import tidemark.state.StateLost;

class MasterLoopTest {

    private static final Position POSITION = new Position(PrimaryWatermark.NOTHING, 0, List.of(), 0, 1);
    private static final Look QUIET = new Look(POSITION, false, null, null);
    private static final Look MORE = new Look(POSITION, true, null, null);

    private final BlockingQueue<String> events = new ArrayBlockingQueue<>(1_000);
    private final BlockingQueue<Supplier<Look>> looks = new ArrayBlockingQueue<>(100);
    private final AtomicBoolean leads = new AtomicBoolean(true);
    private final AtomicBoolean changes = new AtomicBoolean();
    private final AtomicBoolean due = new AtomicBoolean();
    private final AtomicLong ahead = new AtomicLong();
    private final StatusBoard board = new StatusBoard(
            Clock.systemUTC(),
            Duration.ofMinutes(1),
            new Heartbeat(Duration.ofMinutes(15), () -> System.nanoTime() + ahead.get()));
    private final Horizon horizon = new Horizon();
    private final MasterLoop loop = new MasterLoop(
            new MasterLoop.Step() {
                @Override
                public Look run(boolean thorough) throws InterruptedException {
                    events.add(thorough ? "thorough" : "look");
                    return looks.take().get();
                }

                @Override
                public void begin() {
                    events.add("begin");
                }

                @Override
                public boolean due() {
                    return due.getAndSet(false);
                }
            },
            leads::get,
            (position, awaited) ->
                    new MasterLoop.Probe.Found(changes.getAndSet(false), new Snapshot(8, 9, List.of()), false),
            board,
            horizon,
            options(),
            failure -> events.add("fatal " + failure.getMessage()));

    private static CycleOptions options() {
        Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2));
        return new CycleOptions(
                Duration.ofMinutes(10),
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                1,
                1,
                1,
                new CycleOptions.Escalation(1, 0, 1),
                1,
                backoff,
                backoff,
                Duration.ofSeconds(1));
    }

    @AfterEach
    void stops() throws InterruptedException {
        looks.clear();
        loop.close();
        assertThat(loop.stop(Duration.ofSeconds(10))).isTrue();
    }

    private String next() throws InterruptedException {
        return String.valueOf(events.poll(30, TimeUnit.SECONDS));
    }

    private void lookSays(Supplier<Look> answer) {
        looks.add(answer);
    }

    @Test
    void looksAgainAtOnceWhileThereIsMore() throws InterruptedException {
        lookSays(() -> MORE);
        lookSays(() -> MORE);
        loop.start();
        assertThat(List.of(next(), next(), next(), next())).containsExactly("begin", "thorough", "look", "look");
    }

    @Test
    void aPulseThatFindsChangesAndARequestWakeIt() throws InterruptedException {
        lookSays(() -> QUIET);
        lookSays(() -> QUIET);
        loop.start();
        next();
        assertThat(next()).isEqualTo("thorough");
        changes.set(true);
        assertThat(next()).isEqualTo("look");
        loop.wake();
        assertThat(next()).isEqualTo("look");
    }

    @Test
    void aPulseThatFindsNothingMovesTheHorizon() throws Exception {
        Horizon.Seen first = new Horizon.Seen(new Snapshot(2, 3, List.of()), false, System.nanoTime(), Instant.now());
        Control control = new Control(1, new Control.Owner("c", "s", "d"), Map.of());
        lookSays(() -> {
            horizon.looked(POSITION, control, Set.of(), first);
            return QUIET;
        });
        CompletableFuture<Horizon.Reached> eight = horizon.when(reached -> reached.covers(8));
        CompletableFuture<Horizon.Reached> nine = horizon.when(reached -> reached.covers(9));
        loop.start();
        assertThat(eight.get(30, TimeUnit.SECONDS).snapshot().xmax()).isEqualTo(9);
        assertThat(nine).isNotDone();
        leads.set(false);
        assertThatThrownBy(() -> nine.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(Horizon.NotLeading.class);
        assertThat(horizon.reached()).isNull();
        assertThat(horizon.when(reached -> true)).as("told at once").isCompletedExceptionally();
        lookSays(() -> {
            horizon.looked(POSITION, control, Set.of(), first);
            return QUIET;
        });
        leads.set(true);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(horizon.when(reached -> reached.covers(8))).isNotCompletedExceptionally());
    }

    @Test
    void whatWasReachedIsNobodysAnswerOnceTheDatabaseWasAway() throws Exception {
        Horizon.Seen first = new Horizon.Seen(new Snapshot(2, 3, List.of()), false, System.nanoTime(), Instant.now());
        Control control = new Control(1, new Control.Owner("c", "s", "d"), Map.of());
        lookSays(() -> {
            horizon.looked(POSITION, control, Set.of(), first);
            throw new Unavailable(Unavailable.Server.POSTGRES, "failed over", null);
        });
        CompletableFuture<Horizon.Reached> eight = horizon.when(reached -> reached.covers(8));
        loop.start();
        assertThat(List.of(next(), next(), next(), next())).containsExactly("begin", "thorough", "begin", "thorough");
        assertThat(horizon.reached()).isNull();
        assertThat(horizon.isDoubted()).isTrue();
        CompletableFuture<Horizon.Reached> two = horizon.when(reached -> reached.covers(2));
        assertThat(two).as("its id may be given to another transaction").isNotDone();
        lookSays(() -> {
            horizon.looked(POSITION, control, Set.of(), first);
            return QUIET;
        });
        assertThat(two.get(30, TimeUnit.SECONDS).covers(2)).isTrue();
        assertThat(eight.get(30, TimeUnit.SECONDS).covers(8))
                .as("who waited goes on")
                .isTrue();
        assertThat(horizon.isDoubted()).isFalse();
        loop.close();
        assertThat(loop.stop(Duration.ofSeconds(10))).isTrue();
        assertThatThrownBy(() -> horizon.when(reached -> true).get(1, TimeUnit.SECONDS))
                .as("nobody will ever tell")
                .hasCauseInstanceOf(Horizon.NotLeading.class);
    }

    @Test
    void survivesAServerThatIsAwayAndSaysSo() throws InterruptedException {
        lookSays(() -> {
            throw new Unavailable(Unavailable.Server.ELASTICSEARCH, "refused", null);
        });
        lookSays(() -> {
            throw new StateLost("deleted");
        });
        lookSays(() -> {
            throw new IllegalStateException("a bug");
        });
        loop.start();
        // After a lost state somebody else may have led: what it left is recovered first.
        assertThat(List.of(next(), next(), next(), next(), next(), next()))
                .containsExactly("begin", "thorough", "thorough", "begin", "thorough", "thorough");
        assertThat(board.json().path("errors").findValuesAsText("error"))
                .containsExactly("a bug", "ELASTICSEARCH is away: refused");
        assertThat(board.dependencies().path("elasticsearch").path("status").asText())
                .isEqualTo("away");
    }

    @Test
    void standsByUntilItLeadsAndBeginsAnew() throws InterruptedException {
        leads.set(false);
        loop.start();
        assertThat(events.poll(50, TimeUnit.MILLISECONDS)).isNull();
        leads.set(true);
        assertThat(List.of(next(), next())).containsExactly("begin", "thorough");
    }

    @Test
    void aRefusalEndsIt() throws InterruptedException {
        lookSays(() -> {
            throw new Refusal("not yours", "choose another");
        });
        loop.start();
        assertThat(List.of(next(), next(), next())).containsExactly("begin", "thorough", "fatal not yours");
        assertThat(loop.stop(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void whatThePulseDoesNotTellIsLookedAtToo() throws InterruptedException {
        looks.addAll(List.of(() -> QUIET, () -> QUIET));
        loop.start();
        assertThat(List.of(next(), next())).containsExactly("begin", "thorough");
        due.set(true);
        assertThat(next()).isEqualTo("look");
    }

    @Test
    void aLookThatNeverEndsIsNoSignOfLife() throws InterruptedException {
        loop.start();
        next();
        assertThat(next()).isEqualTo("thorough");
        ahead.addAndGet(Duration.ofMinutes(14).toNanos());
        assertThat(board.heartbeat().alive()).isTrue();
        ahead.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(board.heartbeat().alive()).isFalse();
        // It ends after all: the loop turns again, at the next pulse.
        lookSays(() -> QUIET);
        await().atMost(Duration.ofSeconds(30)).until(board.heartbeat()::alive);
    }

    @Test
    void waitingForWorkAndStandingByAreSignsOfLife() throws InterruptedException {
        lookSays(() -> QUIET);
        loop.start();
        next();
        next();
        ahead.addAndGet(Duration.ofHours(1).toNanos());
        await().atMost(Duration.ofSeconds(30)).until(board.heartbeat()::alive);
        leads.set(false);
        assertThat(events.poll(50, TimeUnit.MILLISECONDS)).isNull();
        ahead.addAndGet(Duration.ofHours(1).toNanos());
        await().atMost(Duration.ofSeconds(30)).until(board.heartbeat()::alive);
    }
}
