package tidemark.http;

/** {@code GET /_indexer/history}: the samples of the last hour. */
public final class HistoryResource extends Resource {

    private final History history;

    /** Shows this. */
    public HistoryResource(History history) {
        this.history = history;
    }

    @Override
    void addTo(Router router) {
        router.get("/_indexer/history", exchange -> Answer.ok(history.json()));
    }
}
