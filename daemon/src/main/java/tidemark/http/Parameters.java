package tidemark.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.PathTemplateMatch;
import io.undertow.util.URLUtils;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an address says beside where it leads: parts of the path and of the query. */
final class Parameters {

    private Parameters() {}

    /**
     * A part of the path that its template names, decoded. Taken from the address as it was sent: the server leaves an encoded slash
     * in a path as it is, and whether it was one or its three letters cannot be told any more afterwards.
     */
    static String ofPath(HttpServerExchange exchange, String name) {
        String template =
                exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY).getMatchedTemplate();
        int place = List.of(template.split("/", -1)).indexOf("{" + name + "}");
        String sent = exchange.getRequestURI();
        String path = exchange.isHostIncludedInRequestURI() ? sent.replaceFirst("^[^:/]+://[^/]*", "") : sent;
        String part = path.split("/", -1)[place].split(";", 2)[0];
        return URLUtils.decode(part, StandardCharsets.UTF_8.name(), true, false, new StringBuilder());
    }

    /** The first value of a parameter of the query; null if it is not there. */
    static @Nullable String ofQuery(HttpServerExchange exchange, String name) {
        Deque<String> given = exchange.getQueryParameters().get(name);
        return given == null ? null : given.peekFirst();
    }

    /** Refuses a query with parameters that are none of these: a misspelt one would change the answer without a word. */
    static void allow(HttpServerExchange exchange, String... names) {
        Set<String> path = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY)
                .getParameters()
                .keySet();
        for (String given : exchange.getQueryParameters().keySet()) {
            // The router puts parts of the path among the parameters too.
            if (!path.contains(given) && !List.of(names).contains(given)) {
                throw Problem.badRequest(
                        given, given + ": no such parameter", "there are: " + String.join(", ", names));
            }
        }
    }
}
