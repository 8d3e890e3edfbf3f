package tidemark.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidemark.change.Key;
import tidemark.change.Witness;
import tidemark.delivery.Outcome;
import tidemark.index.Indices;
import tidemark.lifecycle.Unavailable;
import tidemark.state.Job;
import tidemark.state.StateLost;

/** Rebuilds whose ending is cut short, or whose process was overtaken, on a real PostgreSQL and Elasticsearch. */
final class OvertakenIT {

    private DeskFixture things;

    @BeforeEach
    void fill() {
        things = new DeskFixture();
        things.sql("INSERT INTO thing SELECT n, 'thing ' || n FROM generate_series(1, 5) n");
    }

    @AfterEach
    void close() {
        things.close();
    }

    private DeskFixture.Leader leader() {
        return things.new Leader(() -> {});
    }

    @Test
    void noChunkLandsOnceDeletionsAreRepeatedAndAnEndingCutShortThereIsEndedAnew() throws Exception {
        List<Outcome> late = new ArrayList<>();
        try (DeskFixture.Leader first = things.new Leader(() -> {
                    late.add(things.write(Indices.fillAlias(things.job().dest()), "9", 1));
                    throw new Unavailable(Unavailable.Server.POSTGRES, "the process ends here", null);
                });
                DeskFixture.Leader second = leader()) {
            first.request();
            first.awaitEnd();
            assertThatThrownBy(first::look).isInstanceOf(Unavailable.class);
            assertThat(late).hasOnlyElementsOfType(Outcome.TargetGone.class).hasSize(1);

            String index = things.job().dest();
            // A row that came after the last chunk, and the cycle that wrote it.
            things.sql("INSERT INTO thing VALUES (6, 'late')");
            assertThat(things.write(Indices.writeAlias(index), "6", System.currentTimeMillis()))
                    .isEqualTo(new Outcome.Written());
            second.look();
            second.awaitEnd();
            second.look();
            assertThat(things.job().status()).isEqualTo(Job.Status.COMPLETED);
            assertThat(things.job().reason()).as("not from nothing").isEqualTo("first run");
            assertThat(things.live()).isEqualTo(index);
            assertThat(things.documents(index)).isEqualTo(6);
        }
    }

    @Test
    void aProcessThatWasOvertakenWritesNothingAndHarmsNoJob() throws Exception {
        try (DeskFixture.Leader first = leader().paused();
                DeskFixture.Leader second = leader()) {
            first.request();
            String index = things.job().dest();
            second.look();
            second.awaitEnd();
            second.look();
            assertThat(things.live()).isEqualTo(index);
            things.sql("INSERT INTO thing VALUES (6, 'unseen by any cycle')");

            first.released();
            first.awaitEnd();
            assertThat(things.documents(index)).as("none came late").isEqualTo(5);
            // It may notice at once, or read everything anew first.
            for (int look = 0; look < 3; look++) {
                try {
                    first.look();
                } catch (StateLost expected) {
                    assertThat(look).as("only before it has read anew").isZero();
                }
            }
            assertThat(things.job().status()).isEqualTo(Job.Status.COMPLETED);
            assertThat(things.live()).isEqualTo(index);
            assertThat(things.documents(index)).as("the index that serves").isEqualTo(5);
        }
    }

    @Test
    void aJobWhoseChunksSawWhatHistoryLostBeginsAgain() throws Exception {
        things.seen.add(new Witness(77, UUID.randomUUID(), Instant.EPOCH));
        try (DeskFixture.Leader leader = leader()) {
            leader.request();
            leader.awaitEnd();
            String first = things.job().dest();
            assertThat(things.job().witnesses()).hasSize(1);
            things.lost.add("77");
            things.seen.clear();
            leader.look();
            assertThat(things.live()).as("not swapped").isEqualTo("none");
            assertThat(things.job().reason()).contains("history changed", "77");
            assertThat(things.job().dest()).isNotEqualTo(first);
            leader.awaitEnd();
            leader.look();
            assertThat(things.job().status()).isEqualTo(Job.Status.COMPLETED);
            assertThat(things.live()).isEqualTo(things.job().dest());
        }
    }

