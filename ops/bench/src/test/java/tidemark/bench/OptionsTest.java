package tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void whatIsNotGivenHasItsDefault() {
        assertThat(Options.parse(List.of())).isEqualTo(Options.defaults());
    }

    @Test
    void eachOptionTakesItsValue() {
        List<String> arguments = List.of(
                "--scale", "0.1", "--rounds", "2", "--updates", "50", "--renames", "3", "--heap", "2g", "--json", "f");

        assertThat(Options.parse(arguments)).isEqualTo(new Options(0.1, 2, 50, 3, "2g", Path.of("f")));
    }

    @Test
    void aMistakeSaysWhatWasExpected() {
        assertThatThrownBy(() -> Options.parse(List.of("--scale", "big")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--scale takes a number, not big");
        assertThatThrownBy(() -> Options.parse(List.of("--scale", "0.001")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--scale is from 0.01");
        assertThatThrownBy(() -> Options.parse(List.of("--size", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown option: --size");
        assertThatThrownBy(() -> Options.parse(List.of("--json")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--json");
    }
}
