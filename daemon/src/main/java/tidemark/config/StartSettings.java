package tidemark.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.plan.Place;
import tidemark.plan.Problem;

/** What is known before there are document types: the same keys in the same order as for a {@link Configuration}. */
public record StartSettings(
        PostgresSettings postgres, ElasticsearchSettings elasticsearch, CaptureSettings capture, IndexSettings index) {

    /**
     * Reads it. A file that is named must be there; one that is not named is read if it is there and no address is given.
     *
     * @param file the YAML file; its document types, if any, are not looked at
     * @param named whether a person named it
     * @param url address of the database, over what the file says; null to leave it to file and environment
     * @param environment as for a {@link Configuration}
     * @param flags as for a {@link Configuration}
     * @throws ConfigurationException with every problem found
     */
    public static StartSettings read(
            Path file, boolean named, @Nullable String url, Map<String, String> environment, List<String> flags) {
        List<String> all = new ArrayList<>(flags);
        if (url != null) {
            checkPublic(url);
            all.add(PostgresSettings.URL.path() + "=" + url);
        }
        boolean addressed = url != null || environment.containsKey(PostgresSettings.URL.environment());
        boolean withFile = named || (url == null && Files.exists(file));
        if (!withFile && !addressed) {
            throw problem(
                    "there is no configuration file " + file + ", and no address of a database",
                    "give --postgres-url postgresql://HOST/DATABASE, or --config FILE with postgres.url in it");
        }
        return new ConfigurationReader(file, environment).start(withFile, all);
    }

    /** Whoever may list processes reads their arguments. */
    private static void checkPublic(String url) {
        PostgresUrl parsed;
        try {
            parsed = PostgresUrl.parse(url);
        } catch (IllegalArgumentException e) {
            return; // told with the key, by whoever reads the settings
        }
        if (parsed.password() != null || parsed.jdbc().contains("password=")) {
            throw problem(
                    "the address holds a password, which everybody on this machine can read in the list of processes",
                    "put it into the environment, as " + PostgresSettings.PASSWORD.environment()
                            + ", or into a file: --set 'postgres.password=${file:/path}'");
        }
    }

    private static ConfigurationException problem(String message, String hint) {
        return new ConfigurationException(
                List.of(new Problem(new Place("", 0, PostgresSettings.URL.path()), message, hint)));
    }
}
