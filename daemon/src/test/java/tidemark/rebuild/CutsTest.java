package tidemark.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
        return new Filled(cut, List.of(), List.of());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void chunksThatEndInAnyOrderAreHandedOnInTheOrderOfTheirKeys(long seed) {
        Random random = new Random(seed);
        Cuts cuts = new Cuts(null, 10, 100, false);
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
        Cuts cuts = new Cuts(null, 50, 100, false);
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
        Cuts cuts = new Cuts(Key.of("89"), 10, 100, false);
        assertThat(cuts.take(CutsTest::scan).keys()).hasSize(5).first().isEqualTo(Key.of("90"));
    }

    @Test
    void nothingIsCutOfWhatWasFilledBefore() {
        Cuts cuts = new Cuts(Key.of("89"), 10, 100, true);
        assertThat(cuts.take((after, limit) -> List.of(Key.of("90"))).keys()).isEmpty();
        assertThat(cuts.complete()).isTrue();
    }

    @Test
    void whatFailedBeforeIsTakenFirstAndHandedOnFirst() {
        Cuts cuts = new Cuts(Key.of("89"), 10, 100, false).again(List.of(Key.of("3"), Key.of("5")));
        Cut again = cuts.take(CutsTest::scan);
        Cut further = cuts.take(CutsTest::scan);
        assertThat(again.again()).isTrue();
        assertThat(again.keys()).containsExactly(Key.of("3"), Key.of("5"));
        assertThat(further.again()).isFalse();
        List<Integer> handedOn = new ArrayList<>();
        cuts.filled(filled(further), next -> handedOn.add(next.cut().number()));
        assertThat(handedOn).isEmpty();
        cuts.take(CutsTest::scan);
        assertThat(cuts.complete()).isFalse();
        cuts.filled(filled(again), next -> handedOn.add(next.cut().number()));
        assertThat(handedOn).containsExactly(0, 1);
        assertThat(cuts.complete()).isTrue();
    }

    @Test
    void oneThatIsNotFilledHoldsTheOthersUpBeyondTheWindow() throws Exception {
        Cuts cuts = new Cuts(null, 10, 3, false);
        Cut first = cuts.take(CutsTest::scan);
        cuts.filled(filled(cuts.take(CutsTest::scan)), next -> {});
        cuts.filled(filled(cuts.take(CutsTest::scan)), next -> {});
        assertThat(cuts.hasRoom()).isFalse();
        CompletableFuture<Boolean> room = CompletableFuture.supplyAsync(() -> await(cuts));
        cuts.filled(filled(first), next -> {});
        assertThat(room.get(1, TimeUnit.MINUTES)).isTrue();

        cuts.take(CutsTest::scan);
        cuts.take(CutsTest::scan);
        Cut back = cuts.take(CutsTest::scan);
        cuts.giveBack(back);
        assertThat(cuts.awaitRoom()).as("for one that came back").isTrue();
        assertThat(cuts.take(CutsTest::scan)).isEqualTo(back);
        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> await(cuts));
        cuts.stop();
        assertThat(stopped.get(1, TimeUnit.MINUTES)).isFalse();
    }

    private static boolean await(Cuts cuts) {
        try {
            return cuts.awaitRoom();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
