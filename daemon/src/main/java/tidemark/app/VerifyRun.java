package tidemark.app;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import tidemark.config.Configuration;
import tidemark.cycle.Types;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.index.Documents;
import tidemark.index.Indices;
import tidemark.lifecycle.Refusal;
import tidemark.rebuild.JobRequests;
import tidemark.snapshot.Snapshots;
import tidemark.snapshot.Source;
import tidemark.state.Job;
import tidemark.state.StateStore;
import tidemark.verification.Drift;
import tidemark.verification.Sweep;
import tidemark.verification.Tally;
import tidemark.verification.Verification;

/** {@code tidemark verify}: compares index and database from the command line, beside the running daemon. */
public final class VerifyRun {

    private static final Duration SAYS_AFTER = Duration.ofSeconds(2);

    private final Configuration configuration;
    private final Consumer<String> out;

    /**
     * A run.
     *
     * @param out takes each line
     */
    public VerifyRun(Configuration configuration, Consumer<String> out) {
        this.configuration = configuration;
        this.out = out;
    }

    /**
     * What to compare.
     *
     * @param types empty for all
     * @param repair whether to mend what is found
     * @param sample about how many rows of each type; 0 for all
     */
    public record Wanted(List<String> types, boolean repair, int sample) {}

    /**
     * Compares.
     *
     * @return whether everything is as it should be, or was mended
     * @throws Refusal if a type is not configured
     * @throws tidemark.lifecycle.Unavailable if a server is away
     */
    public boolean run(Wanted wanted) throws InterruptedException {
        Source source = Sources.of(configuration);
        Schema schema = Schema.read(configuration, source);
        Collection<String> names = schema.named(wanted.types());
        Types types = Assembly.types(configuration, schema, Assembly.definitions(configuration, schema));
        try (Layout layout = Layout.of(configuration, source);
                Elasticsearch elasticsearch = Sources.elasticsearch(configuration);
                Snapshots snapshots = new Snapshots(source.named("tidemark verify"), 1)) {
            Clock clock = Clock.systemUTC();
            StateStore store =
                    new StateStore(elasticsearch, configuration.elasticsearch().metaIndex());
            Job.Limits limits = new Job.Limits(
                    configuration.jobs().maxRetries(), configuration.jobs().failuresLimit());
            Comparison comparison = new Comparison(
                    new Comparison.Parts(
                            types,
                            source,
                            snapshots,
                            store,
                            layout.log(),
                            new Indices(elasticsearch),
                            new Documents(elasticsearch),
                            JobRequests.outside(types, store, new Keys(types, source), clock, limits),
                            clock,
                            new CountDownLatch(1)),
                    wanted.repair());
            boolean sound = true;
            for (String type : names) {
                sound &= compare(type, comparison, wanted);
            }
            return sound;
        }
    }

    /** Says now and then how far a type is: with its default pace a comparison takes a while. */
    private final class Progress implements Consumer<Tally> {
        private final String type;
        private long said = System.nanoTime();

        Progress(String type) {
            this.type = type;
        }

        @Override
        public void accept(Tally tally) {
            long now = System.nanoTime();
            if (now - said >= SAYS_AFTER.toNanos()) {
                said = now;
                out.accept(type + ": " + tally.words() + " so far, at most "
                        + configuration.verify().documentsPerSecond() + " a second (verify.documents_per_second)");
            }
        }
    }

    private boolean compare(String type, Comparison comparison, Wanted wanted) throws InterruptedException {
        Optional<Sweep.Subject> subject = comparison.find(type);
        if (subject.isEmpty()) {
            out.accept(type + ": not compared: its index is missing or stale; GET /_indexer says why");
            return false;
        }
        Tally tally = new Verification(
                        subject.get().verifier(),
                        configuration.verify().documentsPerSecond(),
                        wanted.sample(),
                        RandomGenerator.getDefault(),
                        new Progress(type))
                .run();
        out.accept(type + ": " + tally.words());
        for (Drift drift : tally.drifts()) {
            out.accept("  " + drift.words());
        }
        return tally.drifted() == 0 || wanted.repair();
    }
}
