package tidemark.rebuild;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.state.Job;

/**
 * How a job stands, in numbers.
 *
 * @param status in lower case
 * @param open whether it still wants to run
 * @param updated when it last moved; null if nobody knows
 * @param chunks under way, or waiting to be tried again
 */
public record JobFigures(
        String type,
        String status,
        boolean open,
        double progress,
        long documents,
        long processed,
        double perSecond,
        int chunks,
        @Nullable Instant updated) {

    static JobFigures of(Job job, Map<String, Integer> chunks) {
        return new JobFigures(
                job.type(),
                job.status().name().toLowerCase(Locale.ROOT),
                job.status().open(),
                job.progress(),
                job.total(),
                job.processed(),
                job.perSecond(),
                chunks.getOrDefault(job.id(), 0),
                job.updatedAt());
    }
}
