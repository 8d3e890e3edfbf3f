package tidemark.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.Iterator;
import java.util.Map;
import java.util.WeakHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import tidemark.config.LogSettings;

/** The log as the configuration wants it; until that is read, the log is as {@code logback.xml} says. */
public final class Logging {

    /** What the appenders had before they were to write JSON. */
    private static final Map<OutputStreamAppender<ILoggingEvent>, Encoder<ILoggingEvent>> AS_TEXT = new WeakHashMap<>();

    private Logging() {}

    /**
     * Sets the level of the daemon's own loggers, and the format of whatever is written to a stream; what libraries tell the
     * Java platform's own log goes the same way.
     */
    public static void apply(LogSettings settings) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            context.getLogger("tidemark").setLevel(Level.toLevel(settings.level()));
            boolean json = settings.format().equals("json");
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); ) {
                if (all.next() instanceof OutputStreamAppender<ILoggingEvent> stream) {
                    encode(context, stream, json);
                }
            }
        }
    }

    /** As JSON, or again as {@code logback.xml} has it. */
    private static synchronized void encode(
            LoggerContext context, OutputStreamAppender<ILoggingEvent> stream, boolean json) {
        Encoder<ILoggingEvent> now = stream.getEncoder();
        if (json == now instanceof JsonEncoder) {
            return;
        }
        if (json) {
            AS_TEXT.put(stream, now);
        }
        Encoder<ILoggingEvent> text = AS_TEXT.get(stream);
        if (json || text != null) {
            stream.stop();
            stream.setEncoder(json ? json(context) : text);
            stream.start();
        }
    }

    /** One object a line: time, level, thread, logger, the message as people read it, and an exception as one more field. */
    static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder json = new JsonEncoder();
        json.setContext(context);
        json.setWithSequenceNumber(false);
        json.setWithNanoseconds(false);
        json.setWithContext(false);
        json.setWithMessage(false);
        json.setWithArguments(false);
        json.setWithFormattedMessage(true);
        json.start();
        return json;
    }
}
