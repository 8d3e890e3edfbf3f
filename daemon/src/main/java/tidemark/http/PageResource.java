package tidemark.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The page at {@code /_indexer/page} and the files that it consists of, from the class path. They hold no data, so anybody may have them,
 * and ask no other host for anything. Browsers keep them, and ask whether they have changed.
 */
public final class PageResource extends Resource {

    private static final String INDEX = "index.html";
    static final Map<String, String> FILES = Map.ofEntries(
            Map.entry(INDEX, "text/html; charset=utf-8"),
            Map.entry("page.css", "text/css; charset=utf-8"),
            Map.entry("page.js", "text/javascript; charset=utf-8"),
            Map.entry("api.js", "text/javascript; charset=utf-8"),
            Map.entry("charts.js", "text/javascript; charset=utf-8"),
            Map.entry("headline.js", "text/javascript; charset=utf-8"),
            Map.entry("operations.js", "text/javascript; charset=utf-8"),
            Map.entry("render.js", "text/javascript; charset=utf-8"),
            Map.entry("words.js", "text/javascript; charset=utf-8"),
            Map.entry("icon.svg", "image/svg+xml"),
            Map.entry("uplot-1.6.32.js", "text/javascript; charset=utf-8"),
            Map.entry("uplot-1.6.32.css", "text/css; charset=utf-8"),
            Map.entry("uplot-1.6.32.LICENSE.txt", "text/plain; charset=utf-8"));

    private record File(Answer answer, ETag tag) {}

    private final Map<String, File> files = new TreeMap<>();

    /** Reads the files. */
    public PageResource() {
        FILES.forEach((name, type) -> files.put(name, file(name, type)));
    }

    private static File file(String name, String type) {
        try (InputStream in = PageResource.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the program is incomplete: page/" + name + " is missing in it");
            }
            byte[] body = in.readAllBytes();
            ETag tag = new ETag(
                    false,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(body), 0, 16));
            Answer answer = new Answer(200, type, body, Map.of())
                    .with("Cache-Control", "no-cache")
                    .with("ETag", tag.toString());
            return new File(answer, tag);
        } catch (IOException e) {
            throw new UncheckedIOException("page/" + name + " cannot be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java machine has SHA-256", e);
        }
    }

    @Override
    void addTo(Router router) {
        router.open("/_indexer/page", exchange -> page(exchange));
        router.open("/_indexer/page/{file}", exchange -> answer(exchange, Parameters.ofPath(exchange, "file")));
    }

    /** Its files are named beside it, so that it works below any path of a proxy; with a slash at its end they would not be found. */
    private Answer page(HttpServerExchange exchange) {
        return exchange.getRequestURI().endsWith("/")
                ? Answer.text(308, "text/plain", "").with("Location", "../page")
                : answer(exchange, INDEX);
    }

    private Answer answer(HttpServerExchange exchange, String name) {
        File file = files.get(name);
        if (file == null) {
            throw Problem.notFound("the page has no file " + name, "it is at /_indexer/page");
        }
        Answer answer = file.answer();
        return ETagUtils.handleIfNoneMatch(exchange, file.tag(), true)
                ? answer
                : new Answer(304, answer.contentType(), new byte[0], answer.headers());
    }
}
