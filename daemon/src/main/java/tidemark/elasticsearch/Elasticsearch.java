package tidemark.elasticsearch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import javax.net.ssl.SSLContext;
import org.apache.http.HttpHost;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.impl.nio.client.HttpAsyncClientBuilder;
import org.apache.http.message.BasicHeader;
import org.elasticsearch.client.Node;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.client.RestClientBuilder;
import org.jspecify.annotations.Nullable;
import tidemark.lifecycle.Unavailable;

/** A connection to Elasticsearch: pooled, without compression, safe for many threads. */
public final class Elasticsearch implements AutoCloseable {

    private static final ContentType NDJSON = ContentType.create("application/x-ndjson");

    /** More than workers and loop together ever have in flight, so that nobody waits for a connection. */
    private static final int CONNECTIONS = 64;

    /** Shorter than the idle timeouts of usual proxies, which drop a connection without a word. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    private final RestClient client;
    private final Duration timeout;

    private Elasticsearch(RestClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    /**
     * Opens the pool; a node that is away is noticed by the first request.
     *
     * @throws tidemark.lifecycle.Refusal if the CA file cannot be used
     */
    public static Elasticsearch open(ConnectionSettings settings) {
        HttpHost[] hosts = settings.urls().stream()
                .map(url -> new HttpHost(url.getHost(), port(url.getPort(), url.getScheme()), url.getScheme()))
                .toArray(HttpHost[]::new);
        RestClientBuilder builder = RestClient.builder(hosts)
                .setCompressionEnabled(false)
                .setNodeSelector(Elasticsearch::keepFirst)
                .setRequestConfigCallback(request -> request.setConnectTimeout(millis(settings.connectTimeout()))
                        .setConnectionRequestTimeout(millis(settings.connectTimeout()))
                        .setSocketTimeout(millis(settings.requestTimeout())))
                .setHttpClientConfigCallback(http -> pool(http, settings));
        String path = settings.urls().get(0).getPath();
        if (path != null && path.length() > 1) {
            builder.setPathPrefix(path);
        }
        settings.credentials()
                .header()
                .ifPresent(value ->
                        builder.setDefaultHeaders(new BasicHeader[] {new BasicHeader("Authorization", value)}));
        return new Elasticsearch(builder.build(), settings.requestTimeout());
    }

    private static int port(int port, String scheme) {
        return port > 0 ? port : scheme.equals("https") ? 443 : 80;
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
    }

    private static HttpAsyncClientBuilder pool(HttpAsyncClientBuilder http, ConnectionSettings settings) {
        http.setMaxConnPerRoute(CONNECTIONS)
                .setMaxConnTotal(2 * CONNECTIONS)
                .setKeepAliveStrategy((response, context) -> KEEP_ALIVE.toMillis());
        SSLContext trusted = TrustedCertificates.of(settings);
        return trusted == null ? http : http.setSSLContext(trusted);
    }

    /** One node per request, see the package. */
    private static void keepFirst(Iterable<Node> nodes) {
        Iterator<Node> each = nodes.iterator();
        if (each.hasNext()) {
            each.next();
        }
        while (each.hasNext()) {
            each.next();
            each.remove();
        }
    }

    /** How long a request may take. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Asks and waits.
     *
     * @param method of HTTP
     * @param path with its query, from the root
     * @param body or null for none
     * @throws Unavailable if there is no answer; also if the thread was interrupted, its flag is then set again
     */
    public Answer call(String method, String path, @Nullable JsonNode body) {
        return call(method, path, body, timeout);
    }

    /** As {@link #call(String, String, JsonNode)}, waiting for another time. */
    public Answer call(String method, String path, @Nullable JsonNode body, Duration patience) {
        byte[] bytes = body == null ? null : body.toString().getBytes(StandardCharsets.UTF_8);
        return await(
                start(request(method, path, bytes, ContentType.APPLICATION_JSON), patience)::await,
                method + " " + path);
    }

    /**
     * As {@link #call(String, String, JsonNode)}, for an answer that is passed on.
     *
     * @param limit how many bytes it may have
     * @throws AnswerTooLarge if it has more
     */
    public RawAnswer callRaw(String method, String path, JsonNode body, int limit) {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        Request request = request(method, path, bytes, ContentType.APPLICATION_JSON);
        return await(PendingAnswer.start(client, request, timeout.toNanos(), limit)::awaitRaw, method + " " + path);
    }

    /** As {@link #call(String, String, JsonNode)}, for the line-wise bodies of bulk requests. */
    public Answer callLines(String path, byte[] lines) {
        return await(startLines(path, lines)::await, "POST " + path);
    }

    /** Sends a line-wise body and does not wait. */
    public PendingAnswer startLines(String path, byte[] lines) {
        return start(request("POST", path, lines, NDJSON), timeout);
    }

    private PendingAnswer start(Request request, Duration patience) {
        return PendingAnswer.start(client, request, patience.toNanos());
    }

    private static Request request(String method, String path, byte @Nullable [] body, ContentType type) {
        Request request = new Request(method, path);
        if (body != null) {
            request.setEntity(new ByteArrayEntity(body, type));
        }
        return request;
    }

    private interface Waiting<T> {
        T await() throws InterruptedException;
    }

    private static <T> T await(Waiting<T> pending, String what) {
        try {
            return pending.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(Unavailable.Server.ELASTICSEARCH, "Interrupted while waiting for " + what, e);
        }
    }

    /** Drops every connection. */
    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing the connections to Elasticsearch", e);
        }
    }
}
