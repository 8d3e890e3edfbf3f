package tidemark.app;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import tidemark.http.Problem;

/** So many at a time of something that is dear; who comes when all places are taken is sent away. */
final class Places {

    private final int most;
    private final String what;
    private final String hint;
    private final Semaphore free;

    /**
     * All free.
     *
     * @param what they are for, in the words of {@code 4 searches are being answered already}
     */
    Places(int most, String what, String hint) {
        this.most = most;
        this.what = what;
        this.hint = hint;
        this.free = new Semaphore(most);
    }

    /** A place that somebody has. To give it back twice does nothing more. */
    final class Place implements AutoCloseable {
        private final AtomicBoolean held = new AtomicBoolean(true);

        @Override
        public void close() {
            if (held.getAndSet(false)) {
                free.release();
            }
        }
    }

    /**
     * Takes one.
     *
     * @throws Problem if none is free
     */
    Place take() {
        if (!free.tryAcquire()) {
            throw Problem.unavailable(most + " " + what + " already", hint);
        }
        return new Place();
    }
}
