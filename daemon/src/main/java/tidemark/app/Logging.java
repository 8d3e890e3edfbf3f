package tidemark.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Iterator;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import tidemark.config.LogSettings;

/** The log as the configuration wants it; until that is read, the log is as {@code logback.xml} says. */
public final class Logging {

    private Logging() {}

    /** Sets the level of the daemon's own loggers, and the format of whatever is written to a stream. */
    public static void apply(LogSettings settings) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            context.getLogger("tidemark").setLevel(Level.toLevel(settings.level()));
            if (settings.format().equals("json")) {
                Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
                for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); ) {
                    if (all.next() instanceof OutputStreamAppender<ILoggingEvent> stream) {
                        encode(context, stream);
                    }
                }
            }
        }
    }

    private static void encode(LoggerContext context, OutputStreamAppender<ILoggingEvent> stream) {
        JsonEncoder json = new JsonEncoder();
        json.setContext(context);
        json.start();
        stream.stop();
        stream.setEncoder(json);
        stream.start();
    }
}
