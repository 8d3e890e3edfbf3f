package tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DistributionTest {

    private static Distribution ofMillis(long... millis) {
        return Distribution.ofNanos(
                LongStream.of(millis).mapToObj(value -> value * 1_000_000).toList());
    }

    @Test
    void aPercentileIsOneOfTheValuesByNearestRank() {
        Distribution twoHundred = Distribution.ofNanos(LongStream.rangeClosed(1, 200)
                .mapToObj(value -> value * 1_000_000)
                .toList());

        assertThat(twoHundred.percentile(50)).isEqualTo(100);
        assertThat(twoHundred.percentile(99)).isEqualTo(198);
        assertThat(twoHundred.percentile(100)).isEqualTo(200);
        assertThat(twoHundred.max()).isEqualTo(200);
    }

    @Test
    void valuesAreSortedFirst() {
        assertThat(ofMillis(30, 10, 20).percentile(50)).isEqualTo(20);
    }

    @Test
    void oneValueIsEveryPercentile() {
        assertThat(ofMillis(7).percentile(1)).isEqualTo(7);
        assertThat(ofMillis(7).percentile(99)).isEqualTo(7);
    }

    @Test
    void nothingHasNoPercentile() {
        assertThatThrownBy(() -> Distribution.ofNanos(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
