package tidemark.telemetry;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What one scrape read of what stands. One thread's. */
public final class Readings {

    private record Point(Labels labels, double value) {}

    private final Map<Family, List<Point>> points = new EnumMap<>(Family.class);

    /**
     * Notes a value.
     *
     * @param labels values of the family's labels, in their order
     */
    public void put(Family family, double value, String... labels) {
        String[] names = family.labels().toArray(new String[0]);
        if (labels.length != names.length || family.kind() == Family.Kind.HISTOGRAM) {
            throw new IllegalArgumentException(family + " takes one value for each label of " + family.labels());
        }
        points.computeIfAbsent(family, any -> new ArrayList<>()).add(new Point(Labels.of(names, labels), value));
    }

    /** Notes a count; beyond 2^53 the format itself rounds. */
    public void put(Family family, long value, String... labels) {
        put(family, (double) value, labels);
    }

    /** Notes a yes as 1 and a no as 0. */
    public void put(Family family, boolean value, String... labels) {
        put(family, value ? 1L : 0L, labels);
    }

    MetricSnapshots snapshots() {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        points.forEach((family, all) -> snapshots.add(snapshot(family, all)));
        return new MetricSnapshots(snapshots);
    }

    private static MetricSnapshot snapshot(Family family, List<Point> points) {
        if (family.kind() == Family.Kind.COUNTER) {
            CounterSnapshot.Builder counter =
                    CounterSnapshot.builder().name(family.base()).help(family.help());
            points.forEach(point -> counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(point.labels())
                    .value(point.value())
                    .build()));
            return counter.build();
        }
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name(family.base()).help(family.help());
        points.forEach(point -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(point.labels())
                .value(point.value())
                .build()));
        return gauge.build();
    }
}
