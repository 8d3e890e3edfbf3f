package tidemark.telemetry;

import java.util.List;

/**
 * Every metric that is ours, by its name in the text format. {@code daemon/docs/metrics.md} is this list; a new metric is a new
 * constant here, counted by the room's meters or read by a {@link Metrics.Source}.
 */
public enum Family {
    DOCUMENTS_READ(
            Kind.COUNTER,
            "tidemark_documents_read_total",
            "Documents that entered a batch, once for each index that they go to; one that rides again is not read again",
            "type"),
    DOCUMENTS_WRITTEN(
            Kind.COUNTER,
            "tidemark_documents_written_total",
            "Documents that an index has taken as they were sent",
            "type"),
    DOCUMENTS_SUPERSEDED(
            Kind.COUNTER,
            "tidemark_documents_superseded_total",
            "Documents of which something newer was there",
            "type"),
    DOCUMENTS_DELETED(
            Kind.COUNTER,
            "tidemark_documents_deleted_total",
            "Documents that are not there any more, or never were, since they have no row",
            "type"),
    DOCUMENTS_TROUBLED(
            Kind.COUNTER,
            "tidemark_documents_troubled_total",
            "Tries of a document that ended in a refusal, by composing or by Elasticsearch",
            "type"),
    DOCUMENTS_IN_FLIGHT(
            Kind.GAUGE,
            "tidemark_documents_in_flight",
            "Documents that were read and are neither written, superseded, deleted nor troubled yet",
            "type"),
    DOCUMENTS_RIDING_AGAIN(
            Kind.GAUGE,
            "tidemark_documents_riding_again",
            "Documents in flight that no batch holds now: theirs came to nothing, and a later one takes them",
            "type"),
    DOCUMENTS_FOREIGN(
            Kind.COUNTER,
            "tidemark_documents_foreign_total",
            "Documents that somebody else had written at a version above ours; they ride again, above that",
            "type"),

    BULK_REQUESTS(Kind.COUNTER, "tidemark_bulk_requests_total", "Bulk requests sent, those sent again included"),
    BULK_DOCUMENTS(Kind.COUNTER, "tidemark_bulk_documents_total", "Documents in them"),
    BULK_BYTES(Kind.COUNTER, "tidemark_bulk_sent_bytes_total", "Bytes of their bodies"),
    BULK_RETRIED(Kind.COUNTER, "tidemark_bulk_retried_documents_total", "Documents sent again after a passing failure"),
    BULK_UNSETTLED(
            Kind.COUNTER,
            "tidemark_bulk_unsettled_documents_total",
            "Documents that were not written before the deadline of their bulk"),
    BULK_ANSWERS(
            Kind.COUNTER,
            "tidemark_bulk_answers_total",
            "Answers to bulk requests by status: 2xx, 429, 4xx, 5xx; none where there was no answer",
            "status"),
    BULK_SECONDS(
            Kind.HISTOGRAM,
            "tidemark_bulk_duration_seconds",
            "From sending a bulk request to its answer, or to giving it up"),
    COMPOSE_QUERIES(Kind.COUNTER, "tidemark_compose_queries_total", "Queries that composed documents"),
    COMPOSE_ROWS(Kind.COUNTER, "tidemark_compose_rows_total", "Rows that they gave"),
    COMPOSE_SECONDS(Kind.COUNTER, "tidemark_compose_query_seconds_total", "Time that they took, over all workers"),

    PULSES(Kind.COUNTER, "tidemark_pulses_total", "Cheap questions to the change log whether there is anything new"),
    LOOKS(Kind.COUNTER, "tidemark_looks_total", "Looks that came to an end, whether they found anything or not"),
    LOOKS_FAILED(
            Kind.COUNTER,
            "tidemark_looks_failed_total",
            "Looks that did not: postgres or elasticsearch was away, the state was lost to somebody else, or another failure",
            "reason"),
    LAST_LOOK(
            Kind.GAUGE,
            "tidemark_last_look_timestamp_seconds",
            "When the latest look came to an end; not there before the first"),
    CYCLES(
            Kind.COUNTER,
            "tidemark_cycles_total",
            "Looks that found documents to write, by outcome: done, away, overtaken, failed",
            "outcome"),
    CYCLE_SECONDS(Kind.HISTOGRAM, "tidemark_cycle_duration_seconds", "How long cycles took that were done"),
    CYCLE_PHASE_SECONDS(
            Kind.HISTOGRAM,
            "tidemark_cycle_phase_duration_seconds",
            "What their time went into; compose and bulk add up the time of all workers",
            "phase"),
    LOG_ROWS_READ(Kind.COUNTER, "tidemark_log_rows_read_total", "Rows of the change log that were read"),
    TRANSACTIONS(Kind.COUNTER, "tidemark_transactions_total", "Transactions that they belong to"),
    CHANGED_OBJECTS(Kind.COUNTER, "tidemark_changed_objects_total", "Objects that they changed"),
    INVALIDATED(Kind.COUNTER, "tidemark_invalidated_documents_total", "Documents that show them, or did before"),
    CHANGE_LAG(
            Kind.GAUGE,
            "tidemark_change_lag_seconds",
            "Age of the oldest change that no finished look has covered; 0 if there is none"),
    FRESHNESS(
            Kind.GAUGE,
            "tidemark_freshness_seconds",
            "From commit to searchable, over the last five minutes; not there where nothing changed",
            "type",
            "quantile"),
    CHANGE_LOG_ROWS(
            Kind.GAUGE,
            "tidemark_change_log_rows",
            "About how many rows count against capture.max_rows, as of the latest look"),
    CHANGE_LOG_LIMIT(Kind.GAUGE, "tidemark_change_log_limit_rows", "capture.max_rows: beyond it the log stops growing"),

