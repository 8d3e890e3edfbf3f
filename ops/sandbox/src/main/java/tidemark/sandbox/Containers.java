package tidemark.sandbox;

import com.github.dockerjava.api.model.Image;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * Servers in Docker containers, where an engine and the images are there already: nothing is ever pulled.
 *
 * <p>Testcontainers' own reaper ends them with this JVM; its image has to be there too, or be switched off by {@code
 * TESTCONTAINERS_RYUK_DISABLED=true}.
 */
final class Containers {
    static final String POSTGRES_IMAGE = "postgres:18";
    static final String ELASTICSEARCH_IMAGE = "elasticsearch:8.19.21";
    private static final String REAPER_IMAGES = "testcontainers/ryuk:";
    private static final Logger log = LoggerFactory.getLogger(Containers.class);

    private Containers() {}

    static Optional<PostgresAddress> postgres() {
        if (!isThere(POSTGRES_IMAGE)) {
            return Optional.empty();
        }
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(POSTGRES_IMAGE))
                .withImagePullPolicy(image -> false)
                .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_prepared_transactions=20")
                .withExposedPorts(5432)
                // The image starts it once to initialise, once to stay.
                .waitingFor(Wait.forLogMessage(".*ready to accept connections.*", 2));
        container.start();
        return Optional.of(new PostgresAddress("jdbc:postgresql://" + container.getHost() + ":"
                + container.getMappedPort(5432) + "/postgres?user=postgres"));
    }

    static Optional<URI> elasticsearch() {
        if (!isThere(ELASTICSEARCH_IMAGE)) {
            return Optional.empty();
        }
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(ELASTICSEARCH_IMAGE))
                .withImagePullPolicy(image -> false)
                .withEnv("discovery.type", "single-node")
                .withEnv("xpack.security.enabled", "false")
                .withEnv("cluster.routing.allocation.disk.threshold_enabled", "false")
                .withEnv("ES_JAVA_OPTS", "-Xms512m -Xmx512m")
                .withExposedPorts(9200)
                .waitingFor(Wait.forHttp("/_cluster/health").withStartupTimeout(Duration.ofMinutes(2)));
        container.start();
        return Optional.of(URI.create("http://" + container.getHost() + ":" + container.getMappedPort(9200)));
    }

    private static boolean isThere(String image) {
        // Looked at first, because Testcontainers takes seconds and many lines of log to find out.
        boolean engine = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        if (!engine || !DockerClientFactory.instance().isDockerAvailable()) {
            return false;
        }
        List<String> tags = tags();
        boolean reaper = Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))
                || tags.stream().anyMatch(tag -> tag.startsWith(REAPER_IMAGES));
        log.debug("event=docker_engine images={} reaper={}", tags, reaper);
        return reaper && tags.contains(image);
    }

    private static List<String> tags() {
        List<Image> images = DockerClientFactory.lazyClient().listImagesCmd().exec();
        return images.stream()
                .map(Image::getRepoTags)
                .flatMap(tags -> tags == null ? Stream.empty() : Stream.of(tags))
                .toList();
    }
}
