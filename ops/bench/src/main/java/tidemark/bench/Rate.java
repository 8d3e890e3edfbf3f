package tidemark.bench;

import java.time.Duration;

/** Documents in a time. */
record Rate(long documents, Duration time) {
    double perSecond() {
        return documents / (time.toNanos() / 1e9);
    }

    double seconds() {
        return time.toNanos() / 1e9;
    }

    /** One after the other. */
    Rate and(Rate next) {
        return new Rate(documents + next.documents, time.plus(next.time));
    }
}