    @Test
    void witnessesSurviveTheProcessThatSawThem() throws Exception {
        things.seen.add(new Witness(77, UUID.randomUUID(), Instant.EPOCH));
        try (DeskFixture.Leader first = leader();
                DeskFixture.Leader second = leader()) {
            first.request();
            first.awaitEnd();
            things.lost.add("77");
            things.seen.clear();
            second.look();
            second.awaitEnd();
            second.look();
            assertThat(things.job().reason()).contains("history changed", "77");
        }
    }

    @Test
    void aJobThatWasCancelledStaysSoWhenItsProcessStops() throws Exception {
        try (DeskFixture.Leader leader = leader().paused()) {
            leader.request();
            assertThat(leader.keepFrom()).as("its chunks need the log").isLessThan(Long.MAX_VALUE);
            assertThat(leader.requests().cancel(things.job().id())).isInstanceOf(JobRequests.Done.class);
            leader.stop();
            assertThat(things.job().status()).isEqualTo(Job.Status.CANCELLED);
            assertThat(leader.keepFrom()).as("nobody needs the log").isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void aFailedJobDoesNotGoOnInAnIndexThatMissesWhatRodeOnItsSuccessor() throws Exception {
        Semaphore chunks = new Semaphore(2);
        things.inChunk = () -> {
            if (!chunks.tryAcquire()) {
                throw new IllegalStateException("the third chunk fails");
            }
        };
        try (DeskFixture.Leader leader = leader()) {
            leader.request();
            leader.awaitEnd();
            leader.look();
            Job failed = things.job();
            assertThat(failed.status()).isEqualTo(Job.Status.FAILED);
            assertThat(failed.cursor()).as("it filled some").isNotNull();
            assertThat(things.target().filling()).as("for a retry").isEqualTo(failed.dest());

            things.sql("UPDATE thing SET name = 'changed' WHERE id = 1");
            leader.cycle(List.of(Key.of("1")), true);
            String successor = things.jobs().stream()
                    .map(Job::id)
                    .filter(id -> !id.equals(failed.id()))
                    .findFirst()
                    .orElseThrow();
            assertThat(leader.requests().cancel(successor)).isInstanceOf(JobRequests.Done.class);
            chunks.release(1000);
            assertThat(leader.requests().retry(failed.id())).isInstanceOf(JobRequests.Done.class);
            leader.woken();
            leader.look();
            leader.awaitEnd();
            leader.look();
            assertThat(things.names(things.live())).isEqualTo(things.rows());
        }
    }

    @Test
    void anAliasThatMovedUnheardIsFoundAndItsJobIsCompletedOnceThatIsDurable() throws Exception {
        try (DeskFixture.Leader first = leader();
                DeskFixture.Leader second = leader()) {
            first.request();
            first.awaitEnd();
            things.movedUnheard();
            String index = things.live();
            assertThat(second.moves(index))
                    .as("so the loop recovers, and rebuilds nothing")
                    .isTrue();
            second.look();
            assertThat(things.job().status()).isEqualTo(Job.Status.COMPLETED);
            assertThat(things.target().live()).isEqualTo(index).isEqualTo(things.live());
            assertThat(second.moves(index)).isFalse();
            assertThat(things.jobs()).hasSize(1);
            assertThat(things.names(index)).isEqualTo(things.rows());
        }
    }

    @Test
    void whatReadersSeeIsNotDroppedWhenChangesRideOnAJobThatMovedTheAliasUnheard() throws Exception {
        try (DeskFixture.Leader leader = leader()) {
            leader.request();
            leader.awaitEnd();
            leader.woken();
            things.movedUnheard();
            String index = things.live();
            assertThat(leader.moves(index)).isTrue();
            leader.cycle(List.of(), true);
            leader.look();
            assertThat(things.live()).isEqualTo(index);
            assertThat(things.names(index)).isEqualTo(things.rows());
        }
    }
}
