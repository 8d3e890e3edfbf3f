package tidemark.config;

import java.util.List;

/**
 * Audits.
 *
 * @param passes 1: a document is written with its audit; 2: first without, and searchable, then with it
 */
public record AuditSettings(int passes) {

    static final Key<Integer> PASSES = new Key<>(
            "audits.passes",
            Kind.integer(1, 2),
            "1",
            "1: a document becomes searchable with its audit. 2: at once, with the audit of its predecessor and audit_stale: true;"
                    + " the audit follows.");

    static final Section<AuditSettings> SECTION = new Section<>(
            "audits",
            "When documents are audited; the rules are those of each type.",
            List.of(PASSES),
            values -> new AuditSettings(values.get(PASSES)));

    /** Checks each value. */
    public AuditSettings {
        PASSES.check(passes);
    }

    /** Whether audits follow in a second pass. */
    public boolean second() {
        return passes == 2;
    }
}
