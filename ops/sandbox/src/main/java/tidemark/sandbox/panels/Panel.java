package tidemark.sandbox.panels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One query of a panel of the dashboard.
 *
 * @param title of the panel
 * @param query in PromQL, its variables filled in
 */
record Panel(String title, String query) {

    /** All of a dashboard of Grafana, for the job {@code tidemark} and rates over this time. */
    static List<Panel> read(Path dashboard, String interval) throws IOException {
        List<Panel> panels = new ArrayList<>();
        for (JsonNode panel : new ObjectMapper().readTree(dashboard.toFile()).path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String query =
                        target.path("expr").asText().replace("$job", "tidemark").replace("$__rate_interval", interval);
                panels.add(new Panel(panel.path("title").asText(), query));
            }
        }
        return panels;
    }
}
