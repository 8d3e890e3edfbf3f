package tidemark.index;

import tidemark.lifecycle.Refusal;

/** Elasticsearch does not take the mapping or the settings of a type: a matter of this type alone. */
public final class IndexRefused extends Refusal {

    private static final long serialVersionUID = 1L;

    IndexRefused(String message, String hint) {
        super(message, hint);
    }
}
