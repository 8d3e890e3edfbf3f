package tidemark.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** A datagram socket that stands where systemd's would, and what came in on it. */
public final class Received implements AutoCloseable {

    private static final Path KERNEL = Path.of("/proc/net/unix");

    private final String name;
    private final AFUNIXDatagramSocket socket;

    private Received(String name, AFUNIXSocketAddress address) throws IOException {
        this.name = name;
        this.socket = AFUNIXDatagramSocket.newInstance();
        this.socket.bind(address);
    }

    /** At a path in this folder. */
    public static Received atPath(Path folder) throws IOException {
        Path path = folder.resolve("notify");
        return new Received(path.toString(), AFUNIXSocketAddress.of(path));
    }

    /** In the abstract namespace; the kernel must know it under just this name, without padding. */
    public static Received atAbstractName() throws IOException {
        String name = "tidemark-test-" + UUID.randomUUID();
        Received received = new Received("@" + name, AFUNIXSocketAddress.inAbstractNamespace(name));
        if (Files.readAllLines(KERNEL).stream().noneMatch(line -> line.endsWith(" @" + name))) {
            throw new IllegalStateException("the kernel knows no socket @" + name);
        }
        return received;
    }

    /** For {@code NOTIFY_SOCKET}. */
    public String name() {
        return name;
    }

    /** The next message. */
    public String next() {
        return within(Duration.ofSeconds(30));
    }

    /** What comes within this time; empty if nothing does. */
    public String within(Duration time) {
        try {
            socket.setSoTimeout((int) time.toMillis());
            DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
            socket.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next message of this kind; those before it are left out. Empty if none comes. */
    public String nextThat(Predicate<String> kind) {
        String message = next();
        while (!message.isEmpty() && !kind.test(message)) {
            message = next();
        }
        return message;
    }

    /** Messages up to and with this one. */
    public List<String> upTo(String last) {
        List<String> messages = new ArrayList<>();
        do {
            messages.add(next());
        } while (!messages.contains(last) && !messages.contains(""));
        return messages;
    }

    @Override
    public void close() {
        socket.close();
    }
}
