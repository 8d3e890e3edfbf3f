package tidemark.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code /_indexer} itself, and what stands beside it: health, verification, troubled documents, secondary indexers. */
public final class StatusResource extends Resource {

    private final Published published;

    /** Shows this. */
    public StatusResource(Published published) {
        this.published = published;
    }

    @Override
    void addTo(Router router) {
        router.get("/_indexer", exchange -> Answer.ok(published.indexer()));
        router.open("/_indexer/health", exchange -> health("ready", router.mayRead(exchange)));
        router.open("/_indexer/health/live", exchange -> health("live", router.mayRead(exchange)));
        router.get("/_indexer/verification", exchange -> Answer.ok(published.verification()));
        router.get("/_indexer/troubled", exchange -> Answer.ok(published.troubled()));
        router.get("/_indexer/{title}", exchange -> follower(Parameters.ofPath(exchange, "title")));
    }

    /** Probes have no token: they learn what a probe needs, and nothing of what is behind. */
    private Answer health(String asked, boolean all) {
        ObjectNode health = published.health();
        return Answer.of(health.path(asked).asBoolean() ? 200 : 503, all ? health : health.retain("live", "ready"));
    }

    private Answer follower(String title) {
        ObjectNode follower = published.followUp(title);
        if (follower == null) {
            throw Problem.notFound(
                    "nothing is at /_indexer/" + title + ", and no secondary indexer has this title",
                    "GET /_indexer names secondary indexers under followups; daemon/docs has the calls");
        }
        return Answer.ok(follower);
    }
}
