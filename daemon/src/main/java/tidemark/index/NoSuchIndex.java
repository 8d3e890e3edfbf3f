package tidemark.index;

import tidemark.lifecycle.Unavailable;

/** Nothing has this name, or serves under it: not yet, or not any more. */
public final class NoSuchIndex extends Unavailable {

    private static final long serialVersionUID = 1L;

    static final String TYPE = "index_not_found_exception";

    NoSuchIndex(String name) {
        super(Server.ELASTICSEARCH, "there is no index " + name, null);
    }
}
