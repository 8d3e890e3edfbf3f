package tidemark.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is written about the metrics says what they are: the page for people, the alerts, the dashboard. */
final class PagesTest {

    private static final Path REPOSITORY =
            Path.of(System.getProperty("basedir", "."), "..").toAbsolutePath().normalize();
    private static final Path PAGE = REPOSITORY.resolve("daemon/docs/metrics.md");
    private static final Pattern METRIC = Pattern.compile("tidemark_[a-z_]+");
    private static final String BEGIN = "<!-- metrics: written by PagesTest; -Dtidemark.reference.write=true -->\n";
    private static final String END = "<!-- end of metrics -->\n";

    private static String table() {
        StringBuilder table = new StringBuilder("| metric | labels | what it says |\n| --- | --- | --- |\n");
        for (Family family : Family.values()) {
            table.append("| `")
                    .append(family.text())
                    .append("` (")
                    .append(family.kind().name().toLowerCase(Locale.ROOT))
                    .append(") | ")
                    .append(String.join(", ", family.labels()))
                    .append(" | ")
                    .append(family.help())
                    .append(" |\n");
        }
        return table.toString();
    }

    @Test
    void thePageListsEveryMetric() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(begin).isGreaterThan(BEGIN.length());
        String expected = page.substring(0, begin) + table() + page.substring(end);
        if (Boolean.getBoolean("tidemark.reference.write")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE))
                .as("out of date; write it again with -Dtest=PagesTest -Dtidemark.reference.write=true")
                .isEqualTo(expected);
    }

    private static Set<String> scraped() {
        Set<String> names = new TreeSet<>();
        Arrays.stream(Family.values()).forEach(family -> {
            names.add(family.text());
            if (family.kind() == Family.Kind.HISTOGRAM) {
                List.of("_bucket", "_sum", "_count").forEach(suffix -> names.add(family.text() + suffix));
            }
        });
        return names;
    }

    private static void assertNamesMetrics(String what, String text) {
        Matcher matcher = METRIC.matcher(text);
        while (matcher.find()) {
            assertThat(scraped()).as("%s: %s", what, text).contains(matcher.group());
        }
    }

    @Test
    void alertsAskForMetricsThatThereAre() throws IOException {
        for (String file : List.of("alerts.yaml", "alerts-test.yaml")) {
            assertNamesMetrics(file, Files.readString(REPOSITORY.resolve("ops/prometheus/" + file)));
        }
    }

    @Test
    void thePanelsOfTheDashboardAskForMetricsThatThereAre() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(REPOSITORY.resolve("ops/grafana/tidemark.json").toFile());
        List<String> queries = new ArrayList<>();
        Set<String> used = new TreeSet<>();
        dashboard.path("panels").forEach(panel -> {
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("title").asText()).isNotBlank();
                assertThat(panel.path("targets"))
                        .as(panel.path("title").asText())
                        .isNotEmpty();
                panel.path("targets")
                        .forEach(target -> queries.add(target.path("expr").asText()));
            }
        });
        assertThat(queries).hasSizeGreaterThan(20).allMatch(query -> !query.isBlank());
        for (String query : queries) {
            assertNamesMetrics("panel", query);
            METRIC.matcher(query)
                    .results()
                    .forEach(found -> used.add(found.group().replaceAll("_(bucket|sum|count)$", "")));
        }
        Set<String> unseen = new TreeSet<>();
        Arrays.stream(Family.values())
                .map(Family::text)
                .filter(name -> !used.contains(name))
                .forEach(unseen::add);
        assertThat(unseen).as("metrics that no panel shows").isEmpty();
    }
}
