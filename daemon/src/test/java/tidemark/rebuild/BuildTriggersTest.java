package tidemark.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildTriggersTest {

    private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0.5, 100, 150, false",
        "0.5, 100, 151, true",
        "0.5, 100, 100, false",
        "0.5, 100,   0, false",
        "0.5,   0,   0, false",
        "0.5,   0,   1, true",
        "1.0, 100, 200, false",
        "1.0, 100, 201, true",
        "0.0, 100, 999, false",
    })
    void growthIsStrictlyAboveTheRatioAndZeroIsNever(double ratio, long built, long now, boolean grown) {
        assertThat(new BuildTriggers.When(ratio, null).grown(built, now)).isEqualTo(grown);
    }

    @Test
    void ageIsStrictlyAboveTheMostAndUnsetIsNever() {
        BuildTriggers.When when = new BuildTriggers.When(0, Duration.ofDays(1));
        Instant dayLater = BUILT.plus(Duration.ofDays(1));
        assertThat(when.aged(BUILT, dayLater)).isFalse();
        assertThat(when.aged(BUILT, dayLater.plusMillis(1))).isTrue();
        assertThat(new BuildTriggers.When(0, null).aged(Instant.EPOCH, dayLater))
                .isFalse();
    }

    @Test
    void nothingIsAskedWhereBothAreOff() {
        assertThat(new BuildTriggers.When(0, null).any()).isFalse();
        assertThat(new BuildTriggers.When(0.1, null).any()).isTrue();
        assertThat(new BuildTriggers.When(0, Duration.ofDays(1)).any()).isTrue();
    }
}
