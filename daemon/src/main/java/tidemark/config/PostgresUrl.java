package tidemark.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The address of a database, with the credentials taken out of it.
 *
 * @param jdbc as the driver wants it, without user and password; its parameters are the driver's
 * @param user that the address named, or null
 * @param password that the address held, or null
 */
record PostgresUrl(
        String jdbc, @Nullable String user, @Nullable Secret password) {

    private static final String JDBC = "jdbc:";

    /**
     * Reads {@code postgresql://…} (also {@code postgres://…}) and {@code jdbc:postgresql:…}.
     *
     * @throws IllegalArgumentException if the text has another shape; its message shows nothing of it
     */
    static PostgresUrl parse(String text) {
        String rest = text.startsWith(JDBC) ? text.substring(JDBC.length()) : text;
        rest = rest.startsWith("postgres://") ? "postgresql" + rest.substring("postgres".length()) : rest;
        boolean bare = text.startsWith(JDBC) && rest.matches("postgresql:[^/].*");
        if (rest.isBlank() || rest.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("not the address of a database");
        }
        if (!bare && !rest.matches("postgresql://[^/?]*/[^/?]+(\\?.*)?")) {
            throw new IllegalArgumentException("not the address of a database");
        }
        return withoutParameters(bare ? new PostgresUrl(rest, null, null) : withoutUserInfo(rest));
    }

    private static PostgresUrl withoutUserInfo(String url) {
        int from = url.indexOf("//") + 2;
        int slash = url.indexOf('/', from);
        int at = url.lastIndexOf('@', slash);
        if (at < from) {
            return new PostgresUrl(url, null, null);
        }
        String[] userInfo = url.substring(from, at).split(":", 2);
        return new PostgresUrl(
                url.substring(0, from) + url.substring(at + 1),
                decoded(userInfo[0]),
                userInfo.length == 2 ? new Secret(decoded(userInfo[1])) : null);
    }

    private static PostgresUrl withoutParameters(PostgresUrl url) {
        int question = url.jdbc.indexOf('?');
        if (question < 0) {
            return new PostgresUrl(JDBC + url.jdbc, url.user, url.password);
        }
        String user = url.user;
        Secret password = url.password;
        List<String> kept = new ArrayList<>();
        for (String parameter : url.jdbc.substring(question + 1).split("&", -1)) {
            if (parameter.startsWith("user=")) {
                user = decoded(parameter.substring("user=".length()));
            } else if (parameter.startsWith("password=")) {
                password = new Secret(decoded(parameter.substring("password=".length())));
            } else if (!parameter.isEmpty()) {
                kept.add(parameter);
            }
        }
        String query = kept.isEmpty() ? "" : "?" + String.join("&", kept);
        return new PostgresUrl(JDBC + url.jdbc.substring(0, question) + query, user, password);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
