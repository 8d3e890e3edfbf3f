package tidemark.followup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.jspecify.annotations.Nullable;

/**
 * Posts the ids of each group to an address: {@code {title, group, xmin, part, parts, all: [type], ids: [{type, id}]}}, at most a thousand
 * ids in a post. At least once, in order; a post counts when it is answered with 2xx.
 */
public final class Webhook implements SecondaryIndexerProvider {

    /** Ids in one post. */
    static final int MOST_IDS = 1_000;

    /** The header that proves who posts: {@code sha256=} and the HMAC of the body. */
    public static final String SIGNATURE = "X-Tidemark-Signature";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Override
    public String kind() {
        return "webhook";
    }

    @Override
    public SecondaryIndexer open(Setup setup) {
        setup.only(List.of("url", "secret"));
        String url = setup.required("url", "an address such as https://example.org/changed");
        URI address = address(url);
        if (address == null) {
            // Not repeated: path and query of a webhook are often its password.
            throw new IllegalArgumentException("url: expected an address that begins with http or https");
        }
        return new Posting(setup.title(), address, setup.text("secret"));
    }

    private static @Nullable URI address(String url) {
        try {
            URI address = new URI(url);
            boolean http =
                    "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
            return http && address.getHost() != null ? address : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static final class Posting implements SecondaryIndexer {
        private final String title;
        private final URI address;
        private final @Nullable String secret;
        private final HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();

        Posting(String title, URI address, @Nullable String secret) {
            this.title = title;
            this.address = address;
            this.secret = secret;
        }

        @Override
        public void index(Group group) throws IOException, InterruptedException {
            List<ObjectNode> posts = posts(group);
            for (int i = 0; i < posts.size(); i++) {
                post(posts.get(i).put("part", i + 1).put("parts", posts.size()).toString());
            }
        }

        private List<ObjectNode> posts(Group group) {
            List<ObjectNode> posts = new ArrayList<>();
            ObjectNode first = post(group);
            ArrayNode all = first.putArray("all");
            group.all().stream().sorted().forEach(all::add);
            posts.add(first);
            ArrayNode ids = first.putArray("ids");
            for (String type : group.ids().keySet()) {
                for (String id : group.ids().getOrDefault(type, List.of())) {
                    if (ids.size() == MOST_IDS) {
                        ObjectNode next = post(group);
                        next.putArray("all");
                        ids = next.putArray("ids");
                        posts.add(next);
                    }
                    ids.addObject().put("type", type).put("id", id);
                }
            }
            return posts;
        }

        private ObjectNode post(Group group) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("title", title)
                    .put("group", group.number())
                    .put("xmin", group.xmin());
        }

        private void post(String body) throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(address)
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            if (secret != null) {
                String mac = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, secret.getBytes(StandardCharsets.UTF_8))
                        .hmacHex(body.getBytes(StandardCharsets.UTF_8));
                request.header(SIGNATURE, "sha256=" + mac);
            }
            HttpResponse<Void> answer = answer(request.build());
            if (answer.statusCode() < 200 || answer.statusCode() > 299) {
                throw new IOException(place() + " answered " + answer.statusCode());
            }
        }

        /** The address without path and query. */
        private String place() {
            return address.getScheme() + "://" + address.getHost()
                    + (address.getPort() < 0 ? "" : ":" + address.getPort());
        }

        /** The timeout of a request ends with its headers; a body may go on for ever. */
        private HttpResponse<Void> answer(HttpRequest request) throws IOException, InterruptedException {
            CompletableFuture<HttpResponse<Void>> sent =
                    http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
            try {
                return sent.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw new IOException("the webhook did not answer within " + TIMEOUT.toSeconds() + " s", e);
            } catch (ExecutionException e) {
                throw new IOException(place() + " cannot be reached: " + e.getCause(), e);
            } finally {
                sent.cancel(true);
            }
        }
    }
}
