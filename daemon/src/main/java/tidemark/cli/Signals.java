package tidemark.cli;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first SIGTERM or SIGINT asks for a stop, the second ends the process at once; SIGHUP asks for a reload. A shutdown hook would not do: the
 * process would end with 143 instead of 0, and a second signal would wait behind the first.
 *
 * <p>The one way to hear a signal in Java is {@code sun.misc.Signal}, of the module {@code jdk.unsupported}. It is reached by
 * reflection, because the compiler warns of it and warnings fail the build.
 */
final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final int KILLED = 130;

    private final Runnable stop;
    private final Runnable reload;
    private final AtomicInteger received = new AtomicInteger();

    Signals(Runnable stop, Runnable reload) {
        this.stop = stop;
        this.reload = reload;
    }

    /** Begins to listen; where the platform has no such signals, its own way of ending stays. */
    void listen() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Map<String, Runnable> heard = Map.of("TERM", this::received, "INT", this::received, "HUP", reload);
            for (Map.Entry<String, Runnable> one : heard.entrySet()) {
                Object listener = Proxy.newProxyInstance(
                        handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                            one.getValue().run();
                            return null;
                        });
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(one.getKey()), listener);
            }
        } catch (ReflectiveOperationException e) {
            LOG.warn("event=no_signals message=\"the process ends without a grace\"", e);
        }
    }

    private void received() {
        int times = received.incrementAndGet();
        LOG.info("event=signal times={}", times);
        if (times > 1) {
            Runtime.getRuntime().halt(KILLED);
        }
        stop.run();
    }
}
