package tidemark.cli;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.config.ConfigurationException;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;

/** Reads the configuration again when a signal asks for it, on a thread of its own. Of several wishes at once, one is kept. */
final class Reloading implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

    private final Runnable reload;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            work -> {
                Thread made = new Thread(work, "tidemark-reload");
                made.setDaemon(true);
                return made;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    Reloading(Runnable reload) {
        this.reload = reload;
    }

    /** Returns at once. */
    void ask() {
        thread.execute(this::once);
    }

    private void once() {
        try {
            reload.run();
        } catch (ConfigurationException e) {
            LOG.error("event=not_reloaded problems=\"{}\" runbook=ops/runbook.md#not-reloaded", e.getMessage());
        } catch (Refusal e) {
            LOG.error(
                    "event=not_reloaded problem=\"{}\" hint=\"{}\" runbook=ops/runbook.md#not-reloaded",
                    e.getMessage(),
                    e.hint());
        } catch (Unavailable e) {
            LOG.error(
                    "event=not_reloaded server={} message=\"{}\" runbook=ops/runbook.md#not-reloaded",
                    e.server(),
                    e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("event=not_reloaded runbook=ops/runbook.md#not-reloaded", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
