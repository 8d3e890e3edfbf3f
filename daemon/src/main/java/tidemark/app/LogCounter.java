package tidemark.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.slf4j.LoggerFactory;
import tidemark.telemetry.Metrics;

/** Counts the lines of the log that somebody should read. */
final class LogCounter extends UnsynchronizedAppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Metrics metrics;

    private LogCounter(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Begins to count whatever is logged. */
    static LogCounter of(Metrics metrics) {
        LogCounter counter = new LogCounter(metrics);
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            counter.setContext(context);
            counter.start();
            context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(counter);
        }
        return counter;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            metrics.logged("error");
        } else if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            metrics.logged("warn");
        }
    }

    @Override
    public void close() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
        }
        stop();
    }
}
