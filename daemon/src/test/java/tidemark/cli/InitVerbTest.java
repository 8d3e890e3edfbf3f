package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes of {@code init --from-database} that are seen before any server is asked. */
final class InitVerbTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:s3cret@h/d",
                "postgresql://h/d?password=s3cret",
                "postgresql://h/d?sslpassword=s3cret"
            })
    void aPasswordAmongTheArgumentsIsRefusedAndNotRepeated(String url) {
        Typed typed = Typed.run(new InitVerb(), "--from-database", "--postgres-url", url);
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("TIDEMARK_POSTGRES_PASSWORD").doesNotContain("s3cret");
    }

    @Test
    void aFileThatIsThereStays() throws IOException {
        Path file = Files.writeString(folder.resolve("there.yaml"), "mine");
        Typed typed = Typed.run(
                new InitVerb(),
                "--from-database",
                "--postgres-url",
                "postgresql://127.0.0.1:1/d",
                "--output",
                file.toString());
        assertThat(typed.exitCode()).isEqualTo(3);
        assertThat(typed.err()).contains("is there already");
        assertThat(file).hasContent("mine");
    }

    @Test
    void anAddressIsNeeded() {
        Typed typed = Typed.run(
                new InitVerb(),
                "--from-database",
                "--config",
                folder.resolve("none.yaml").toString());
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("there is no configuration file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--print", "--verbose", "--create-schema", "--grant-to=x"})
    void otherThingsToDoDoNotGoWithIt(String option) {
        assertThat(Typed.run(new InitVerb(), "--from-database", option).err()).contains("--from-database writes");
        assertThat(Typed.run(new InitVerb(), "--output", "x").err()).contains("go with --from-database");
    }
}
