package tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidemark.http.Problem;

/** How many may ask at the same time. */
final class ReadingCallsTest {

    private static final int SOON = 60;

    @Test
    void whoAsksForOneExplanationTooManyIsSentAwayAndTheNextIsServedAgain() throws Exception {
        CountDownLatch begun = new CountDownLatch(ReadingCalls.EXPLANATIONS);
        CountDownLatch go = new CountDownLatch(1);
        ReadingCalls calls = new ReadingCalls(() -> notConnectedBefore(begun, go));
        ExecutorService threads = Executors.newFixedThreadPool(ReadingCalls.EXPLANATIONS);
        try {
            List<Future<?>> held = new ArrayList<>();
            for (int i = 0; i < ReadingCalls.EXPLANATIONS; i++) {
                held.add(threads.submit(() -> calls.impact("Artist", "1")));
            }
            assertThat(begun.await(SOON, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> calls.explain("track", "1"))
                    .isInstanceOf(Problem.class)
                    .hasMessage("2 explanations are being made already");
            go.countDown();
            for (Future<?> one : held) {
                assertThatThrownBy(() -> one.get(SOON, TimeUnit.SECONDS)).hasCauseInstanceOf(Problem.class);
            }
            assertThatThrownBy(() -> calls.explain("track", "1"))
                    .isInstanceOf(Problem.class)
                    .hasMessageNotContaining("already");
        } finally {
            go.countDown();
            threads.shutdownNow();
        }
    }

    private static @Nullable Assembly notConnectedBefore(CountDownLatch begun, CountDownLatch go) {
        begun.countDown();
        try {
            assertThat(go.await(SOON, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return null;
    }
}
