package tidemark.app;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tidemark.config.Configuration;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.index.Documents;
import tidemark.index.IndexDefinition;
import tidemark.index.Indices;
import tidemark.lifecycle.Refusal;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Problem;
import tidemark.snapshot.Snapshots;
import tidemark.snapshot.Source;
import tidemark.verification.Preview;

/** {@code tidemark reindex --dry-run}: what a reindex would change. Needs no daemon, and writes nothing. */
public final class DryRun {

    private final Configuration configuration;
    private final Consumer<String> out;

    /**
     * A run.
     *
     * @param out takes each line
     */
    public DryRun(Configuration configuration, Consumer<String> out) {
        this.configuration = configuration;
        this.out = out;
    }

    /**
     * Looks at every row of these types.
     *
     * @param wanted empty for all
     * @return whether the mappings take every document, as far as that can be told
     * @throws Refusal if a type is not configured
     * @throws tidemark.lifecycle.Unavailable if a server is away
     */
    public boolean run(List<String> wanted) {
        Source source = Sources.of(configuration);
        Schema schema = Schema.read(configuration, source);
        Collection<String> names = schema.named(wanted);
        boolean sound = true;
        try (Elasticsearch elasticsearch = Sources.elasticsearch(configuration);
                Snapshots snapshots = new Snapshots(source.named("tidemark dry run"), 1)) {
            for (DocumentPlan plan : schema.plans()) {
                if (names.contains(plan.type())) {
                    sound &= preview(plan, elasticsearch, snapshots);
                }
            }
        }
        return sound;
    }

    private boolean preview(DocumentPlan plan, Elasticsearch elasticsearch, Snapshots snapshots) {
        IndexDefinition definition = Sources.definition(configuration, plan);
        for (Problem problem : definition.problems()) {
            out.accept("  PROBLEM " + problem);
        }
        Indices indices = new Indices(elasticsearch);
        Optional<String> live = indices.live(configuration.index().alias(plan.type()));
        Preview preview =
                new Preview(snapshots, new Documents(elasticsearch), plan, definition.mapping(), live.orElse(null));
        preview.run(live.map(indices::count).orElse(0L)).forEach(out);
        return preview.sound() && definition.problems().isEmpty();
    }
}
