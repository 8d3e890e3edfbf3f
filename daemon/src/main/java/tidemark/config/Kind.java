package tidemark.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What values a key takes: how text becomes one, and which are allowed.
 *
 * @param expectation what is expected, for people: "a duration from 1ms to 10s"
 * @param parser from text; fails with an {@link IllegalArgumentException}
 * @param allowed which parsed values are allowed
 * @param form how its text is treated
 */
record Kind<T>(String expectation, Function<String, T> parser, Predicate<T> allowed, Form form) {

    /** How the text of a value is treated. */
    enum Form {
        PLAIN,
        /** A YAML list is taken too, its items joined by commas. */
        LIST,
        /** No problem and no log shows it. */
        SECRET,
        /** The path of a file that must be readable; a relative one starts at the configuration's folder. */
        FILE
    }

    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}(_\\d{3})+|\\d{1,18}");

    private static <T> Kind<T> of(String expectation, Function<String, T> parser, Predicate<T> allowed) {
        return new Kind<>(expectation, parser, allowed, Form.PLAIN);
    }

    private static <T extends Comparable<T>> Predicate<T> between(T from, T to) {
        return value -> value.compareTo(from) >= 0 && value.compareTo(to) <= 0;
    }

    /** Text that matches a pattern. */
    static Kind<String> text(String expectation, String pattern) {
        return of(expectation, text -> text, Pattern.compile(pattern).asMatchPredicate());
    }

    /** One of these words, in lower or upper case. */
    static Kind<String> oneOf(String... words) {
        return of(
                "one of " + String.join(", ", words),
                text -> text.toLowerCase(Locale.ROOT),
                Arrays.asList(words)::contains);
    }

    /** A whole number within bounds. */
    static Kind<Integer> integer(int from, int to) {
        return of(
                "a whole number from " + from + " to " + to,
                text -> Math.toIntExact(wholeNumber(text)),
                between(from, to));
    }

    /** A whole number within bounds. */
    static Kind<Long> number(long from, long to) {
        return of("a whole number from " + from + " to " + to, Kind::wholeNumber, between(from, to));
    }

    /** A number of threads; {@code auto} is one per processor. */
    static Kind<Integer> threads() {
        return of(
                "a whole number from 1 to 256, or auto (one per processor)",
                text -> text.equals("auto")
                        ? Runtime.getRuntime().availableProcessors()
                        : Math.toIntExact(wholeNumber(text)),
                between(1, 256));
    }

    /** A part of one. */
    static Kind<Double> share() {
        return of("a number from 0 to 1, such as 0.2", Kind::decimal, between(0.0, 1.0));
    }

    /** A number within bounds. */
    static Kind<Double> decimal(int from, int to) {
        return of(
                "a number from " + from + " to " + to + ", such as 0.5", Kind::decimal, between((double) from, (double)
                        to));
    }

    /** A duration within bounds. */
    static Kind<Duration> duration(String from, String to) {
        return of(
                "a duration from " + from + " to " + to,
                Durations::parse,
                between(Durations.parse(from), Durations.parse(to)));
    }

    /** A size in bytes within bounds. */
    static Kind<ByteSize> size(String from, String to) {
        return of(
                "a size from " + from + " to " + to,
                ByteSize::parse,
                between(ByteSize.parse(from), ByteSize.parse(to)));
    }

    /** Text that no problem and no log shows. */
    static Kind<Secret> secretText() {
        return new Kind<>(
                "a secret that is not empty",
                Secret::new,
                secret -> !secret.reveal().isBlank(),
                Form.SECRET);
    }

    /** The path of a file. */
    static Kind<Path> file() {
        return new Kind<>(
                "the path of a file", Path::of, path -> !path.toString().isBlank(), Form.FILE);
    }

    /** Addresses of HTTP servers; a list, or texts with commas between. */
    static Kind<List<URI>> urls() {
        return new Kind<>(
                "a list of addresses such as http://host:9200, without user and password",
                text -> Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .map(URI::create)
                        .toList(),
                urls -> urls.stream().allMatch(Kind::isServer),
                Form.LIST);
    }

    /** The address of something on an HTTP server. */
    static Kind<URI> url(String example) {
        return of("an address such as " + example + ", without user and password", URI::create, Kind::isServer);
    }

    /** Names of hosts; a list, or texts with commas between. */
    static Kind<List<String>> hostNames() {
        return new Kind<>(
                "a list of host names, without port",
                text -> Arrays.stream(text.split(",", -1)).map(String::strip).toList(),
                names -> names.stream().allMatch(name -> name.matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,252})")),
                Form.LIST);
    }

    /** SHA-256 of a certificate. */
    static Kind<String> fingerprint() {
        return of(
                "a SHA-256 of 64 hexadecimal digits, with or without colons",
                text -> text,
                text -> text.replace(":", "").matches("[0-9A-Fa-f]{64}"));
    }

    /** HTTP headers that no problem and no log shows: {@code name=value}, with commas between. */
    static Kind<Secret> secretHeaders() {
        return new Kind<>(
                "headers as name=value, with commas between",
                Secret::new,
                secret -> TraceSettings.areHeaders(secret.reveal()),
                Form.SECRET);
    }

    /** The address of a database. */
    static Kind<PostgresUrl> postgresUrl() {
        return new Kind<>(
                "postgresql://host:port/database or jdbc:postgresql://host:port/database",
                PostgresUrl::parse,
                url -> true,
                Form.SECRET);
    }

    private static boolean isServer(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null
                && url.getUserInfo() == null
                && url.getQuery() == null;
    }

    private static long wholeNumber(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("expected a whole number, got " + text);
        }
        return Long.parseLong(text.replace("_", ""));
    }

    private static double decimal(String text) {
        if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
            throw new IllegalArgumentException("expected a number, got " + text);
        }
        return Double.parseDouble(text);
    }

    /**
     * The value that the text stands for.
     *
     * @throws IllegalArgumentException if it stands for none, or for one that is not allowed
     */
    T parse(String text) {
        T value;
        try {
            value = parser.apply(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(refusal(text), e);
        }
        if (!allowed.test(value)) {
            throw new IllegalArgumentException(refusal(text));
        }
        return value;
    }

    /** Whether the text, as a person wrote it, shows a secret: no placeholder stands for it. */
    boolean bare(String text) {
        if (form != Form.SECRET || text.contains("${")) {
            return false;
        }
        try {
            return !(parser.apply(text) instanceof PostgresUrl url) || url.password() != null;
        } catch (IllegalArgumentException e) {
            // Told by what parses it, without the text.
            return false;
        }
    }

    private String refusal(String text) {
        return "expected " + expectation + (form == Form.SECRET ? "" : ", got '" + text + "'");
    }
}
