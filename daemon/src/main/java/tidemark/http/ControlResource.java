package tidemark.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** The calls that operate the daemon as a whole. */
public final class ControlResource extends Resource {

    private static final int LONGEST_REASON = 1_000;

    private final Controls controls;

    /** Asks these. */
    public ControlResource(Controls controls) {
        this.controls = controls;
    }

    @Override
    void addTo(Router router) {
        router.post("/_indexer/_pause", (exchange, body) -> pause(body));
        router.post("/_indexer/_resume", (exchange, body) -> {
            Json.only(body, Set.of());
            return answer(controls.resume());
        });
        router.post("/_indexer/_reload", (exchange, body) -> reload(body));
    }

    private Answer reload(ObjectNode body) {
        Json.only(body, Set.of());
        return Answer.ok(controls.reload());
    }

    private Answer pause(ObjectNode body) {
        Json.only(body, Set.of("reason"));
        String reason = Json.text(body, "reason");
        if (reason == null || reason.isBlank()) {
            throw Problem.badRequest(
                    "reason",
                    "reason: missing",
                    "whoever comes next wants to know: {\"reason\": \"upgrade of the cluster\"}");
        }
        if (reason.length() > LONGEST_REASON) {
            throw Problem.badRequest(
                    "reason", "reason: longer than " + LONGEST_REASON + " characters", "say it in fewer words");
        }
        return answer(controls.pause(reason));
    }

    private static Answer answer(Controls.Reply reply) {
        return Answer.of(reply.leads() ? 200 : 202, reply.body());
    }
}
