package tidemark.verification;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tidemark.change.Key;

/** A comparison of one type from the beginning to the end, for whoever waits for it. */
public final class Verification {

    private final Verifier verifier;
    private final double perSecond;
    private final int sample;
    private final RandomGenerator random;
    private final Consumer<Tally> progress;

    /**
     * A comparison.
     *
     * @param perSecond documents a second at most
     * @param sample about how many rows to compare; 0 for all, and for documents without a row too
     * @param progress told after each chunk
     */
    public Verification(
            Verifier verifier, double perSecond, int sample, RandomGenerator random, Consumer<Tally> progress) {
        this.verifier = verifier;
        this.perSecond = perSecond;
        this.sample = sample;
        this.random = random;
        this.progress = progress;
    }

    /** Compares. */
    public Tally run() throws InterruptedException {
        Tally tally = new Tally();
        Pace pace = new Pace(perSecond, new CountDownLatch(1));
        int most = sample == 0 ? Verifier.CHUNK : Math.max(1, sample / 10);
        double chance = sample == 0 ? 1 : (double) sample / Math.max(1, verifier.estimate());
        @Nullable Key cursor = null;
        for (List<Key> keys = next(cursor, most); !keys.isEmpty(); keys = next(cursor, most)) {
            if (random.nextDouble() < chance) {
                verifier.compare(keys, tally);
                progress.accept(tally);
                pace.counted(keys.size());
                pace.await();
            }
            cursor = keys.get(keys.size() - 1);
        }
        if (sample == 0) {
            verifier.extras(tally, pace);
        }
        return tally;
    }

    private List<Key> next(@Nullable Key cursor, int most) {
        return verifier.next(cursor, Math.min(most, verifier.chunk()));
    }
}
