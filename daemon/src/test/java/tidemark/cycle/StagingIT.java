package tidemark.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidemark.change.DocumentId;
import tidemark.change.Key;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.elasticsearch.Shared;
import tidemark.followup.FollowUps;
import tidemark.followup.Group;
import tidemark.followup.SecondaryIndexer;
import tidemark.plan.Drawing;
import tidemark.state.Book;
import tidemark.state.Control;
import tidemark.state.Names;
import tidemark.state.Staged;
import tidemark.state.StateLost;
import tidemark.state.StateStore;
import tidemark.state.Target;

/** Groups between a cycle and its followers, over a real meta index. */
final class StagingIT {

    /** The test's own clock. */
    private static final class Hands extends Clock {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

        void forward(Duration time) {
            now.updateAndGet(before -> before.plus(time));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }

    private static final Control NOTHING = new Control(0, new Control.Owner("test", "1", "test"), Map.of());

    private final Elasticsearch elasticsearch = Shared.open();
    private final String meta = Shared.name("meta");
    private final StateStore store = new StateStore(elasticsearch, meta);
    private final Hands clock = new Hands();
    private final Types types = new Types(
            Map.of("track", Drawing.table("track", "id").plan("track")),
            Map.of("track", "h"),
            Map.of("track", "track"));
    private final List<AutoCloseable> closed = new ArrayList<>();
    private final AtomicBoolean leads = new AtomicBoolean(true);

    @BeforeEach
    void ensure() {
        assertThat(store.ensure()).isTrue();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : closed) {
            one.close();
        }
        elasticsearch.call("DELETE", "/" + meta, null);
        elasticsearch.close();
    }

    private FollowUps following(Map<String, SecondaryIndexer> indexers) {
        FollowUps followUps = new FollowUps(indexers, types.names(), store, leads::get, clock, failure -> {});
        closed.add(followUps);
        followUps.start();
        return followUps;
    }

    private Staging staging(FollowUps followUps) {
        return new Staging(true, types, 1_000, followUps::taken, List::of, followUps::staged, clock);
    }

    private static Control serving(String index) {
        return NOTHING.with("track", Target.serving(index, "h", new Target.Build(1, Instant.EPOCH)));
    }

    private void stage(Staging staging, int key, Control control) {
        Book book = new Book(store);
        book.read();
        staging.stage(book, 7, Set.of(new DocumentId("track", Key.of(String.valueOf(key)))), control);
    }

    private static List<Long> numbers(List<Group> groups) {
        return groups.stream().map(Group::number).toList();
    }

    private Staged staged() {
        return Staged.read(store.read(Names.STAGED).get(Names.STAGED).body());
    }

