package tidemark.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How PostgreSQL, which refuses to run as root, is run by root.
 *
 * <p>In a user namespace of its own root is nobody to the server and its files are its own, so nothing changes hands and
 * the files stay root's.
 */
final class Privileges {
    private static final List<String> PREFIX = find();

    private Privileges() {}

    /** What to put before the command; nothing, when not root. */
    static List<String> dropped() {
        return PREFIX;
    }

    private static List<String> find() {
        if (!"0".equals(userId("id", "-u"))) {
            return List.of();
        }
        String inside = userId("unshare", "-U", "id", "-u");
        if (inside.isEmpty() || inside.equals("0")) {
            throw new SandboxException(
                    "PostgreSQL does not run as root, and this system lets root make no user namespace"
                            + " (unshare -U); run as another user, or name a server by " + Servers.POSTGRES_VARIABLE);
        }
        return List.of("unshare", "-U");
    }

    private static String userId(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException notInstalled) {
            return "";
        }
    }
}
