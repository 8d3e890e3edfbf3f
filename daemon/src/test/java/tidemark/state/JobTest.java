package tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidemark.change.Key;
import tidemark.change.Position;
import tidemark.change.PrimaryWatermark;

class JobTest {

    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
    private static final Position START = new Position(new PrimaryWatermark(7, List.of(3L)), 6, List.of(), 100, 1);

    private static Job pending() {
        return Job.pending("j1", "g1", "track", "first run", new Job.Limits(3, 50), NOW);
    }

    private static Job running() {
        return pending().claimed(42, null, "track-42", START, 200, NOW).progressed(Key.of("a", "9"), 100, 50, NOW);
    }

    @Test
    void aPendingJobHasEveryKeyThatPeopleKnow() {
        assertThat(pending().json().properties().stream().map(java.util.Map.Entry::getKey))
                .contains(
                        "id",
                        "group",
                        "label",
                        "source_index",
                        "dest_index",
                        "reason",
                        "status",
                        "progress",
                        "total_docs",
                        "processed_docs",
                        "created_at",
                        "started_at",
                        "updated_at",
                        "completed_at",
                        "error",
                        "detail",
                        "retry_count",
                        "max_retries",
                        "failed_items",
                        "failures_limit",
                        "eta_seconds",
                        "docs_per_second",
                        "metadata",
                        "children");
    }

    @Test
    void aRunningJobComesBackFromItsJsonAsItWas() {
        Job read = Job.of(running().json());
        assertThat(read.status()).isEqualTo(Job.Status.RUNNING);
        assertThat(read.cursor()).isEqualTo(Key.of("a", "9"));
        assertThat(read.start()).isEqualTo(START);
        assertThat(read.dest()).isEqualTo("track-42");
        assertThat(read.json().path("progress").asDouble()).isEqualTo(0.5);
        assertThat(read.json().path("eta_seconds").asLong()).isEqualTo(2);
    }

    @Test
    void pendingAgainKeepsTheCursorAndBeginningAgainDoesNot() {
        assertThat(running().pendingAtCursor(NOW).cursor()).isEqualTo(Key.of("a", "9"));
        Job again = running().beginAgain("truncate", NOW);
        assertThat(again.status()).isEqualTo(Job.Status.PENDING);
        assertThat(again.cursor()).isNull();
        assertThat(again.dest()).isNull();
        assertThat(again.start()).isNull();
        assertThat(again.reason()).isEqualTo("first run; begins again: truncate");
        assertThat(again.beginAgain("truncate", NOW).reason()).isEqualTo(again.reason());
    }

    @Test
    void aFailureKeepsTheEndOfTheCauseAndARetryClearsIt() {
        Job failed = running().failed("too many", "x".repeat(5_000) + "end", NOW);
        assertThat(failed.json().path("detail").asText()).hasSize(1_500).endsWith("end");
        ObjectNode retried = failed.retried(NOW).json();
        assertThat(retried.path("error").isNull()).isTrue();
        assertThat(retried.path("completed_at").isNull()).isTrue();
        assertThat(retried.path("started_at").isNull()).isTrue();
        assertThat(retried.path("retry_count").asInt()).isEqualTo(1);
        assertThat(failed.retried(NOW).cursor()).as("goes on").isEqualTo(Key.of("a", "9"));
        assertThat(failed.retried(NOW).dest()).isEqualTo("track-42");
    }

    @Test
    void retriesAreUsedUp() {
        Job job = pending();
        for (int retry = 0; retry < 3; retry++) {
            job = job.failed("again", "again", NOW);
            assertThat(job.mayRetry()).isTrue();
            job = job.retried(NOW);
        }
        assertThat(job.failed("again", "again", NOW).mayRetry()).isFalse();
    }

    @Test
    void whatIsNotCompletedIsNeverShownAsDone() {
        Job all = running().progressed(Key.of("b", "1"), 500, 50, NOW);
        assertThat(all.json().path("progress").asDouble()).isLessThan(1.0);
        assertThat(all.total()).isEqualTo(500);
        assertThat(all.completed(500, NOW).json().path("progress").asDouble()).isEqualTo(1.0);
    }

    @Test
    void itemsThatAreTriedAgainLeaveTheListAlone() {
        Job job = running()
                .withFailedItems(
                        List.of(
                                new FailedDocument("track", "5", "no number", 1, NOW, NOW, "track-42", 42),
                                new FailedDocument("track", "6", "no number", 1, NOW, NOW, "track-42", 42)),
                        NOW);
        assertThat(job.withoutFailedItems(java.util.Set.of("5"), NOW).failed())
                .hasSize(1)
                .allSatisfy(item -> assertThat(item.path("key").asText()).isEqualTo("6"));
    }

    @Test
    void aJobForDocumentsIsNoRebuild() {
        Job job = documents(List.of("1", "2"));
        assertThat(job.rebuilds()).isFalse();
        assertThat(job.ids()).containsExactly("1", "2");
        assertThat(job.total()).isEqualTo(2);
        assertThat(pending().rebuilds()).isTrue();
    }

    @Test
    void whatIsOverKeepsAHundredOfItsIds() {
        List<String> ids = java.util.stream.IntStream.range(0, 10_000)
                .mapToObj(String::valueOf)
                .toList();
        Job job = documents(ids);
        assertThat(job.cancelled("not now", NOW).ids())
                .as("a retry asks for all")
                .hasSize(10_000);
        assertThat(job.completed(10_000, NOW).ids()).isEqualTo(ids.subList(0, 100));
        assertThat(job.completed(10_000, NOW).kind()).isEqualTo(Job.Kind.DOCUMENTS);
        assertThat(job.completed(10_000, NOW).total()).isEqualTo(10_000);
        assertThat(running().completed(5, NOW).rebuilds()).isTrue();
    }

    private static Job documents(List<String> ids) {
        return pending().asked(ids, Json.object().put("why", "test"), "digest", List.of("track"));
    }

    @Test
    void failedItemsAreEntriesOfTheTroubledList() {
        FailedDocument refused = new FailedDocument("track", "5", "no number", 1, NOW, NOW, "track-42", 42);
        Job job = running().withFailedItems(List.of(refused), NOW);
        assertThat(job.failedItems()).isEqualTo(1);
        assertThat(FailedDocument.read(job.failed().get(0))).isEqualTo(refused);
        assertThat(job.json().path("failed_items").get(0).path("detail").asText())
                .isEqualTo("no number");
    }
}
