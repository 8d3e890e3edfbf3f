package tidemark.config;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.plan.FollowUpSpec;
import tidemark.plan.Place;
import tidemark.plan.Problem;
import tidemark.plan.TypeSpec;

/** Makes a configuration from a file and what surrounds it. */
final class ConfigurationReader {

    private final Path file;
    private final Map<String, String> environment;

    ConfigurationReader(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = Map.copyOf(environment);
    }

    /** Reads the file. */
    Configuration read(List<String> flags) {
        return read(content(), flags);
    }

    private String content() {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw unreadable("there is no configuration file " + file, e);
        } catch (IOException e) {
            throw unreadable("the configuration file " + file + " cannot be read: " + e, e);
        }
    }

    private static ConfigurationException unreadable(String message, IOException cause) {
        ConfigurationException e = new ConfigurationException(
                List.of(new Problem(new Place("", 0, "configuration"), message, "name another with --config")));
        e.initCause(cause);
        return e;
    }

    /**
     * Reads what is there before there are document types.
     *
     * @param withFile whether the file is read
     */
    StartSettings start(boolean withFile, List<String> flags) {
        Problems problems = new Problems(file.toString());
        Path folder = file.toAbsolutePath().getParent();
        Reading reading = new Reading(problems, new Placeholders(environment, requireNonNull(folder)));
        Yaml.Mapping top = new YamlFile(problems).read(withFile ? content() : "");
        if (top == null) {
            throw new ConfigurationException(problems.all());
        }
        SettingsReader settings = new SettingsReader(reading);
        settings.read(top, environment, flags);
        PostgresSettings postgres = settings.made(PostgresSettings.SECTION);
        ElasticsearchSettings elasticsearch = settings.made(ElasticsearchSettings.SECTION);
        CaptureSettings capture = settings.made(CaptureSettings.SECTION);
        IndexSettings index = settings.made(IndexSettings.SECTION);
        if (!problems.all().isEmpty()) {
            throw new ConfigurationException(problems.all());
        }
        return new StartSettings(
                requireNonNull(postgres),
                requireNonNull(elasticsearch),
                requireNonNull(capture),
                requireNonNull(index));
    }

    /** Reads this text as the file's. */
    Configuration read(String text, List<String> flags) {
        Problems problems = new Problems(file.toString());
        Path folder = file.toAbsolutePath().getParent();
        Reading reading = new Reading(problems, new Placeholders(environment, requireNonNull(folder)));
        Yaml.Mapping top = new YamlFile(problems).read(text);
        if (top == null) {
            throw new ConfigurationException(problems.all());
        }
        SettingsReader settings = new SettingsReader(reading);
        settings.read(top, environment, flags);
        Parts parts = new Parts(
                settings.made(Configuration.TOP),
                settings.made(PostgresSettings.SECTION),
                settings.made(ElasticsearchSettings.SECTION),
                settings.made(SourceSettings.SECTION),
                settings.made(IndexSettings.SECTION),
                settings.made(CaptureSettings.SECTION),
                settings.made(CycleSettings.SECTION),
                settings.made(JobSettings.SECTION),
                settings.made(VerifySettings.SECTION),
                settings.made(AuditSettings.SECTION),
                settings.made(FollowUpSettings.SECTION),
                settings.made(HttpSettings.SECTION),
                settings.made(ClientSettings.SECTION),
                settings.made(ShutdownSettings.SECTION),
                settings.made(LogSettings.SECTION),
                settings.made(TraceSettings.SECTION));
        Map<String, TypeSpec> types = new TypesReader(reading, parts.source()).read(top);
        List<FollowUpSpec> followUps = new FollowUpsReader(reading).read(top);
        parts.checkAliases(types, problems);
        if (!problems.all().isEmpty()) {
            throw new ConfigurationException(problems.all());
        }
        return parts.with(types, followUps);
    }

    /** The records made so far; null where a problem was in the way. */
    private record Parts(
            @Nullable String name,
            @Nullable PostgresSettings postgres,
            @Nullable ElasticsearchSettings elasticsearch,
            @Nullable SourceSettings source,
            @Nullable IndexSettings index,
            @Nullable CaptureSettings capture,
            @Nullable CycleSettings cycle,
            @Nullable JobSettings jobs,
            @Nullable VerifySettings verify,
            @Nullable AuditSettings audits,
            @Nullable FollowUpSettings staging,
            @Nullable HttpSettings http,
            @Nullable ClientSettings client,
            @Nullable ShutdownSettings shutdown,
            @Nullable LogSettings log,
            @Nullable TraceSettings traces) {

        void checkAliases(Map<String, TypeSpec> types, Problems problems) {
            if (index == null || elasticsearch == null) {
                return;
            }
            for (TypeSpec type : types.values()) {
                if (index.alias(type.name()).equals(elasticsearch.metaIndex())) {
                    problems.at(
                            type.place().line(),
                            type.place().path(),
                            "its alias would be " + elasticsearch.metaIndex() + ", the meta index",
                            "rename the type, or change elasticsearch.meta_index or index.prefix");
                }
            }
        }

        Configuration with(Map<String, TypeSpec> types, List<FollowUpSpec> followUps) {
            return new Configuration(
                    requireNonNull(name),
                    requireNonNull(postgres),
                    requireNonNull(elasticsearch),
                    requireNonNull(source),
                    requireNonNull(index),
                    requireNonNull(capture),
                    requireNonNull(cycle),
                    requireNonNull(jobs),
                    requireNonNull(verify),
                    requireNonNull(audits),
                    requireNonNull(staging),
                    requireNonNull(http),
                    requireNonNull(client),
                    requireNonNull(shutdown),
                    requireNonNull(log),
                    requireNonNull(traces),
                    types,
                    followUps);
        }
    }
}
