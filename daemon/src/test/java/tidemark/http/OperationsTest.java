package tidemark.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class OperationsTest {

    @Test
    void aFloodOfDenialsIsCutShortAndCounted() {
        Operations operations = new Operations(AccessMetrics.NONE);
        long now = System.nanoTime();
        for (int i = 0; i < Operations.MOST_DENIALS; i++) {
            assertThat(operations.admitted(now)).isZero();
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(operations.admitted(now)).isNegative();
        }
        long later = now + Duration.ofMinutes(2).toNanos();
        assertThat(operations.admitted(later)).isEqualTo(1_000);
        assertThat(operations.admitted(later)).isZero();
    }

    @Test
    void aClientsTextMakesNoLineAndNoFieldOfItsOwn() {
        assertThat(Operations.plain("/a\nevent=operation who=\"root\"\u2028\u001b[31m\\"))
                .isEqualTo("/a?event=operation who=?root???[31m?");
        assertThat(Operations.plain("x".repeat(10_000))).hasSize(200);
        assertThat(Operations.plain(null)).isEmpty();
    }
}
