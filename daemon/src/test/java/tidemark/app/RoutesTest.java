package tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidemark.config.Configuration;

/** Every call of the daemon with the scope that its caller needs: a new one belongs here, after a thought about it. */
final class RoutesTest {

    @TempDir
    Path folder;

    /** A follow-up of such a title could not be asked how it stands: the address is another call's. */
    @Test
    void noFollowUpTakesTheAddressOfACall() throws IOException {
        Path plain = Files.writeString(folder.resolve("t.yaml"), "types: {track: {}}\n");
        Set<String> taken = new TreeSet<>();
        try (Daemon daemon = new Daemon(() -> Configuration.read(plain, Map.of(), List.of()))) {
            Pattern first = Pattern.compile(" /_indexer/([^/{} ]+)");
            daemon.routes()
                    .forEach(route -> first.matcher(route)
                            .results()
                            .map(match -> match.group(1))
                            .forEach(taken::add));
        }
        assertThat(taken).contains("page", "wait", "jobs");
        for (String title : taken) {
            Path file = Files.writeString(
                    folder.resolve("f.yaml"),
                    "types: {track: {}}\nfollowups: {" + title + ": {kind: webhook, url: 'http://127.0.0.1:1/'}}\n");
            assertThatThrownBy(() -> Configuration.read(file, Map.of(), List.of()))
                    .as(title)
                    .hasMessageContaining("that is no name of the daemon's own, got '" + title + "'");
        }
    }

    @Test
    void everyCallNeedsTheScopeThatItShould() throws IOException {
        Path file = Files.writeString(folder.resolve("t.yaml"), "types: {track: {}}\n");
        try (Daemon daemon = new Daemon(() -> Configuration.read(file, Map.of(), List.of()))) {
            assertThat(daemon.routes())
                    .containsExactlyInAnyOrder(
                            "GET /_indexer read",
                            "HEAD /_indexer read",
                            "GET /_indexer/health anybody",
                            "HEAD /_indexer/health anybody",
                            "GET /_indexer/health/live anybody",
                            "HEAD /_indexer/health/live anybody",
                            "GET /_indexer/metrics read",
                            "HEAD /_indexer/metrics read",
                            "GET /_indexer/verification read",
                            "HEAD /_indexer/verification read",
                            "GET /_indexer/indexing_status read",
                            "HEAD /_indexer/indexing_status read",
                            "GET /_indexer/indexing_status/{type} read",
                            "HEAD /_indexer/indexing_status/{type} read",
                            "GET /_indexer/wait read",
                            "GET /_indexer/documents/{type}/{id} read",
                            "HEAD /_indexer/documents/{type}/{id} read",
                            "POST /_indexer/search/{type} read",
                            "GET /_indexer/explain/{type}/{id} read",
                            "HEAD /_indexer/explain/{type}/{id} read",
                            "GET /_indexer/explain read",
                            "HEAD /_indexer/explain read",
                            "POST /_indexer/_pause operate",
                            "POST /_indexer/_resume operate",
                            "POST /_indexer/_reload operate",
                            "GET /_indexer/{title} read",
                            "HEAD /_indexer/{title} read",
                            "GET /_indexer/jobs read",
                            "HEAD /_indexer/jobs read",
                            "GET /_indexer/jobs/{id} read",
                            "HEAD /_indexer/jobs/{id} read",
                            "POST /_indexer/jobs operate",
                            "POST /_indexer/jobs/_roll_back operate",
                            "POST /_indexer/jobs/_retry_failed operate",
                            "POST /_indexer/jobs/{id}/_cancel operate",
                            "POST /_indexer/jobs/{id}/_retry operate",
                            "DELETE /_indexer/jobs operate",
                            "GET /_indexer/troubled read",
                            "HEAD /_indexer/troubled read",
                            "GET /_indexer/history read",
                            "HEAD /_indexer/history read",
                            "GET /_indexer/overview read",
                            "HEAD /_indexer/overview read",
                            "GET /_indexer/events read",
                            "GET /_indexer/page anybody",
                            "HEAD /_indexer/page anybody",
                            "GET /_indexer/page/{file} anybody",
                            "HEAD /_indexer/page/{file} anybody");
        }
    }
}
