package tidemark.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HistoryTest {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };
    private final ObjectNode indexer = JsonNodeFactory.instance.objectNode();
    private final ObjectNode status = JsonNodeFactory.instance.objectNode();
    private final ObjectNode jobs = JsonNodeFactory.instance.objectNode();

    private History history() {
        return new History(
                new Overview(clock, () -> indexer, Map.of("indexing_status", () -> status, "jobs", () -> jobs)), clock);
    }

    @Test
    void aSampleIsWhatThePublishedFiguresSay() {
        indexer.put("true_as_of", "2026-03-01T11:59:58.500Z")
                .put("documents_written", 100)
                .put("troubled", 3);
        indexer.putObject("cycle_seconds").put("p50", 0.1).put("p99", 0.5);
        status.put("num_unindexed_ops", 7);
        ObjectNode types = status.putObject("types");
        types.putObject("a").putObject("freshness").put("p99_seconds", 0.25);
        types.putObject("b").putObject("freshness").put("p99_seconds", 0.75);
        types.putObject("c").putObject("freshness").putNull("p99_seconds");
        jobs.withArray("jobs").addObject().put("status", "running").put("docs_per_second", 400);
        jobs.withArray("jobs").addObject().put("status", "completed").put("docs_per_second", 900);
        try (History history = history()) {
            history.sample();
            now = now.plusSeconds(5);
            indexer.put("documents_written", 150);
            history.sample();

            ObjectNode newest = history.newest();
            assertThat(newest.path("behind_seconds").asDouble()).isEqualTo(6.5);
            assertThat(newest.path("documents_per_second").asDouble()).isEqualTo(10);
            assertThat(newest.path("rebuild_documents_per_second").asDouble()).isEqualTo(400);
            assertThat(newest.path("cycle_p99_seconds").asDouble()).isEqualTo(0.5);
            assertThat(newest.path("freshness_p99_seconds").asDouble()).isEqualTo(0.75);
            assertThat(newest.path("unindexed_ops").asLong()).isEqualTo(7);
            assertThat(newest.path("troubled").asLong()).isEqualTo(3);
            assertThat(history.json().path("at").path(1).asDouble()).isEqualTo(now.toEpochMilli() / 1000.0);
            assertThat(history.json().path("documents_per_second").path(0).isNull())
                    .as("the first has no rate")
                    .isTrue();
        }
    }

    @Test
    void whatIsNotKnownIsNullAndOnlyAnHourIsKept() {
        try (History history = history()) {
            assertThat(history.newest()).isEmpty();
            for (int i = 0; i < History.MOST + 10; i++) {
                now = now.plus(History.EVERY);
                history.sample();
            }
            JsonNode json = history.json();
            json.properties().stream()
                    .filter(column -> !column.getKey().equals("every_seconds"))
                    .forEach(column ->
                            assertThat(column.getValue()).as(column.getKey()).hasSize(History.MOST));
            assertThat(json.path("behind_seconds").path(5).isNull()).isTrue();
            assertThat(json.path("at").path(History.MOST - 1).asLong()).isEqualTo(now.getEpochSecond());
        }
    }
}