    TROUBLED(
            Kind.GAUGE,
            "tidemark_troubled_documents",
            "Documents on the list of those that could not be indexed",
            "type"),
    INDEX_STATUS(
            Kind.GAUGE,
            "tidemark_index_status",
            "1 for the status that the index of a type has: online, building, stale, failed; else 0",
            "type",
            "status"),
    AUDITS_OWED(Kind.GAUGE, "tidemark_audits_owed_documents", "Documents that wait for the second pass", "type"),
    LEADING(Kind.GAUGE, "tidemark_leading", "1 if this daemon is the one that writes, 0 if it stands by"),
    READY(Kind.GAUGE, "tidemark_ready", "1 if the loop can do its work, as /_indexer/health says"),
    PAUSED(Kind.GAUGE, "tidemark_paused", "1 while people want nothing to be indexed; from the leader alone"),
    SERVER_UP(Kind.GAUGE, "tidemark_server_up", "1 if the server answered last: postgres, elasticsearch", "server"),

    JOBS(
            Kind.GAUGE,
            "tidemark_jobs",
            "Remembered jobs by status: pending, running, completed, failed, cancelled; from the leader alone",
            "status"),
    JOB_PROGRESS(Kind.GAUGE, "tidemark_job_progress_ratio", "How far the open job of a type is, 0 to 1", "type"),
    JOB_DOCUMENTS(Kind.GAUGE, "tidemark_job_documents", "About how many documents it has", "type"),
    JOB_PROCESSED(Kind.GAUGE, "tidemark_job_processed_documents", "How many it has processed", "type"),
    JOB_RATE(Kind.GAUGE, "tidemark_job_documents_per_second", "How many it processes in a second", "type"),
    JOB_CHUNKS(
            Kind.GAUGE,
            "tidemark_job_chunks_in_flight",
            "Its chunks that are under way or wait to be tried again",
            "type"),
    JOB_UPDATED(
            Kind.GAUGE,
            "tidemark_job_updated_timestamp_seconds",
            "When it last moved: the sign of a stuck job",
            "type"),

    FOLLOWUP_GROUPS(
            Kind.GAUGE,
            "tidemark_followup_staged_groups",
            "Groups of ids that a secondary indexer has not taken",
            "title"),
    FOLLOWUP_IDS(Kind.GAUGE, "tidemark_followup_lag_documents", "Ids in them", "title"),
    FOLLOWUP_TAKEN(Kind.COUNTER, "tidemark_followup_taken_groups_total", "Groups that it has taken, ever", "title"),
    FOLLOWUP_FAILING(Kind.GAUGE, "tidemark_followup_failing", "1 while it refuses what it is told", "title"),

    VERIFICATION_COMPLETED(
            Kind.GAUGE,
            "tidemark_verification_completed_timestamp_seconds",
            "When the latest verification of a type ended",
            "type"),
    VERIFICATION_SWEEPS(Kind.COUNTER, "tidemark_verification_sweeps_total", "Verifications that ended, ever", "type"),
    VERIFICATION_DRIFT(
            Kind.COUNTER, "tidemark_verification_differences_total", "Differences that they found, ever", "type"),

    HTTP_DENIED(
            Kind.COUNTER,
            "tidemark_http_denied_total",
            "Requests over HTTP that were turned away, by reason; access.md lists them",
            "reason"),
    LOG_EVENTS(Kind.COUNTER, "tidemark_log_events_total", "Lines of the log by level: warn, error", "level"),
    BUILD_INFO(Kind.GAUGE, "tidemark_build_info", "1, with the version and the Java that runs it", "version", "java");

    /** What a metric is. */
    public enum Kind {
        /** Rises for as long as the process lives, and for some longer. */
        COUNTER,
        /** Rises and falls. */
        GAUGE,
        /** Counts by size. */
        HISTOGRAM
    }

    private final Kind kind;
    private final String text;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // A copy that nobody can change.
    private final List<String> labels;

    Family(Kind kind, String text, String help, String... labels) {
        this.kind = kind;
        this.text = text;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** What it is. */
    public Kind kind() {
        return kind;
    }

    /** Its name as it is scraped; of a histogram, without the suffixes. */
    public String text() {
        return text;
    }

    /** What it says, for people. */
    public String help() {
        return help;
    }

    /** Names of its labels. */
    public List<String> labels() {
        return labels;
    }

    /** Its name as the library wants it: it adds the suffix of a counter by itself. */
    String base() {
        return kind == Kind.COUNTER ? text.substring(0, text.length() - "_total".length()) : text;
    }
}
