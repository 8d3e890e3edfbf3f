package tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("basedir", "."), "..", "config").normalize();

    @BeforeAll
    static void writesThePagesWhenAsked() throws IOException {
        if (Boolean.getBoolean("tidemark.reference.write")) {
            Files.writeString(FOLDER.resolve("reference.md"), Reference.markdown());
            Files.writeString(FOLDER.resolve("tidemark.yaml"), Reference.yaml());
        }
    }

    @Test
    void theReferenceIsUpToDate() throws IOException {
        upToDate("reference.md", Reference.markdown());
    }

    @Test
    void theCommentedDefaultIsUpToDate() throws IOException {
        upToDate("tidemark.yaml", Reference.yaml());
    }

    private static void upToDate(String name, String expected) throws IOException {
        Path page = FOLDER.resolve(name);
        assertThat(page)
                .as("%s is out of date; write it again with: %s", page, Reference.COMMAND)
                .exists();
        assertThat(Files.readString(page))
                .as("%s is out of date; write it again with: %s", page, Reference.COMMAND)
                .isEqualTo(expected);
    }

    @Test
    void everyKeyAndDefaultOfTheCommentedFileIsThatOfTheCode() throws IOException {
        Problems problems = new Problems("tidemark.yaml");
        Yaml.Mapping file = new YamlFile(problems).read(Files.readString(FOLDER.resolve("tidemark.yaml")));
        Map<String, String> found = new HashMap<>();
        file.entries().forEach((name, entry) -> flatten(name, entry.value(), found));
        Map<String, String> known = new HashMap<>();
        keys().forEach(key -> known.put(key.path(), key.standard() == null ? "null" : key.standard()));
        assertThat(found).isEqualTo(known);
        assertThat(problems.all()).isEmpty();
    }

    private static void flatten(String path, Yaml node, Map<String, String> found) {
        if (node instanceof Yaml.Mapping mapping) {
            mapping.entries().forEach((name, entry) -> flatten(path + "." + name, entry.value(), found));
        } else {
            found.put(path, ((Yaml.Scalar) node).text());
        }
    }

    @Test
    void theCommentedFileLacksNothingButTypes() {
        assertThatThrownBy(() -> Configuration.read(FOLDER.resolve("tidemark.yaml"), Map.of(), List.of()))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .satisfies(problem -> assertThat(problem.message())
                                        .isEqualTo("expected at least one document type")));
    }

    @Test
    void everyKeyThatARecordDeclaresIsInItsSection() throws IllegalAccessException {
        List<Key<?>> declared = new ArrayList<>();
        for (Class<?> type : List.of(
                Configuration.class,
                PostgresSettings.class,
                ElasticsearchSettings.class,
                SourceSettings.class,
                IndexSettings.class,
                CaptureSettings.class,
                CycleSettings.class,
                JobSettings.class,
                VerifySettings.class,
                AuditSettings.class,
                FollowUpSettings.class,
                HttpSettings.class,
                ClientSettings.class,
                ShutdownSettings.class,
                LogSettings.class,
                TraceSettings.class)) {
            for (var field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == Key.class) {
                    declared.add((Key<?>) field.get(null));
                }
            }
        }
        assertThat(keys()).containsExactlyElementsOf(declared);
    }

    @Test
    void noTwoKeysShareAnEnvironmentVariable() {
        assertThat(keys().stream().map(Key::environment)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tidemark.yaml", "examples/chinook.yaml"})
    void noLineIsTooLongToRead(String name) throws IOException {
        assertThat(Arrays.stream(Files.readString(FOLDER.resolve(name)).split("\n", -1))
                        .mapToInt(String::length))
                .allMatch(length -> length <= 120);
    }

    private static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>();
        Configuration.SECTIONS.forEach(section -> keys.addAll(section.keys()));
        return keys;
    }
}
