package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidemark.Tidemark;

final class CompletionVerbTest {

    @TempDir
    Path folder;

    @Test
    void bashCompletesVerbsAndOptions() throws Exception {
        Path script = Files.writeString(folder.resolve("completion"), printed("bash"));
        String asked = """
                source %s
                complete -p tidemark
                COMP_WORDS=(tidemark ret); COMP_CWORD=1; COMP_LINE='tidemark ret'; _complete_tidemark
                echo "verbs ${COMPREPLY[*]}"
                COMP_WORDS=(tidemark init --from); COMP_CWORD=2; COMP_LINE='tidemark init --from'; _complete_tidemark
                echo "options ${COMPREPLY[*]}"
                """.formatted(script);
        Process bash = new ProcessBuilder("bash", "-c", asked)
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said.lines())
                .contains(
                        "complete -o default -F _complete_tidemark tidemark", "verbs retry", "options --from-database");
    }

    @Test
    void zshBorrowsTheCompletionOfBash() {
        assertThat(printed("zsh"))
                .startsWith("autoload -Uz compinit bashcompinit")
                .endsWith(printed("bash"));
    }

    @Test
    void anotherShellIsNotServed() {
        StringWriter err = new StringWriter();
        assertThat(Tidemark.commandLine().setErr(new PrintWriter(err)).execute("completion", "fish"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("fish");
    }

    private static String printed(String shell) {
        StringWriter out = new StringWriter();
        assertThat(Tidemark.commandLine().setOut(new PrintWriter(out)).execute("completion", shell))
                .isZero();
        return out.toString();
    }
}
