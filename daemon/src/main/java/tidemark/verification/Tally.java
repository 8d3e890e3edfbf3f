package tidemark.verification;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a comparison has found so far. Belongs to one thread. */
public final class Tally {

    /** Drifts that are kept in full. */
    static final int SHOWN = 100;

    long checked;
    long troubled;
    long unsettled;
    long unchecked;
    long repaired;
    private final Map<Drift.Kind, Long> counts = new EnumMap<>(Drift.Kind.class);
    private final List<Drift> drifts = new ArrayList<>();

    void found(Drift drift) {
        counts.merge(drift.kind(), 1L, Long::sum);
        if (drifts.size() < SHOWN) {
            drifts.add(drift);
        }
    }

    /** Documents that are not what their rows say. */
    public long drifted() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The first of them. */
    public List<Drift> drifts() {
        return List.copyOf(drifts);
    }

    /** In one line. */
    public String words() {
        return checked + " compared, " + counts.getOrDefault(Drift.Kind.MISSING, 0L) + " missing, "
                + counts.getOrDefault(Drift.Kind.EXTRA, 0L) + " extra, "
                + counts.getOrDefault(Drift.Kind.DIFFERENT, 0L) + " different"
                + (repaired == 0 ? "" : ", " + repaired + " mended")
                + (troubled == 0 ? "" : ", " + troubled + " troubled")
                + (unsettled == 0 ? "" : ", " + unsettled + " changing too often to tell")
                + (unchecked == 0 ? "" : ", " + unchecked + " with hashed ids not looked up");
    }

    /** Goes on from what was {@linkplain #write written}. */
    void read(ObjectNode json) {
        checked = json.path("checked").asLong();
        repaired = json.path("repaired").asLong();
        troubled = json.path("troubled").asLong();
        unsettled = json.path("unsettled").asLong();
        unchecked = json.path("unchecked").asLong();
        for (Drift.Kind kind : Drift.Kind.values()) {
            counts.put(kind, json.path(kind.name().toLowerCase(Locale.ROOT)).asLong());
        }
        json.path("drifts").forEach(drift -> drifts.add(Drift.read(drift)));
    }

    /** Puts its figures, and the drifts under {@code drifts}. */
    public ObjectNode write(ObjectNode json) {
        json.put("checked", checked)
                .put("missing", counts.getOrDefault(Drift.Kind.MISSING, 0L))
                .put("extra", counts.getOrDefault(Drift.Kind.EXTRA, 0L))
                .put("different", counts.getOrDefault(Drift.Kind.DIFFERENT, 0L))
                .put("repaired", repaired)
                .put("troubled", troubled)
                .put("unsettled", unsettled)
                .put("unchecked", unchecked);
        json.putArray("drifts");
        drifts.forEach(drift -> json.withArray("drifts").add(drift.json()));
        return json;
    }
}
