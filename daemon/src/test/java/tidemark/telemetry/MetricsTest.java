package tidemark.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of the numbers, and its names. */
final class MetricsTest {

    private final Metrics metrics = new Metrics(List.of("track"), "1.2.3");

    @Test
    void aScraperGetsTheFormatThatItAsksFor() {
        assertThat(metrics.page(null).contentType()).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.page("*/*").contentType()).startsWith("text/plain; version=0.0.4");
        Page open = metrics.page("application/openmetrics-text; version=1.0.0,text/plain;version=0.0.4;q=0.3");
        assertThat(open.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(open.text()).endsWith("# EOF\n");
        assertThat(metrics.page(null).text())
                .contains("# TYPE tidemark_documents_read_total counter")
                .contains("# TYPE tidemark_cycle_duration_seconds histogram")
                .contains("tidemark_build_info{java=");
    }

    @Test
    void everyNameIsByConventionAndEveryLabelIsBounded() {
        for (Family family : Family.values()) {
            assertThat(family.text()).matches("tidemark_[a-z_]+");
            assertThat(family.text().endsWith("_total"))
                    .as("%s ends in _total if it is a counter", family)
                    .isEqualTo(family.kind() == Family.Kind.COUNTER);
            assertThat(family.text()).doesNotContain("milli", "micro", "minutes", "kilo");
            assertThat(family.help()).isNotBlank().doesNotEndWith(".");
            assertThat(family.labels())
                    .as("%s: labels whose values the configuration or the code bounds", family)
                    .isSubsetOf(
                            "type",
                            "status",
                            "outcome",
                            "reason",
                            "phase",
                            "server",
                            "title",
                            "level",
                            "version",
                            "java",
                            "quantile");
        }
        assertThat(Arrays.stream(Family.values()).map(Family::text)).doesNotHaveDuplicates();
    }

    @Test
    void nothingIsToldThatTheListDoesNotName() {
        Set<String> told = Set.copyOf(Scraped.of(metrics).names());
        metrics.add(into -> Arrays.stream(Family.values())
                .filter(family -> family.kind() != Family.Kind.HISTOGRAM)
                .filter(family -> !told.contains(family.text()) && !OWN.contains(family))
                .forEach(family -> into.put(family, 1, family.labels().toArray(new String[0]))));
        count();
        Set<String> ours = Scraped.of(metrics).names().stream()
                .filter(name -> !name.startsWith("jvm_") && !name.startsWith("process_"))
                .map(name -> name.replaceAll("_(bucket|sum|count)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(ours)
                .isEqualTo(Arrays.stream(Family.values())
                        .map(Family::text)
                        .collect(Collectors.toCollection(TreeSet::new)));
        Scraped scraped = Scraped.of(metrics);
        for (Family family : Family.values()) {
            if (family.kind() != Family.Kind.HISTOGRAM) {
                assertThat(scraped.labels(family.text())).as(family.text()).isEqualTo(new TreeSet<>(family.labels()));
            }
        }
    }

    /** Told by the room's own meters once there is something to tell. */
    private static final Set<Family> OWN = Set.of(
            Family.CYCLE_PHASE_SECONDS,
            Family.LAST_LOOK,
            Family.TROUBLED,
            Family.CHANGE_LOG_ROWS,
            Family.CHANGE_LOG_LIMIT);

    private void count() {
        metrics.cycles().looked();
        metrics.cycles().phase("open", Duration.ofMillis(3));
        metrics.cycles().troubled(Map.of("track", 2));
        metrics.cycles().log(10, 100);
    }

    @Test
    void theJavaMachineIsThereToo() {
        assertThat(Scraped.of(metrics).names())
                .contains("jvm_memory_used_bytes", "jvm_threads_current", "process_cpu_seconds_total")
                .contains("process_start_time_seconds", "jvm_gc_collection_seconds_count");
    }

    @Test
    void eachAnswerOfABulkHasItsStatus() {
        for (int status : new int[] {200, 200, 400, 429, 413, 503, 0}) {
            metrics.bulk().answered(status, Duration.ofMillis(20));
        }
        Scraped scraped = Scraped.of(metrics);
        assertThat(scraped.value("tidemark_bulk_answers_total", "2xx")).isEqualTo(2);
        assertThat(scraped.value("tidemark_bulk_answers_total", "4xx")).isEqualTo(2);
        assertThat(scraped.value("tidemark_bulk_answers_total", "429")).isEqualTo(1);
        assertThat(scraped.value("tidemark_bulk_answers_total", "5xx")).isEqualTo(1);
        assertThat(scraped.value("tidemark_bulk_answers_total", "none")).isEqualTo(1);
        assertThat(scraped.value("tidemark_bulk_duration_seconds_count")).isEqualTo(7);
        assertThat(scraped.value("tidemark_bulk_duration_seconds_bucket", "0.025"))
                .isEqualTo(7);
    }

    @Test
    void theLagIsThatOfTheOldestChangeAndNoneOfALeaderThatIsUpToDate() {
        assertThat(Scraped.of(metrics).value("tidemark_change_lag_seconds")).isZero();
        Instant now = Instant.now();
        metrics.cycles().behind(now.minusSeconds(60));
        metrics.cycles().behind(now.minusSeconds(30));
        assertThat(Scraped.of(metrics).value("tidemark_change_lag_seconds")).isBetween(60.0, 90.0);
        metrics.cycles().upToDate();
        assertThat(Scraped.of(metrics).value("tidemark_change_lag_seconds")).isZero();
        metrics.cycles().behind(now.plusSeconds(3600));
        assertThat(Scraped.of(metrics).value("tidemark_change_lag_seconds"))
                .as("the database's clock is ahead")
                .isZero();
        metrics.cycles().behind(now.minusSeconds(60));
        metrics.cycles().troubled(Map.of("track", 2));
        metrics.cycles().standsBy();
        assertThat(Scraped.of(metrics).value("tidemark_change_lag_seconds")).isZero();
        assertThat(Scraped.of(metrics).has("tidemark_troubled_documents", "track"))
                .isFalse();
    }

    @Test
    void aValueWithoutItsLabelsIsABug() {
        assertThatThrownBy(() -> new Readings().put(Family.TROUBLED, 1)).hasMessageContaining("TROUBLED");
        assertThatThrownBy(() -> new Readings().put(Family.CYCLE_SECONDS, 1)).hasMessageContaining("CYCLE_SECONDS");
    }
}
