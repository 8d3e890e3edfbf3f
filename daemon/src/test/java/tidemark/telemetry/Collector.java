package tidemark.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** Stands in for a collector: takes OTLP over HTTP as protobuf, and keeps the spans. */
public final class Collector implements AutoCloseable {

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> resources = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final List<String> contentTypes = new CopyOnWriteArrayList<>();

    /** Listens at once. */
    public Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    /** The address for traces. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            InputStream body = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            contentTypes.add(exchange.getRequestHeaders().getFirst("Content-Type"));
            request.getResourceSpansList().forEach(one -> {
                resources.add(attributes(one.getResource().getAttributesList()));
                one.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
            });
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** All spans of this name, in the order of their arrival. */
    public List<Span> spans(String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).toList();
    }

    List<Map<String, String>> resources() {
        return resources;
    }

    /** What each request said in its header. */
    public List<String> authorizations() {
        return new ArrayList<>(authorizations);
    }

    List<String> contentTypes() {
        return contentTypes;
    }

    /** Attributes of a span by name, as text. */
    public static Map<String, String> attributes(Span span) {
        return attributes(span.getAttributesList());
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        Map<String, String> byName = new TreeMap<>();
        attributes.forEach(one -> byName.put(one.getKey(), text(one.getValue())));
        return byName;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case INT_VALUE -> Long.toString(value.getIntValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            case STRING_VALUE -> value.getStringValue();
            default -> value.toString();
        };
    }

    /** What an exception on a span says, by attribute of the event. */
    static Map<String, String> exception(Span span) {
        return attributes(span.getEvents(0).getAttributesList());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
