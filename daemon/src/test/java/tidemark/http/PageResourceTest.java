package tidemark.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PageResourceTest {

    private static Path folder() throws URISyntaxException {
        URL index = PageResource.class.getResource("page/index.html");
        return Objects.requireNonNull(
                Path.of(Objects.requireNonNull(index).toURI()).getParent());
    }

    @Test
    void everyFileOfThePageIsServedAndNoOther() throws Exception {
        try (Stream<Path> files = Files.list(folder())) {
            List<String> there =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            assertThat(new TreeSet<>(PageResource.FILES.keySet())).containsExactlyElementsOf(there);
        }
        assertThat(new PageResource()).isNotNull();
    }

    @Test
    void valuesAreNeverTakenForMarkup() throws Exception {
        for (String name : PageResource.FILES.keySet()) {
            if (name.endsWith(".js") && !name.startsWith("uplot")) {
                assertThat(text(name))
                        .as(name)
                        .doesNotContain(
                                "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "://");
            }
        }
        assertThat(text("index.html")).doesNotContainPattern("<style|style=|<script>| on\\w+=|https?://");
        assertThat(text("page.css")).doesNotContain("url(", "@import");
    }

    @Test
    void itIsSmall() throws Exception {
        long bytes = 0;
        for (String name : PageResource.FILES.keySet()) {
            bytes += Files.size(folder().resolve(name));
        }
        assertThat(bytes).isLessThan(130_000);
    }

    private static String text(String name) throws IOException, URISyntaxException {
        return Files.readString(folder().resolve(name));
    }
}
