package tidemark.rebuild;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidemark.index.Indices;
import tidemark.state.Control;
import tidemark.state.Job;
import tidemark.state.Target;

/**
 * What starts a rebuild by itself, with nothing wrong: a type has grown beyond what its index was made for, or its index has
 * become old. A type is left alone while it is being built, and where its newest job failed, was cancelled, or rolled back: that is for its
 * retries, or for people.
 */
public final class BuildTriggers {

    /**
     * When.
     *
     * @param growth share of the rows at the build that may come on top; 0 for never
     * @param age oldest an index may become; null for never
     */
    public record When(double growth, @Nullable Duration age) {

        /** Whether there is anything to look for. */
        boolean any() {
            return growth > 0 || age != null;
        }

        /** Strictly more rows than the ratio allows: at ratio 0.5 of 100, 151 but not 150. */
        boolean grown(long atBuild, long now) {
            return growth > 0 && now > atBuild * (1 + growth);
        }

        /** Strictly older than the age. */
        boolean aged(Instant built, Instant now) {
            return age != null && built.plus(age).isBefore(now);
        }
    }

    private final When when;
    private final JobBook jobs;
    private final Indices indices;
    private final Clock clock;

    BuildTriggers(When when, JobBook jobs, Indices indices, Clock clock) {
        this.when = when;
        this.jobs = jobs;
        this.indices = indices;
        this.clock = clock;
    }

    /** The types that are due, with the reason in words. */
    Map<String, String> due(Control control, Iterable<String> types) {
        Map<String, String> due = new LinkedHashMap<>();
        if (when.any()) {
            for (String type : types) {
                if (idle(type, control.target(type))) {
                    reason(control.target(type)).ifPresent(reason -> due.put(type, reason));
                }
            }
        }
        return due;
    }

    private boolean idle(String type, Target target) {
        Job newest = jobs.newest(type);
        return target.live() != null
                && target.filling() == null
                && (newest == null || (newest.rebuilds() && newest.status() == Job.Status.COMPLETED));
    }

    /** The live index has a document for each row: its count is the number of rows, and cheap. */
    private Optional<String> reason(Target target) {
        Target.Build build = target.build();
        if (build == null || target.live() == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (when.aged(build.at(), now)) {
            return Optional.of("age: built " + build.at() + ", older than " + when.age());
        }
        if (when.growth() > 0) {
            long rows = indices.count(target.live());
            if (when.grown(build.rows(), rows)) {
                return Optional.of(
                        "growth: " + rows + " rows, " + build.rows() + " when it was built, ratio " + when.growth());
            }
        }
        return Optional.empty();
    }
}
