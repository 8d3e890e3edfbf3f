package tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tidemark.change.Position;
import tidemark.change.PrimaryWatermark;
import tidemark.change.StandbyWatermark;
import tidemark.change.Witness;

class PositionJsonTest {

    private static final Witness WITNESS = new Witness(5, new UUID(1, 2), Instant.parse("2026-11-23T02:00:00.123456Z"));

    @Test
    void bothWatermarksComeBack() {
        Position primary = new Position(new PrimaryWatermark(9, List.of(3L, 7L)), 8, List.of(WITNESS), 1L << 40, 2);
        Position standby = new Position(new StandbyWatermark(4, List.of(5L, 8L)), 8, List.of(), 77, 3);
        assertThat(PositionJson.read(PositionJson.write(primary))).isEqualTo(primary);
        assertThat(PositionJson.read(PositionJson.write(standby))).isEqualTo(standby);
    }

    @Test
    void whatAPersonEditedAwayIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PositionJson.read(Json.object()));
    }
}
