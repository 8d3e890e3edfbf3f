package tidemark.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CycleTimesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static ObjectNode written(CycleTimes times, Instant now) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        times.write(json, now);
        return json;
    }

    @Test
    void quantilesAreOfTheLastMinuteAndTotalsOfAll() {
        CycleTimes times = new CycleTimes();
        assertThat(written(times, NOW).toString())
                .isEqualTo("{\"cycles_written\":0,\"documents_written\":0,"
                        + "\"cycle_seconds\":{\"count\":0,\"p50\":null,\"p99\":null}}");
        times.add(NOW.minusSeconds(61), 1_000, 500);
        for (int i = 1; i <= 100; i++) {
            times.add(NOW.minusSeconds(1), 2, i);
        }
        ObjectNode json = written(times, NOW);
        assertThat(json.path("cycles_written").asLong()).isEqualTo(101);
        assertThat(json.path("documents_written").asLong()).isEqualTo(1_200);
        assertThat(json.at("/cycle_seconds/count").asInt()).isEqualTo(100);
        assertThat(json.at("/cycle_seconds/p50").asDouble()).isEqualTo(50);
        assertThat(json.at("/cycle_seconds/p99").asDouble()).isEqualTo(99);
    }

    @Test
    void manyCyclesAreNotAllRemembered() {
        CycleTimes times = new CycleTimes();
        for (int i = 0; i < 5_000; i++) {
            times.add(NOW, 1, 1);
        }
        assertThat(written(times, NOW).at("/cycle_seconds/count").asInt()).isEqualTo(2_000);
    }
}