    @Test
    void oneThatSleepsForAnHourTakesEachGroupOnceInOrder() {
        CountDownLatch asleep = new CountDownLatch(1);
        List<Group> late = new CopyOnWriteArrayList<>();
        List<Group> prompt = new CopyOnWriteArrayList<>();
        FollowUps followUps = following(Map.of(
                "late",
                group -> {
                    asleep.await();
                    late.add(group);
                },
                "prompt",
                prompt::add));
        Awaitility.await().until(() -> prompt.size() == 1);
        Staging staging = staging(followUps);
        for (int key = 0; key < 60; key++) {
            stage(staging, key, NOTHING);
            clock.forward(Duration.ofMinutes(1));
        }
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> prompt.size() == 61);
        assertThat(late).isEmpty();
        assertThat(followUps.json().at("/late/status").asText()).isEqualTo("indexing");
        assertThat(followUps.json().at("/late/lag/groups").asInt()).isEqualTo(60);
        Awaitility.await().until(() -> followUps.json().at("/prompt/lag/groups").asInt() == 0);
        asleep.countDown();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> late.size() == 61);
        assertThat(late.get(0).all()).as("it was new").containsExactly("track");
        assertThat(numbers(late.subList(1, 61))).isEqualTo(numbers(prompt.subList(1, 61)));
        assertThat(late.get(60).ids()).isEqualTo(Map.of("track", List.of("59")));
        stage(staging, 60, NOTHING);
        Awaitility.await().until(() -> late.size() == 62 && prompt.size() == 62);
        stage(staging, 61, NOTHING);
        assertThat(staged().counts().size()).as("what all have taken is gone").isLessThanOrEqualTo(2);
        assertThat(store.list(Names.STAGED_PREFIX).size()).isLessThanOrEqualTo(2);
    }

    @Test
    void anotherIndexThatServesIsToldOfOnceWhateverEndedInBetween() {
        List<Group> taken = new CopyOnWriteArrayList<>();
        FollowUps followUps = following(Map.of("prompt", taken::add));
        Awaitility.await().until(() -> taken.size() == 1);
        stage(staging(followUps), 1, serving("track-1"));
        stage(staging(followUps), 2, serving("track-1"));
        Awaitility.await().until(() -> taken.size() == 3);
        assertThat(taken.get(1).all()).containsExactly("track");
        assertThat(taken.get(2).all()).isEmpty();
        // The swap was the last that an earlier process did.
        Book book = new Book(store);
        book.read();
        staging(followUps).stage(book, 8, Set.of(), serving("track-2"));
        Awaitility.await().until(() -> taken.size() == 4);
        assertThat(taken.get(3).all()).containsExactly("track");
    }

    @Test
    void aGroupThatWasCutOffIsWrittenOver() {
        List<Group> taken = new CopyOnWriteArrayList<>();
        FollowUps followUps = following(Map.of("prompt", taken::add));
        Awaitility.await().until(() -> taken.size() == 1);
        store.write(tidemark.state.StateWrite.create(
                Staged.name(0),
                Shared.json("{'list':['xmin:1','track:99'],'count':1}").deepCopy()));
        stage(staging(followUps), 1, NOTHING);
        Awaitility.await().until(() -> taken.size() == 2);
        assertThat(taken.get(1).ids()).isEqualTo(Map.of("track", List.of("1")));
    }

    @Test
    void oneWhoseFailureEndsGoesOnWithTheSameGroup() {
        AtomicBoolean fails = new AtomicBoolean(true);
        List<Group> taken = new CopyOnWriteArrayList<>();
        FollowUps followUps = following(Map.of("failing", group -> {
            if (fails.get()) {
                throw new java.io.IOException("not now");
            }
            taken.add(group);
        }));
        Awaitility.await()
                .until(() -> followUps.json().at("/failing/status").asText().equals("failing"));
        stage(staging(followUps), 1, NOTHING);
        fails.set(false);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !taken.isEmpty());
        assertThat(taken.get(0).all()).containsExactly("track");
    }

    @Test
    void whoDoesNotLeadTakesNothing() throws Exception {
        leads.set(false);
        List<Group> taken = new CopyOnWriteArrayList<>();
        FollowUps followUps = following(Map.of("prompt", taken::add));
        stage(staging(followUps), 1, NOTHING);
        assertThat(followUps.json().at("/prompt/status").asText()).isEqualTo("standing by");
        assertThat(staged().counts()).as("nothing is removed that it may need").hasSize(1);
        leads.set(true);
        followUps.wake();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !taken.isEmpty());
    }

    @Test
    void aLeaderThatWasOvertakenWritesOverNoGroup() {
        leads.set(false);
        Staging staging = staging(following(Map.of("title", group -> {})));
        store.write(tidemark.state.StateWrite.create(
                Staged.name(0),
                Shared.json("{'list':['xmin:1','track:99'],'generation':10}").deepCopy()));
        assertThatThrownBy(() -> stage(staging, 1, NOTHING)).isInstanceOf(StateLost.class);
        assertThat(store.read(Staged.name(0)).get(Staged.name(0)).body().toString())
                .contains("track:99");
        stage(staging, 1, new Control(11, NOTHING.owner(), Map.of()));
        assertThat(store.read(Staged.name(0)).get(Staged.name(0)).body().toString())
                .contains("track:1");
    }

    @Test
    void whoFollowsAgainAfterNobodyDidTakesEverything() throws Exception {
        List<Group> taken = new CopyOnWriteArrayList<>();
        FollowUps first = following(Map.of("title", taken::add));
        Awaitility.await().until(() -> taken.size() == 1);
        stage(staging(first), 1, serving("track-1"));
        Awaitility.await().until(() -> taken.size() == 2);
        Awaitility.await().until(() -> first.taken() == 1);
        first.close();
        Staging nobody = new Staging(false, types, 1_000, () -> 0, List::of, now -> {}, clock);
        stage(nobody, 2, serving("track-1"));
        stage(nobody, 3, serving("track-1"));
        assertThat(store.list(Names.STAGED_PREFIX)).isEmpty();
        following(Map.of("title", taken::add));
        Awaitility.await().until(() -> taken.size() == 3);
        assertThat(taken.get(2).all()).containsExactly("track");
    }

    @Test
    void whoeverFollowedAListThatSomebodyDeletedTakesEverything() {
        List<Group> taken = new CopyOnWriteArrayList<>();
        FollowUps followUps = following(Map.of("title", taken::add));
        Awaitility.await().until(() -> taken.size() == 1);
        stage(staging(followUps), 1, NOTHING);
        Awaitility.await().until(() -> taken.size() == 2);
        leads.set(false);
        followUps.wake();
        Awaitility.await()
                .until(() -> followUps.json().at("/title/status").asText().equals("standing by"));
        elasticsearch.call("DELETE", "/" + meta + "/_doc/" + Names.STAGED, null).orThrow("delete");
        stage(staging(followUps), 2, NOTHING);
        stage(staging(followUps), 3, NOTHING);
        leads.set(true);
        followUps.wake();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> taken.size() == 3);
        assertThat(taken.get(2).all())
                .as("groups of the same numbers are others")
                .containsExactly("track");
    }
}
