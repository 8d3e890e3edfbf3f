package tidemark.sandbox.elasticsearch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.bootstrap.BootstrapInfo;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * One Elasticsearch node in this JVM, until it is told to end by SIGTERM.
 *
 * <p>Stands in for the server's own bootstrap, which needs the launcher of the full distribution. Expects the system
 * properties {@code es.path.home} and {@code es.path.conf}.
 */
public final class ElasticsearchMain {
    private ElasticsearchMain() {}

    public static void main(String[] args) throws Exception {
        LogConfigurator.configureESLogging();
        BootstrapInfo.init();
        Settings home = Settings.builder()
                .put("path.home", System.getProperty("es.path.home"))
                .build();
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
                home, Map.of(), Path.of(System.getProperty("es.path.conf")), () -> "sandbox");
        LogConfigurator.setNodeName("sandbox");
        LogConfigurator.configure(environment, true);
        Node node = new Node(environment, plugins(environment));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node), "close-node"));
        node.start();
        // All of the node's threads are daemons.
        new CountDownLatch(1).await();
    }

    private static PluginsLoader plugins(Environment environment) {
        return PluginsLoader.createPluginsLoader(
                PluginsLoader.loadModulesBundles(environment.modulesDir()),
                Set.of(),
                Map.of(),
                PluginsLoader.class.getModule().isNamed());
    }

    private static void close(Node node) {
        try {
            node.prepareForClose();
            node.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the Elasticsearch node did not close in order", e);
        }
    }
}
