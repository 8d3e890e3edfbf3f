package tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tidemark.change.OperationCounts;
import tidemark.change.TableName;

class ControlTest {

    private static final Control.Owner OWNER = new Control.Owner("shop", "7001", "db");
    private static final Target.Build BUILT = new Target.Build(3, Instant.parse("2026-11-26T20:00:00Z"));

    private static final TableName TRACK = new TableName("public", "Track");
    private static final Target.Riding RIDING = new Target.Riding(7, 9, new OperationCounts(Map.of(TRACK, 3L)));

    @Test
    void theGenerationRisesAboveTheLastTheClockAndTheFloor() {
        Control control = new Control(10, OWNER, Map.of());
        assertThat(control.raised(5, 0).generation()).isEqualTo(11);
        assertThat(control.raised(99, 0).generation()).isEqualTo(99);
        assertThat(control.raised(99, 200).generation()).isEqualTo(201);
    }

    @Test
    void comesBackFromTheIndexersObject() {
        Control control = new Control(
                        10,
                        OWNER,
                        Map.of("track", new Target("track-1", "hash", "track-2", "job", 9, "why", BUILT, null, RIDING)))
                .with("artist", Target.NONE);
        ObjectNode indexer = Json.object().put("title", "primary_indexer").set("control", control.write());
        assertThat(Control.read(indexer)).isEqualTo(control);
        assertThat(Control.read(Json.object())).isNull();
        assertThat(Control.read(null)).isNull();
    }

    @Test
    void whatRidesAddsUpUntilTheSwap() {
        Target.Riding more = new Target.Riding(12, 20, new OperationCounts(Map.of(TRACK, 2L)));
        Target target = Target.serving("track-1", "p", BUILT).riding(RIDING).riding(more);
        assertThat(target.riding()).isEqualTo(new Target.Riding(7, 20, new OperationCounts(Map.of(TRACK, 5L))));
        assertThat(target.carries(6)).isFalse();
        assertThat(target.carries(7)).isTrue();
        assertThat(target.carries(20)).isTrue();
        assertThat(target.carries(21)).isFalse();
        assertThat(target.carried(OperationCounts.NONE).of(TRACK)).isEqualTo(5);
        assertThat(target.swapped("track-2", "p", BUILT).carries()).isFalse();
        assertThat(Target.NONE.carries(1)).as("nothing serves").isTrue();
    }

    @Test
    void aSwappedIndexIsTrueUnlessWritesStillPassUnseen() {
        Target stale = new Target("a-1", "p", "a-2", "job", 2, null, null, null, RIDING).stale("marker deleted");
        assertThat(stale.stale("later").stale()).isEqualTo("marker deleted");
        assertThat(stale.swapped("a-2", "q", BUILT))
                .isEqualTo(new Target("a-2", "q", null, null, 0, null, BUILT, null, null));
        Target unlogged = stale.unlogged("[t]");
        assertThat(unlogged.swapped("a-2", "q", BUILT).unlogged()).isTrue();
        assertThat(unlogged.logged().swapped("a-2", "q", BUILT).stale()).isNull();
    }
}
