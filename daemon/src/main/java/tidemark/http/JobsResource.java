package tidemark.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.server.HttpServerExchange;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** The calls below {@code /_indexer/jobs}. */
public final class JobsResource extends Resource {

    private final Jobs jobs;

    /** Asks these. */
    public JobsResource(Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    void addTo(Router router) {
        router.get("/_indexer/jobs", exchange -> Answer.ok(jobs.list(states(exchange))));
        router.get("/_indexer/jobs/{id}", exchange -> Answer.ok(jobs.find(id(exchange))));
        router.post("/_indexer/jobs", (exchange, body) -> start(body));
        router.post("/_indexer/jobs/_roll_back", (exchange, body) -> rollBack(body));
        router.post("/_indexer/jobs/_retry_failed", (exchange, body) -> bodiless(body, jobs::retryFailed));
        router.post("/_indexer/jobs/{id}/_cancel", (exchange, body) -> bodiless(body, () -> jobs.cancel(id(exchange))));
        router.post("/_indexer/jobs/{id}/_retry", (exchange, body) -> bodiless(body, () -> jobs.retry(id(exchange))));
        router.delete("/_indexer/jobs", exchange -> forget(exchange));
    }

    private static List<String> states(HttpServerExchange exchange) {
        Deque<String> given = exchange.getQueryParameters().get("status");
        return given == null
                ? List.of()
                : given.stream()
                        .flatMap(one -> Arrays.stream(one.split(",", -1)))
                        .filter(one -> !one.isBlank())
                        .toList();
    }

    private static String id(HttpServerExchange exchange) {
        return Parameters.ofPath(exchange, "id");
    }

    private Answer start(ObjectNode body) {
        Json.only(body, Set.of("id", "types", "ids", "metadata"));
        Jobs.Reply reply = jobs.start(
                Json.text(body, "id"),
                Json.texts(body, "types"),
                Json.texts(body, "ids"),
                Json.object(body, "metadata"));
        return answer(reply);
    }

    private Answer rollBack(ObjectNode body) {
        Json.only(body, Set.of("type"));
        String type = Json.text(body, "type");
        if (type == null) {
            throw Problem.badRequest("type", "type: missing", "name the type: {\"type\": \"track\"}");
        }
        return answer(jobs.rollBack(type));
    }

    private static Answer bodiless(ObjectNode body, java.util.function.Supplier<Jobs.Reply> call) {
        Json.only(body, Set.of());
        return answer(call.get());
    }

    /** Everything at once would be easily asked for by mistake. */
    private Answer forget(HttpServerExchange exchange) {
        if (!exchange.getQueryParameters().containsKey("finished")) {
            throw Problem.badRequest(
                    "finished", "finished: missing", "DELETE /_indexer/jobs?finished forgets jobs that are over");
        }
        return answer(jobs.forgetFinished());
    }

    private static Answer answer(Jobs.Reply reply) {
        int status = !reply.leads() ? 202 : reply.made() ? 201 : 200;
        return Answer.of(status, reply.body());
    }
}
