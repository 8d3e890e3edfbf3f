package tidemark.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tidemark.lifecycle.Unavailable;

final class OverviewTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static ObjectNode indexer() {
        return JsonNodeFactory.instance.objectNode().put("status", "waiting").put("true_as_of", "2026-03-01T11:59:59Z");
    }

    private static Overview overview() {
        return new Overview(
                Clock.fixed(NOW, ZoneOffset.UTC),
                OverviewTest::indexer,
                Map.of(
                        "jobs", () -> JsonNodeFactory.instance.objectNode().put("count", 2),
                        "early",
                                () -> {
                                    throw Problem.notConnected();
                                },
                        "away",
                                () -> {
                                    throw new Unavailable(Unavailable.Server.ELASTICSEARCH, "no answer", null);
                                },
                        "broken",
                                () -> {
                                    throw new IllegalStateException("secret");
                                }));
    }

    @Test
    void whatChangesAllTheTimeIsInThePulseAndNotInTheParts() {
        assertThat(overview().parts().path("indexer").toString()).isEqualTo("{\"status\":\"waiting\"}");
        assertThat(overview().pulse().toString())
                .isEqualTo("{\"now\":\"2026-03-01T12:00:00Z\",\"true_as_of\":\"2026-03-01T11:59:59Z\"}");
    }

    @Test
    void aPartThatCannotBeToldSaysWhyAndTheOthersAreTold() {
        ObjectNode parts = overview().parts();
        assertThat(parts.at("/jobs/count").asInt()).isEqualTo(2);
        assertThat(parts.at("/early/error/message").asText()).contains("not connected yet");
        assertThat(parts.at("/away/error/message").asText()).contains("no answer");
        assertThat(parts.path("broken").toString()).contains("bug").doesNotContain("secret");
        assertThat(overview().part("none")).isEmpty();
    }
}
