package tidemark.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
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

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec mixee;

    DaemonClient daemon() {
        return new DaemonClient(address());
    }

    DaemonClient daemon(DaemonClient.Limits limits) {
        return new DaemonClient(address(), limits);
    }

    /** For a question that takes the daemon up to this long to answer. */
    DaemonClient daemon(Duration answer) {
        DaemonClient.Limits usual = DaemonClient.Limits.USUAL;
        return new DaemonClient(address(), new DaemonClient.Limits(usual.connect(), answer, usual.bytes()));
    }

    private URI address() {
        return url == null ? configured(configuration.read().http()) : given(url);
    }

    private URI configured(HttpSettings http) {
        if (http.port() == 0) {
            throw wrong("http.port is 0, so the daemon listens at any free port; its log names it: give it with --url");
        }
        return checked("http://" + reachable(http.host()) + ":" + http.port(), "http.host");
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
