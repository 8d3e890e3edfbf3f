package tidemark.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills <code>${NAME}</code>, <code>${NAME:-default}</code>, <code>${file:/path}</code> and <code>${credential:name}</code> in
 * values. What is put in is not looked at again. <code>$${</code> stands for a literal <code>${</code>.
 *
 * <p>A credential is a file of that name in the folder that {@code CREDENTIALS_DIRECTORY} names, where systemd puts what
 * {@code LoadCredential=} loads; without that variable, in the folder {@code credentials} beside the configuration file. So the
 * daemon, which may not read the files themselves, and a person at the command line share one configuration.
 */
final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$?\\$\\{([^}]*)}?");
    private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(:-(.*))?", Pattern.DOTALL);
    private static final String FILE = "file:";
    private static final String CREDENTIAL = "credential:";
    private static final Pattern CREDENTIAL_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    private final Map<String, String> environment;
    private final Path folder;

    /**
     * Placeholders of these surroundings.
     *
     * @param folder where relative paths begin
     */
    Placeholders(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /** A path, a relative one taken from the folder. */
    Path resolve(Path path) {
        return folder.resolve(path);
    }

    /**
     * The text with every placeholder filled.
     *
     * @throws Unfilled if one cannot be filled
     */
    String fill(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(filled, Matcher.quoteReplacement(filling(matcher.group(), matcher.group(1))));
        }
        return matcher.appendTail(filled).toString();
    }

    private String filling(String whole, String inner) {
        if (whole.startsWith("$$")) {
            return whole.substring(1);
        }
        if (!whole.endsWith("}")) {
            throw new Unfilled("a placeholder has no closing brace", "write $${ for a literal ${");
        }
        if (inner.startsWith(CREDENTIAL)) {
            return credential(inner.substring(CREDENTIAL.length()));
        }
        return inner.startsWith(FILE) ? content(inner.substring(FILE.length())) : variable(inner);
    }

    private String variable(String inner) {
        Matcher matcher = VARIABLE.matcher(inner);
        if (!matcher.matches()) {
            throw new Unfilled(
                    "expected ${NAME}, ${NAME:-default}, ${file:/path} or ${credential:name}, got another thing between ${ and }",
                    "write $${ for a literal ${");
        }
        String name = matcher.group(1);
        String value = environment.get(name);
        String standard = matcher.group(3);
        if (standard != null && (value == null || value.isEmpty())) {
            return standard;
        }
        if (value == null) {
            throw new Unfilled(
                    "the environment variable " + name + " is not set", "set it, or write ${" + name + ":-default}");
        }
        return value;
    }

    private String credential(String name) {
        if (!CREDENTIAL_NAME.matcher(name).matches()) {
            throw new Unfilled(
                    "expected the name of a credential after 'credential:'",
                    "it is the name of a file, of letters, digits, '.', '_' and '-'");
        }
        String loaded = environment.get("CREDENTIALS_DIRECTORY");
        return content(loaded == null || loaded.isEmpty() ? "credentials/" + name : loaded + "/" + name);
    }

    private String content(String name) {
        Path path = resolve(Path.of(name));
        try {
            return Files.readString(path).replaceFirst("\\R+\\z", "");
        } catch (IOException e) {
            throw new Unfilled(
                    "cannot read the file " + path + " (" + e.getClass().getSimpleName() + ")",
                    "make it readable for the user that runs the daemon");
        }
    }

    /** A placeholder that cannot be filled. */
    static final class Unfilled extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private final String hint;

        private Unfilled(String message, String hint) {
            super(message);
            this.hint = hint;
        }

        String hint() {
            return hint;
        }
    }
}
