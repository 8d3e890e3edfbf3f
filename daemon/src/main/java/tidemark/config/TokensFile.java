package tidemark.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import tidemark.access.Grant;
import tidemark.access.Grants;
import tidemark.access.Scope;
import tidemark.access.Token;
import tidemark.plan.Place;
import tidemark.plan.Problem;

/**
 * Reads {@code http.tokens_file}: a list of {@code {name, sha256 | subject | san, scope, expires?}}. Nothing of a token stands
 * in it, and no message repeats a hash.
 */
public final class TokensFile {

    private static final long LONGEST = 1 << 20;
    private static final int MOST = 1_000;
    private static final List<String> WORDS = List.of("name", "sha256", "subject", "san", "scope", "expires");
    private static final List<String> PROOFS = List.of("sha256", "subject", "san");
    private static final String OF_NOTHING = new Token("").hashText();
    private static final String LINE = "a line of the form that `tidemark token NAME` prints";

    private final Path file;
    private final Problems problems;
    private final Reading reading;
    private final Set<String> names = new HashSet<>();

    private TokensFile(Path file) {
        this.file = file;
        this.problems = new Problems(file.toString());
        this.reading = new Reading(problems, new Placeholders(Map.of(), file.toAbsolutePath()));
    }

    /**
     * Reads the file.
     *
     * @throws ConfigurationException with every problem found
     */
    public static Grants read(Path file) {
        return new TokensFile(file).grants();
    }

    private Grants grants() {
        Yaml tree = new YamlFile(problems).tree(text());
        List<Grant> grants = new ArrayList<>();
        if (tree instanceof Yaml.Sequence sequence) {
            if (sequence.items().size() > MOST) {
                problems.at(tree.line(), "", "more than " + MOST + " entries", "one token can serve several people");
            }
            sequence.items().stream().limit(MOST).forEach(item -> {
                Grant grant = grant(item, "[" + grants.size() + "]");
                if (grant != null) {
                    grants.add(grant);
                }
            });
        } else if (tree != null && !tree.absent()) {
            problems.at(tree.line(), "", "expected a list, got " + tree.words(), "each entry is " + LINE);
        }
        if (!problems.all().isEmpty()) {
            throw new ConfigurationException(problems.all());
        }
        return new Grants(grants);
    }

    private String text() {
        try {
            if (Files.size(file) > LONGEST) {
                throw unreadable("it is larger than " + LONGEST + " bytes", null);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw unreadable(e.getClass().getSimpleName(), e);
        }
    }

    private ConfigurationException unreadable(String why, @Nullable IOException cause) {
        ConfigurationException e = new ConfigurationException(List.of(new Problem(
                new Place("", 0, file.toString()), "cannot be read: " + why, "let the daemon's user read it")));
        if (cause != null) {
            e.initCause(cause);
        }
        return e;
    }

    private @Nullable Grant grant(Yaml item, String path) {
        if (!(item instanceof Yaml.Mapping mapping)) {
            problems.at(
                    item.line(), path, "expected name, sha256 and scope, got another thing", "each entry is " + LINE);
            return null;
        }
        mapping.entries().forEach((word, entry) -> {
            if (!WORDS.contains(word)) {
                reading.unknown(entry.line(), path + "." + word, word, WORDS);
            }
        });
        String name = text(mapping, path, "name");
        String scope = text(mapping, path, "scope");
        List<String> given =
                PROOFS.stream().filter(word -> mapping.get(word) != null).toList();
        if (given.size() != 1) {
            problems.at(
                    item.line(),
                    path,
                    "expected one of sha256, subject and san, got " + (given.isEmpty() ? "none" : given),
                    "each entry is " + LINE);
            return null;
        }
        Grant.Proof proof = proof(mapping, path, given.get(0));
        Instant expires = mapping.get("expires") == null ? null : expires(mapping, path);
        if (name == null || scope == null || proof == null || !named(name, item.line(), path)) {
            return null;
        }
        Scope most = scope(scope, mapping, path);
        return most == null ? null : new Grant(name, proof, most, expires);
    }

    private @Nullable String text(Yaml.Mapping mapping, String path, String word) {
        Yaml node = mapping.get(word);
        if (node == null) {
            problems.at(mapping.line(), path + "." + word, "missing", "each entry is " + LINE);
            return null;
        }
        return reading.text(node, path + "." + word, "a text");
    }

    private boolean named(String name, int line, String path) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9@._-]{0,62}")) {
            problems.at(line, path + ".name", "expected letters, digits and @ . _ -, got another thing", "");
            return false;
        }
        if (!names.add(name)) {
            problems.at(line, path + ".name", "'" + name + "' is there twice", "the log tells callers by their names");
            return false;
        }
        return true;
    }

    private @Nullable Scope scope(String text, Yaml.Mapping mapping, String path) {
        for (Scope scope : Scope.values()) {
            if (scope.word().equals(text)) {
                return scope;
            }
        }
        problems.at(mapping.line(), path + ".scope", "expected read or operate, got '" + text + "'", "");
        return null;
    }

    private Grant.@Nullable Proof proof(Yaml.Mapping mapping, String path, String word) {
        String text = text(mapping, path, word);
        if (text == null) {
            return null;
        }
        switch (word) {
            case "sha256" -> {
                // Whatever else stands here may be the token itself.
                if (!text.matches("[0-9a-fA-F]{64}")) {
                    problems.at(
                            mapping.line(),
                            path + ".sha256",
                            "expected 64 hexadecimal digits",
                            "the hash of the token, not the token: printf %s \"$TOKEN\" | sha256sum");
                    return null;
                }
                if (text.equalsIgnoreCase(OF_NOTHING)) {
                    problems.at(
                            mapping.line(),
                            path + ".sha256",
                            "this is the hash of an empty text",
                            "was $TOKEN set? `tidemark token NAME` prints token and line together");
                    return null;
                }
                return new Grant.Hash(HexFormat.of().parseHex(text.toLowerCase(java.util.Locale.ROOT)));
            }
            case "subject" -> {
                try {
                    return new Grant.Subject(new X500Principal(text));
                } catch (IllegalArgumentException e) {
                    problems.at(
                            mapping.line(),
                            path + ".subject",
                            "expected a distinguished name, got '" + text + "'",
                            "openssl x509 -noout -subject -nameopt RFC2253 -in CERTIFICATE");
                    return null;
                }
            }
            default -> {
                return new Grant.AlternativeName(text);
            }
        }
    }

    private @Nullable Instant expires(Yaml.Mapping mapping, String path) {
        String text = text(mapping, path, "expires");
        if (text == null) {
            return null;
        }
        try {
            return text.length() == "2027-01-31".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            problems.at(
                    mapping.line(),
                    path + ".expires",
                    "expected a day or a time in UTC, got '" + text + "'",
                    "2027-01-31, or 2027-01-31T12:00:00Z");
            return null;
        }
    }
}
