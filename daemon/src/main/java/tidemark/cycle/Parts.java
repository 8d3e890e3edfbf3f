package tidemark.cycle;

import java.time.Clock;
import java.util.concurrent.ExecutorService;
import tidemark.capture.ChangeLog;
import tidemark.capture.History;
import tidemark.index.Indices;
import tidemark.snapshot.Snapshots;
import tidemark.state.Book;
import tidemark.state.Control;
import tidemark.telemetry.Traces;

/**
 * The rooms that a cycle joins.
 *
 * @param types the configured document types
 * @param predecessors plans of live indices that an earlier configuration made
 * @param owner whose state this daemon keeps
 * @param book state objects; of the loop's thread
 * @param snapshots of the loop
 * @param log the change log
 * @param history tells whether the log is still the same
 * @param indices physical indices and aliases
 * @param rebuilds jobs
 * @param work one batch
 * @param figures numbers of a cycle
 * @param pool the workers
 * @param board what {@code /_indexer} shows
 * @param horizon told up to where searches are true
 * @param freshness told how long it took
 * @param staging hands finished cycles on
 * @param written told when documents are searchable that may have no audit yet
 * @param metrics counts what a look does
 * @param traces where a cycle's span is begun
 * @param clock the clock
 */
public record Parts(
        Types types,
        Predecessors predecessors,
        Control.Owner owner,
        Book book,
        Snapshots snapshots,
        ChangeLog log,
        History history,
        Indices indices,
        Rebuilds rebuilds,
        BatchWork work,
        Figures figures,
        ExecutorService pool,
        StatusBoard board,
        Horizon horizon,
        FreshnessMetrics freshness,
        Staging staging,
        Runnable written,
        CycleMetrics metrics,
        Traces traces,
        Clock clock) {}
