package tidemark.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What people ask of the daemon as a whole. May wait for a server; each method throws {@link Problem}. */
public interface Controls {

    /**
     * An answer.
     *
     * @param leads whether this daemon acts on it; otherwise it is stored for the one that leads
     */
    record Reply(ObjectNode body, boolean leads) {}

    /** Nothing is indexed from now on. */
    Reply pause(String reason);

    /** Indexing goes on. */
    Reply resume();

    /** Reads the configuration again. */
    ObjectNode reload();
}
