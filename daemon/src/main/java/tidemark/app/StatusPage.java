package tidemark.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tidemark.http.EventsResource;
import tidemark.http.History;
import tidemark.http.HistoryResource;
import tidemark.http.Jobs;
import tidemark.http.JobsResource;
import tidemark.http.Overview;
import tidemark.http.PageResource;
import tidemark.http.Published;
import tidemark.http.Resource;
import tidemark.http.StatusResource;

/** All that is answered over HTTP, and what keeps the page live. */
final class StatusPage implements AutoCloseable {

    private static final int JOBS_SHOWN = 20;

    private final List<Resource> resources;
    private final EventsResource events;
    private final History history;

    /**
     * The calls of these.
     *
     * @param indexingStatus the answer of {@code GET /_indexer/indexing_status}
     * @param others calls of which the page shows nothing
     */
    StatusPage(Published published, Jobs jobs, Supplier<ObjectNode> indexingStatus, List<Resource> others) {
        Clock clock = Clock.systemUTC();
        Map<String, Supplier<ObjectNode>> parts = new LinkedHashMap<>();
        parts.put("indexing_status", indexingStatus);
        parts.put("jobs", () -> newest(jobs.list(List.of())));
        parts.put("verification", published::verification);
        parts.put("health", published::health);
        parts.put("troubled", published::troubled);
        this.history = new History(new Overview(clock, published::indexer, parts), clock);
        Map<String, Supplier<ObjectNode>> more = new LinkedHashMap<>(parts);
        more.put("sample", history::newest);
        this.events = new EventsResource(new Overview(clock, published::indexer, more));
        this.resources = new ArrayList<>(others);
        resources.addAll(List.of(
                new StatusResource(published),
                new JobsResource(jobs),
                new HistoryResource(history),
                events,
                new PageResource()));
    }

    private static ObjectNode newest(ObjectNode jobs) {
        ArrayNode list = jobs.withArray("jobs");
        while (list.size() > JOBS_SHOWN) {
            list.remove(list.size() - 1);
        }
        return jobs;
    }

    List<Resource> resources() {
        return List.copyOf(resources);
    }

    void start() {
        history.start();
        events.start();
    }

    @Override
    public void close() {
        events.close();
        history.close();
    }
}
