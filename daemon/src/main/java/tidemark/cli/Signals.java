package tidemark.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first SIGTERM or SIGINT asks for a stop, the second ends the process at once. A shutdown hook would not do: the
 * process would end with 143 instead of 0, and a second signal would wait behind the first.
 *
 * <p>The one way to hear a signal in Java is {@code sun.misc.Signal}, of the module {@code jdk.unsupported}. It is reached by
 * reflection, because the compiler warns of it and warnings fail the build.
 */
final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final int KILLED = 130;

    private final Runnable stop;
    private final AtomicInteger received = new AtomicInteger();

    Signals(Runnable stop) {
        this.stop = stop;
    }

    /** Begins to listen; where the platform has no such signals, its own way of ending stays. */
    void listen() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object listener = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        received();
                        return null;
                    });
            for (String name : List.of("TERM", "INT")) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
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
