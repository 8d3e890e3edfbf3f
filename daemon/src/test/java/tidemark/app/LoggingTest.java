package tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tidemark.config.LogSettings;
import tidemark.config.Secret;

/** The log as collectors read it. */
final class LoggingTest {

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Encoder<ILoggingEvent> json = Logging.json(context);

    private String line(String message, @Nullable Throwable thrown, Object... arguments) {
        return new String(
                json.encode(new LoggingEvent(
                        "", context.getLogger("tidemark.Some"), Level.WARN, message, thrown, arguments)),
                StandardCharsets.UTF_8);
    }

    private static JsonNode parsed(String line) throws IOException {
        assertThat(line).endsWith("\n");
        assertThat(line.strip()).doesNotContain("\n", "\r");
        return new ObjectMapper().readTree(line);
    }

    @Test
    void aLineIsOneObjectWithTheMessageAsPeopleReadIt() throws IOException {
        JsonNode event =
                parsed(line("event=look_failed failures={} message=\"{}\"", null, 3, "a \"b\"\\\r\n\tc \u0001"));
        assertThat(event.path("formattedMessage").asText())
                .isEqualTo("event=look_failed failures=3 message=\"a \"b\"\\\r\n\tc \u0001\"");
        assertThat(event.path("level").asText()).isEqualTo("WARN");
        assertThat(event.path("loggerName").asText()).isEqualTo("tidemark.Some");
        assertThat(event.path("timestamp").isNumber()).isTrue();
        assertThat(event.path("threadName").asText()).isNotEmpty();
        assertThat(event.has("arguments")).as("said once").isFalse();
    }

    @Test
    void anExceptionIsOneFieldWithItsCause() throws IOException {
        Exception cause = new IllegalStateException("the cause,\nin two lines");
        JsonNode event = parsed(line("event=look_failed", new IOException("outer \"quoted\"", cause)));
        assertThat(event.at("/throwable/message").asText()).isEqualTo("outer \"quoted\"");
        assertThat(event.at("/throwable/cause/message").asText()).isEqualTo("the cause,\nin two lines");
        assertThat(event.at("/throwable/stepArray").size()).isPositive();
    }

    @Test
    void textIsBackAfterJson() {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern("%msg%n");
        text.start();
        appender.setContext(context);
        appender.setEncoder(text);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        String level = String.valueOf(context.getLogger("tidemark").getEffectiveLevel());
        try {
            Logging.apply(new LogSettings("json", level.toLowerCase(Locale.ROOT)));
            assertThat(appender.getEncoder()).isInstanceOf(JsonEncoder.class);
            Logging.apply(new LogSettings("text", level.toLowerCase(Locale.ROOT)));
            assertThat(appender.getEncoder()).isSameAs(text);
            assertThat(appender.isStarted()).isTrue();
        } finally {
            root.detachAppender(appender);
        }
    }

    @Test
    void aSecretIsNotShown() throws IOException {
        String line = line("event=connected password={}", null, new Secret("swordfish"));
        assertThat(line).doesNotContain("swordfish");
        assertThat(parsed(line).path("formattedMessage").asText()).isEqualTo("event=connected password=***");
    }
}
