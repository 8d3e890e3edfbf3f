package tidemark.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/** Jobs are few, and all of them are told; of cycles a part; what belongs to either is told with it. */
final class JobsAndSomeCycles implements Sampler {

    private static final String JOBS = "job.";

    private final Sampler jobs = Sampler.parentBased(Sampler.alwaysOn());
    private final Sampler others;

    JobsAndSomeCycles(double ratio) {
        others = Sampler.parentBased(Sampler.traceIdRatioBased(ratio));
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String trace, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        return (name.startsWith(JOBS) ? jobs : others).shouldSample(parent, trace, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return "JobsAndSomeCycles{" + others.getDescription() + "}";
    }
}
