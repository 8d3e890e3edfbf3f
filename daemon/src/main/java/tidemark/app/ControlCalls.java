package tidemark.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.config.ConfigurationException;
import tidemark.http.Controls;
import tidemark.http.Problem;
import tidemark.lifecycle.Refusal;
import tidemark.state.Pause;
import tidemark.state.StateLost;

/** The calls that operate the daemon as a whole. */
final class ControlCalls implements Controls {

    private static final Logger LOG = LoggerFactory.getLogger(ControlCalls.class);

    private final Supplier<@Nullable Assembly> running;
    private final Supplier<ObjectNode> reload;

    /**
     * What carries them out.
     *
     * @param leads whether this daemon does
     * @param wake so that it looks at once
     */
    record Switch(Pause pause, BooleanSupplier leads, Runnable wake) {}

    ControlCalls(Supplier<@Nullable Assembly> running, Supplier<ObjectNode> reload) {
        this.running = running;
        this.reload = reload;
    }

    @Override
    public ObjectNode reload() {
        try {
            return reload.get();
        } catch (ConfigurationException e) {
            LOG.error("event=not_reloaded problems=\"{}\"", e.getMessage());
            throw Problem.badRequest(
                    null,
                    "the configuration is wrong, and nothing was changed: " + e.getMessage(),
                    "mend it and ask again; tidemark check tells the same");
        } catch (Refusal e) {
            LOG.error("event=not_reloaded problem=\"{}\" hint=\"{}\"", e.getMessage(), e.hint());
            throw Problem.conflict(null, "nothing was changed: " + e.getMessage(), e.hint());
        }
    }

    @Override
    public Reply pause(String reason) {
        return done(control -> {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.set("paused", control.pause().begin(reason));
            LOG.warn("event=pause_asked reason=\"{}\"", reason);
            return body;
        });
    }

    @Override
    public Reply resume() {
        return done(control -> {
            ObjectNode was = control.pause().end();
            LOG.info("event=resume_asked paused={}", was != null);
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.set("paused", null);
            body.set("was", was);
            return body;
        });
    }

    private interface Call {
        ObjectNode on(Switch control);
    }

    private Reply done(Call call) {
        Switch control = Shown.connected(running).control();
        try {
            ObjectNode body = call.on(control);
            control.wake().run();
            return new Reply(body, control.leads().getAsBoolean());
        } catch (StateLost e) {
            LOG.debug("event=pause_lost", e);
            throw Problem.unavailable(String.valueOf(e.getMessage()), "ask again");
        }
    }
}
