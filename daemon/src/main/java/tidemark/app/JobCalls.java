package tidemark.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tidemark.http.Jobs;
import tidemark.http.Problem;
import tidemark.rebuild.JobRequests;
import tidemark.state.Job;
import tidemark.state.StateLost;

/** The calls over HTTP, as the jobs understand them. */
final class JobCalls implements Jobs {

    private final Supplier<@Nullable Assembly> running;

    JobCalls(Supplier<@Nullable Assembly> running) {
        this.running = running;
    }

    private JobRequests jobs() {
        return Shown.connected(running).jobs();
    }

    @Override
    public ObjectNode list(List<String> states) {
        List<Job.Status> wanted = states.stream().map(JobCalls::status).toList();
        return JobRequests.json(jobs().list(wanted));
    }

    private static Job.Status status(String text) {
        return Arrays.stream(Job.Status.values())
                .filter(status -> status.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                        "status",
                        "status: no such state: " + text,
                        "there are: pending, running, completed, failed, cancelled"));
    }

    @Override
    public ObjectNode find(String id) {
        return done(() -> jobs().find(id)).jobs().get(0);
    }

    @Override
    public Reply start(@Nullable String id, List<String> types, List<String> ids, ObjectNode metadata) {
        JobRequests.Done done = done(() -> jobs().start(new JobRequests.Wanted(id, types, ids, metadata)));
        return new Reply(JobRequests.json(done.jobs()), done.made(), done.leads());
    }

    @Override
    public Reply rollBack(String type) {
        return one(done(() -> jobs().rollBack(type)));
    }

    @Override
    public Reply cancel(String id) {
        return one(done(() -> jobs().cancel(id)));
    }

    @Override
    public Reply retry(String id) {
        return one(done(() -> jobs().retry(id)));
    }

    private static Reply one(JobRequests.Done done) {
        return new Reply(done.jobs().get(0), done.made(), done.leads());
    }

    @Override
    public Reply retryFailed() {
        JobRequests.Done done = done(() -> jobs().retryFailed());
        return new Reply(JobRequests.json(done.jobs()), done.made(), done.leads());
    }

    @Override
    public Reply forgetFinished() {
        int forgotten = unlessLost(() -> jobs().forgetFinished());
        return new Reply(JsonNodeFactory.instance.objectNode().put("forgotten", forgotten), false, true);
    }

    private static JobRequests.Done done(Supplier<JobRequests.Reply> call) {
        JobRequests.Reply reply = unlessLost(call);
        if (reply instanceof JobRequests.Refused refused) {
            throw problem(refused);
        }
        return (JobRequests.Done) reply;
    }

    private static <T> T unlessLost(Supplier<T> call) {
        try {
            return call.get();
        } catch (StateLost e) {
            throw Problem.unavailable("other processes keep changing the jobs: " + e.getMessage(), "ask again");
        }
    }

    private static Problem problem(JobRequests.Refused refused) {
        return switch (refused.why()) {
            case INVALID -> Problem.badRequest(refused.field(), refused.message(), refused.hint());
            case MISSING -> Problem.notFound(refused.message(), refused.hint());
            case CONFLICT -> Problem.conflict(refused.field(), refused.message(), refused.hint());
            case TOO_MUCH -> Problem.tooLarge(refused.field(), refused.message(), refused.hint());
        };
    }
}
