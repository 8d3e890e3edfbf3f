package tidemark.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.change.Key;
import tidemark.rebuild.Cuts.Cut;
import tidemark.rebuild.Cuts.Filled;

class CutsTest {

    private static final int KEYS = 95;

    private static List<Key> scan(@Nullable Key after, int limit) {
        int from = after == null ? 0 : Integer.parseInt(after.text()) + 1;
        return IntStream.range(from, Math.min(KEYS, from + limit))
                .mapToObj(i -> Key.of(String.valueOf(i)))
                .toList();
    }

    private static Filled filled(Cut cut) {
        return new Filled(cut, List.of());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void chunksThatEndInAnyOrderAreHandedOnInTheOrderOfTheirKeys(long seed) {
        Random random = new Random(seed);
        Cuts cuts = new Cuts(null, 10, false);
        List<Cut> running = new ArrayList<>();
        List<String> handedOn = new ArrayList<>();
        boolean more = true;
        while (more || !running.isEmpty()) {
            if (more && random.nextBoolean()) {
                Cut cut = cuts.take(CutsTest::scan);
                more = !cut.keys().isEmpty();
                if (more) {
                    running.add(cut);
                }
            } else if (!running.isEmpty()) {
                Cut cut = running.remove(random.nextInt(running.size()));
                if (random.nextInt(4) == 0) {
                    cuts.giveBack(cut);
                    more = true;
                } else {
                    cuts.filled(filled(cut), next -> next.cut().keys().forEach(key -> handedOn.add(key.text())));
                }
            }
        }
        assertThat(cuts.complete()).as("seed %s", seed).isTrue();
        assertThat(handedOn)
                .as("seed %s", seed)
                .isEqualTo(IntStream.range(0, KEYS).mapToObj(String::valueOf).toList());
    }

    @Test
    void whatCouldNotBeHandedOnStaysAndIsHandedOnTheNextTime() {
        Cuts cuts = new Cuts(null, 50, false);
        Cut first = cuts.take(CutsTest::scan);
        Cut second = cuts.take(CutsTest::scan);
        assertThatThrownBy(() -> cuts.filled(filled(first), next -> {
                    throw new IllegalStateException("away");
                }))
                .hasMessage("away");
        cuts.take((after, limit) -> Collections.emptyList());
        assertThat(cuts.complete()).isFalse();
        List<Integer> numbers = new ArrayList<>();
        cuts.filled(filled(second), next -> numbers.add(next.cut().number()));
        assertThat(numbers).containsExactly(0, 1);
        assertThat(cuts.complete()).isTrue();
    }

    @Test
    void beginsAfterTheCursor() {
        Cuts cuts = new Cuts(Key.of("89"), 10, false);
        assertThat(cuts.take(CutsTest::scan).keys()).hasSize(5).first().isEqualTo(Key.of("90"));
    }

    @Test
    void nothingIsCutOfWhatWasFilledBefore() {
        Cuts cuts = new Cuts(Key.of("89"), 10, true);
        assertThat(cuts.take((after, limit) -> List.of(Key.of("90"))).keys()).isEmpty();
        assertThat(cuts.complete()).isTrue();
    }
}
