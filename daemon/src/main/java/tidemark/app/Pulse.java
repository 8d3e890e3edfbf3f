package tidemark.app;

import tidemark.capture.ChangeLog;
import tidemark.change.Position;
import tidemark.cycle.MasterLoop;
import tidemark.snapshot.Source;

/** The probe with a connection of its own, opened anew after a failure. Used by the loop's thread. */
final class Pulse implements MasterLoop.Probe, AutoCloseable {

    private final KeptConnection connection;
    private final ChangeLog log;

    Pulse(Source source, ChangeLog log) {
        this.connection = new KeptConnection(source.named("tidemark pulse"));
        this.log = log;
    }

    @Override
    public Found ask(Position position, boolean awaited) {
        try {
            boolean fresh = !connection.isOpen();
            ChangeLog.Probe found = log.probe(connection.get(), position);
            return new Found(fresh || found.anythingNew(), found.snapshot(), found.recovery());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
