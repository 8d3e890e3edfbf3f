package tidemark.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tidemark.config.ClientSettings;
import tidemark.config.Configuration;
import tidemark.config.HttpSettings;

/** Where the running daemon is: the options of each verb that asks it for something. */
final class DaemonOptions {

    private static final Set<String> ANY_IPV4 = Set.of("0.0.0.0", "0");
    private static final Set<String> ANY_IPV6 = Set.of("::", "::0", "0:0:0:0:0:0:0:0");

    @Mixin
    ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = {
                "Address of the running daemon, such as http://127.0.0.1:9402. The configuration is not read then;",
                "without it the address is http.host and http.port of the configuration."
            })
    @Nullable
    String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = {
                "File that holds the token to show, and nothing else. Without it: the variable TIDEMARK_TOKEN, else",
                "client.token of the configuration. There is no option for the token itself: others see command lines."
            })
    @Nullable
    Path tokenFile;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "Certificate authority of the daemon (PEM), instead of those of the Java platform.")
    @Nullable
    Path caFile;

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec mixee;

    DaemonClient daemon() {
        return daemon(DaemonClient.Limits.USUAL);
    }

    /** For a question that takes the daemon up to this long to answer. */
    DaemonClient daemon(Duration answer) {
        DaemonClient.Limits usual = DaemonClient.Limits.USUAL;
        return daemon(new DaemonClient.Limits(usual.connect(), answer, usual.bytes()));
    }

    DaemonClient daemon(DaemonClient.Limits limits) {
        if (url != null) {
            return new DaemonClient(given(url), limits, credentials(ClientSettings.NONE));
        }
        Configuration read = configuration.read();
        return new DaemonClient(configured(read), limits, credentials(read.client()));
    }

    private DaemonClient.Credentials credentials(ClientSettings client) {
        try {
            return DaemonCredentials.of(tokenFile, caFile, System.getenv(), client);
        } catch (IllegalArgumentException e) {
            throw (ParameterException) wrong(String.valueOf(e.getMessage())).initCause(e);
        }
    }

    private URI configured(Configuration configuration) {
        HttpSettings http = configuration.http();
        URI named = configuration.client().url();
        if (named != null) {
            return checked(named.toString().replaceAll("/+$", ""), "client.url");
        }
        if (http.port() == 0) {
            throw wrong("http.port is 0, so the daemon listens at any free port; its log names it: give it with --url");
        }
        return checked(
                (http.tls() == null ? "http://" : "https://") + reachable(http.host()) + ":" + http.port(),
                "http.host");
    }

    /** The host to connect to; who listens at every address is reached through loopback. */
    static String reachable(String host) {
        if (ANY_IPV4.contains(host)) {
            return "127.0.0.1";
        }
        if (ANY_IPV6.contains(host)) {
            return "[::1]";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private URI given(String text) {
        return checked(text.replaceAll("/+$", ""), "--url");
    }

    private URI checked(String text, String source) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            if (("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw (ParameterException) unusable(source).initCause(e);
        }
        throw unusable(source);
    }

    private ParameterException unusable(String source) {
        return wrong(source + ": expected an address such as http://127.0.0.1:9402,"
                + " without user, query or fragment (https is fine)");
    }

    /** Where the daemon has this job. */
    String pathOf(String job) {
        if (job.isBlank()) {
            throw wrong("the id of a job is not blank; `tidemark jobs` lists them");
        }
        return "/_indexer/jobs/" + DaemonClient.encoded(job);
    }

    /** A command line that cannot be meant. */
    ParameterException wrong(String message) {
        return new ParameterException(
                Objects.requireNonNull(mixee, "the command line sets it").commandLine(), message);
    }
}
