package tidemark.rebuild;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.DocumentId;
import tidemark.change.Key;
import tidemark.cycle.Types;
import tidemark.state.FailedDocument;
import tidemark.state.Job;

/**
 * Jobs that ask for single documents. They ride in the next cycle, like any promised id, and are completed once that has recorded
 * them; until then they are pending, so a crash anywhere asks again.
 */
final class Asked {

    private static final Logger LOG = LoggerFactory.getLogger(Asked.class);

    private final Types types;
    private final JobBook jobs;
    private final Clock clock;
    private List<Job> noted = List.of();

    Asked(Types types, JobBook jobs, Clock clock) {
        this.types = types;
        this.jobs = jobs;
        this.clock = clock;
    }

    Collection<DocumentId> note() {
        noted = jobs.all().stream()
                .filter(job -> job.kind() == Job.Kind.DOCUMENTS && job.status() == Job.Status.PENDING)
                .filter(job -> types.names().contains(job.type()))
                .toList();
        List<DocumentId> ids = new ArrayList<>();
        for (Job job : noted) {
            int columns = types.plan(job.type()).root().key().size();
            for (String text : job.ids()) {
                read(job, text, columns, ids);
            }
        }
        return ids;
    }

    private static void read(Job job, String text, int columns, List<DocumentId> ids) {
        try {
            ids.add(new DocumentId(job.type(), Key.parse(text, columns)));
        } catch (IllegalArgumentException e) {
            LOG.warn("event=id_unreadable job={} message=\"edited, or of another key\"", job.id(), e);
        }
    }

    void answered(Predicate<String> writable, Collection<FailedDocument> failed) {
        for (Job job : noted) {
            if (writable.test(job.type())) {
                Set<String> ids = new LinkedHashSet<>(job.ids());
                List<FailedDocument> items = failed.stream()
                        .filter(item -> item.type().equals(job.type()) && ids.contains(item.key()))
                        .collect(Collectors.toList());
                jobs.change(
                        job.id(),
                        current -> current.status() != Job.Status.PENDING
                                ? current
                                : current.withFailedItems(items, clock.instant())
                                        .completed(ids.size(), clock.instant()));
            }
        }
        noted = List.of();
    }
}
