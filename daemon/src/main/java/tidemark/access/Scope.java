package tidemark.access;

import java.util.Locale;

/** What a caller may do. */
public enum Scope {
    /** Look and search. */
    READ,
    /** Change something; whoever may, may read too. */
    OPERATE;

    /** Whether a caller with this scope may do what needs the other one. */
    public boolean covers(Scope needed) {
        return compareTo(needed) >= 0;
    }

    /** Its name, as it is written in files and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
