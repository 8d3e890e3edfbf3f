package tidemark.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import tidemark.cycle.CycleOptions.Escalation;

class EscalationTest {

    @Test
    void bothTheNumberAndTheShareMustBeExceeded() {
        Escalation escalation = new Escalation(100, 0.2, 10_000);
        assertThat(escalation.exceeded(100, 100)).isFalse();
        assertThat(escalation.exceeded(101, 505)).isFalse();
        assertThat(escalation.exceeded(102, 505)).isTrue();
    }

    @Test
    void aShareOfZeroLeavesItToTheNumber() {
        assertThat(new Escalation(100, 0, 10_000).exceeded(101, Long.MAX_VALUE)).isTrue();
    }

    @Test
    void memoryHasTheLastWord() {
        assertThat(new Escalation(100, 1, 10_000).exceeded(10_001, Long.MAX_VALUE))
                .isTrue();
    }

    @Test
    void refusesBoundsThatMakeNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Escalation(0, 0, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new Escalation(10, 1.1, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new Escalation(10, 0.1, 9));
    }
}
