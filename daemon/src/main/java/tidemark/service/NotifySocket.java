package tidemark.service;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** The datagram socket that {@code NOTIFY_SOCKET} names: a path, or with {@code @} in front a name in Linux's abstract namespace. */
final class NotifySocket implements AutoCloseable {

    private final AFUNIXSocketAddress address;
    private final AFUNIXDatagramChannel channel;

    private NotifySocket(AFUNIXSocketAddress address, AFUNIXDatagramChannel channel) {
        this.address = address;
        this.channel = channel;
    }

    /**
     * Opens it; nothing is sent.
     *
     * @param name as in {@code NOTIFY_SOCKET}
     * @throws IOException if there is no such kind of address, or no datagram socket to be had on this platform
     */
    static NotifySocket open(String name) throws IOException {
        try {
            AFUNIXSocketAddress address = address(name);
            AFUNIXDatagramChannel channel = AFUNIXDatagramChannel.open();
            // What waits here waits for systemd; a full queue is an error to tell, nothing to hang on.
            channel.configureBlocking(false);
            return new NotifySocket(address, channel);
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError e) {
            // Of native code that this platform has not: the daemon works without, so that it is no reason to end.
            throw new IOException("no native code for datagram sockets: " + e, e);
        }
    }

    private static AFUNIXSocketAddress address(String name) throws IOException {
        try {
            if (name.startsWith("@") && name.length() > 1) {
                return AFUNIXSocketAddress.inAbstractNamespace(name.substring(1));
            }
            if (name.startsWith("/")) {
                return AFUNIXSocketAddress.of(Path.of(name));
            }
        } catch (InvalidPathException e) {
            throw new IOException("NOTIFY_SOCKET is no path: " + name, e);
        }
        throw new IOException("expected NOTIFY_SOCKET to be an absolute path or @name, got '" + name + "'");
    }

    /**
     * Sends one message.
     *
     * @param text lines of {@code NAME=value}
     * @throws IOException if nobody takes it
     */
    void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (channel.send(ByteBuffer.wrap(bytes), address) != bytes.length) {
            throw new IOException("the queue of " + address + " is full");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
