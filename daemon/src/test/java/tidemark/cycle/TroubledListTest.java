package tidemark.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tidemark.change.DocumentId;
import tidemark.change.Key;
import tidemark.change.TableName;
import tidemark.lifecycle.Backoff;
import tidemark.plan.ColumnType;
import tidemark.plan.DocumentPlan;
import tidemark.plan.PlanColumn;
import tidemark.plan.PlanNode;

class TroubledListTest {

    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(10), Duration.ofHours(1));
    private static final DocumentId ONE = new DocumentId("track", Key.of("1"));
    private static final DocumentId TWO = new DocumentId("track", Key.of("2"));

    private final TroubledList list = new TroubledList();

    private static Types types() {
        PlanColumn id = new PlanColumn("id", ColumnType.of("integer", ColumnType.Kind.INTEGER));
        PlanNode root =
                new PlanNode("", new TableName("public", "track"), List.of(id), List.of(), null, List.of(), false);
        return new Types(
                Map.of("track", new DocumentPlan("track", root)), Map.of("track", "h"), Map.of("track", "track"));
    }

    private void fails(DocumentId id, long generation) {
        list.failed(id, new Settlement.Failure("no number", "track-1"), generation, NOW, BACKOFF, new Random(1));
    }

    @Test
    void isDueAfterItsBackoffAndCountsAttempts() {
        fails(ONE, 5);
        assertThat(list.due(NOW)).isEmpty();
        assertThat(list.due(NOW.plusSeconds(10))).containsExactly(ONE);
        fails(ONE, 6);
        assertThat(list.nextDue(type -> true)).isAfterOrEqualTo(NOW.plusSeconds(10));
        assertThat(list.nextDue(type -> false)).isNull();
        assertThat(list.write().path("list").get(0).path("attempts").asInt()).isEqualTo(2);
    }

    @Test
    void onlyAnEqualOrNewerGenerationTakesAnEntryAway() {
        fails(ONE, 5);
        fails(TWO, 5);
        list.cured(List.of(ONE), 4);
        list.cured(List.of(TWO), 5);
        assertThat(list.write().path("count").asInt()).isEqualTo(1);
        assertThat(list.due(NOW.plusSeconds(60))).containsExactly(ONE);
    }

    @Test
    void comesBackFromItsJsonButForTypesThatAreNoLongerConfigured() {
        fails(ONE, 5);
        fails(new DocumentId("gone", Key.of("1")), 5);
        TroubledList read = TroubledList.read(list.write(), types());
        assertThat(read.due(NOW.plusSeconds(60))).containsExactly(ONE);
        assertThat(read.changed()).isFalse();
    }
}
