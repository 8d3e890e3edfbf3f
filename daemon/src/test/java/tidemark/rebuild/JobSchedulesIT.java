package tidemark.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidemark.change.Key;
import tidemark.state.Job;
import tidemark.state.StateLost;
import tidemark.state.Target;

/**
 * Random schedules of what people, changes and crashes do to jobs: whenever the state calls an index true it is, there is never
 * more than one job for a type, and no change is lost, whether a cycle writes it or it rides on a job.
 */
final class JobSchedulesIT {

    private static final int STEPS = 12;
    private static final int ROWS = 5;

    /** Given by {@code -Dtidemark.schedules} and {@code -Dtidemark.seed}. */
    static LongStream seeds() {
        long first = Long.getLong("tidemark.seed", 1);
        return LongStream.range(first, first + Integer.getInteger("tidemark.schedules", 5));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothingIsLost(long seed) throws Exception {
        try (DeskFixture things = new DeskFixture()) {
            new Schedule(things, new Random(seed)).run(seed);
        }
    }

    private static final class Schedule {
        private final DeskFixture things;
        private final Random random;
        private final List<String> told = new ArrayList<>();
        private DeskFixture.Leader leader;
        private int version;

        Schedule(DeskFixture things, Random random) {
            this.things = things;
            this.random = random;
            this.leader = newLeader();
        }

        private DeskFixture.Leader newLeader() {
            return things.new Leader(() -> {});
        }

        void run(long seed) throws Exception {
            things.sql("INSERT INTO thing SELECT n, 'v0' FROM generate_series(1, " + ROWS + ") n");
            leader.request();
            for (int step = 0; step < STEPS; step++) {
                try {
                    step();
                } catch (StateLost e) {
                    tell("lost");
                }
                check(seed);
            }
            finish();
            check(seed);
            assertThat(things.target().stale()).as(words(seed)).isNull();
            assertThat(things.names(things.live())).as(words(seed)).isEqualTo(things.rows());
            leader.close();
        }

        private String words(long seed) {
            return "seed " + seed + ": " + String.join(", ", told);
        }

        private void tell(String what) {
            told.add(what);
        }

        private void step() throws Exception {
            switch (random.nextInt(10)) {
                case 0, 1 -> {
                    tell("start");
                    start();
                    start();
                }
                case 2, 3 -> change(false);
                case 4, 5 -> change(true);
                case 6 -> {
                    tell("crash");
                    leader.close();
                    leader = newLeader();
                    leader.look();
                }
                case 7 -> operate();
                default -> {
                    tell("fill");
                    settle();
                }
            }
        }

        private void start() {
            leader.requests()
                    .start(new JobRequests.Wanted(
                            null, List.of("thing"), List.of(), JsonNodeFactory.instance.objectNode()));
        }

        private void operate() {
            for (Job job : things.jobs()) {
                if (job.status() == Job.Status.CANCELLED && random.nextBoolean()) {
                    tell("retry");
                    leader.requests().retry(job.id());
                } else if (job.status().open()) {
                    tell("cancel");
                    leader.requests().cancel(job.id());
                }
            }
            leader.look();
        }

        /** Some rows change, come or go, and a cycle or a job takes them. */
        private void change(boolean ride) throws Exception {
            tell(ride ? "ride" : "cycle");
            version++;
            int changed = 1 + random.nextInt(ROWS);
            int other = 1 + random.nextInt(2 * ROWS);
            things.sql(
                    "UPDATE thing SET name = 'v" + version + "' WHERE id = " + changed,
                    random.nextBoolean()
                            ? "DELETE FROM thing WHERE id = " + other
                            : "INSERT INTO thing VALUES (" + other + ", 'v" + version
                                    + "') ON CONFLICT (id) DO UPDATE SET name = excluded.name");
            leader.cycle(List.of(Key.of(String.valueOf(changed)), Key.of(String.valueOf(other))), ride);
        }

        /** Until the attempt that runs has ended, and a look has ended the job. */
        private void settle() throws Exception {
            leader.look();
            if (things.jobs().stream().anyMatch(job -> job.status() == Job.Status.RUNNING)) {
                leader.awaitEnd();
            }
            leader.look();
        }

        private void finish() throws Exception {
            for (int look = 0; look < 20 && isOpenOrStale(); look++) {
                try {
                    if (things.jobs().stream().noneMatch(job -> job.status().open())) {
                        start();
                    }
                    settle();
                } catch (StateLost e) {
                    tell("lost at the end");
                }
            }
        }

        private boolean isOpenOrStale() {
            Target target = things.target();
            return target.live() == null
                    || target.stale() != null
                    || things.jobs().stream().anyMatch(job -> job.status().open());
        }

        private void check(long seed) {
            assertThat(things.jobs().stream().filter(job -> job.status().open()))
                    .as(words(seed))
                    .hasSizeLessThanOrEqualTo(1);
            Target target = things.target();
            if (target.live() != null && target.stale() == null) {
                Map<String, String> rows = things.rows();
                assertThat(things.live()).as(words(seed)).isEqualTo(target.live());
                assertThat(things.names(target.live())).as(words(seed)).isEqualTo(rows);
            }
        }
    }
}
