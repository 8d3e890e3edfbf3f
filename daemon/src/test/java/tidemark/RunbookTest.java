package tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code ops/runbook.md} has each section that anything sends a person to. */
final class RunbookTest {

    private static final Path REPOSITORY =
            Path.of(System.getProperty("basedir", "."), "..").toAbsolutePath().normalize();
    private static final Pattern NAMED = Pattern.compile("runbook\\.md#([A-Za-z0-9_-]+)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.*)$");

    private static Set<String> anchors() throws IOException {
        return HEADING.matcher(Files.readString(REPOSITORY.resolve("ops/runbook.md")))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> named() throws IOException {
        Map<String, String> byAnchor = new TreeMap<>();
        for (String folder : new String[] {"daemon/src/main", "daemon/docs", "ops", "config"}) {
            try (Stream<Path> files = Files.walk(REPOSITORY.resolve(folder))) {
                for (Path file : files.filter(RunbookTest::isText).toList()) {
                    note(file, byAnchor);
                }
            }
        }
        for (String page : new String[] {"README.md", "daemon/ARCHITECTURE.md", "daemon/CHANGELOG.md"}) {
            note(REPOSITORY.resolve(page), byAnchor);
        }
        return byAnchor;
    }

    private static boolean isText(Path file) {
        return Files.isRegularFile(file)
                && file.toString().matches(".*\\.(java|md|yaml|json)")
                && !REPOSITORY.relativize(file).toString().contains("target/");
    }

    private static void note(Path file, Map<String, String> byAnchor) throws IOException {
        Matcher matcher = NAMED.matcher(Files.readString(file));
        while (matcher.find()) {
            byAnchor.put(matcher.group(1), REPOSITORY.relativize(file).toString());
        }
    }

    @Test
    void everySectionThatIsNamedIsThere() throws IOException {
        Map<String, String> named = named();
        assertThat(named).as("places that send people there").hasSizeGreaterThan(15);
        named.keySet().removeAll(anchors());
        assertThat(named)
                .as("anchors that ops/runbook.md does not have, and where they are named")
                .isEmpty();
    }

    @Test
    void everyAlertSaysWhatItIsAndWhereToRead() throws IOException {
        String rules = Files.readString(REPOSITORY.resolve("ops/prometheus/alerts.yaml"));
        String[] alerts = rules.split("- alert: ", -1);
        assertThat(alerts.length).isGreaterThan(10);
        for (int i = 1; i < alerts.length; i++) {
            assertThat(alerts[i])
                    .contains("severity: ", "summary: ", "description: ")
                    .containsPattern("runbook_url: \\S*ops/runbook\\.md#[a-z-]+");
        }
    }
}
