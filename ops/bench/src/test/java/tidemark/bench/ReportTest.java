package tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTest {

    private static Report report() {
        Report report = new Report();
        report.circumstance("PostgreSQL", "18");
        report.circumstance("TPC-H", "scale factor 0.01");
        report.figure("documents", "documents", 15_000, "", 0);
        report.figure("order_p50_ms", "p50", 41.26, "ms", 1);
        return report;
    }

    @Test
    void theTableHasItsNumbersInOneColumn() {
        assertThat(report().table()).isEqualTo("""
                PostgreSQL  18
                TPC-H       scale factor 0.01

                documents  15,000
                p50          41.3 ms
                """);
    }

    @Test
    void jsonHasEveryDigitUnderTheKey() {
        assertThat(report().json()).hasToString("""
                {"circumstances":{"PostgreSQL":"18","TPC-H":"scale factor 0.01"},\
                "figures":{"documents":15000.0,"order_p50_ms":41.26}}""");
    }
}
