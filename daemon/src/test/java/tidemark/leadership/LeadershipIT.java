package tidemark.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Database;
import tidemark.sandbox.Servers;
import tidemark.snapshot.Source;

class LeadershipIT {

    private static final Duration TRUST = Duration.ofSeconds(4);

    private static Database database;
    private static Source source;

    @BeforeAll
    static void open() {
        database = Servers.forTests().createDatabase();
        source = Source.of(database.bareJdbcUrl(), database.user(), database.password())
                .named("tidemark-leadership")
                .silentFor(Duration.ofSeconds(2));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void oneLeadsUntilItCloses() {
        try (Leadership first = new Leadership("a", source::open, TRUST);
                Leadership second = new Leadership("a", source::open, TRUST);
                Leadership other = new Leadership("b", source::open, TRUST)) {
            assertThat(first.tryLead()).isTrue();
            assertThat(first.tryLead()).isTrue();
            assertThat(first.leads()).isTrue();
            assertThat(second.tryLead()).isFalse();
            assertThat(other.tryLead()).isTrue();
            first.close();
            assertThat(first.leads()).isFalse();
            assertThat(second.tryLead()).isTrue();
        }
    }

    @Test
    void theStandbyTakesOverSoonAfterTheLeadersSessionEnds() throws SQLException {
        try (Leadership first = new Leadership("c", source::open, TRUST);
                Leadership second = new Leadership("c", source::open, TRUST)) {
            assertThat(first.tryLead()).isTrue();
            second.start();
            endSessions();
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(second::leads);
        }
    }

    @Test
    void aLockThatWasNotConfirmedWithinTheTrustWindowDoesNotCount() {
        try (Leadership lonely = new Leadership("d", source::open, Duration.ofMillis(1))) {
            assertThat(lonely.tryLead()).isTrue();
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !lonely.leads());
        }
    }

    @Test
    void aLockThatSomebodyTookAwayIsNoticed() {
        Connection[] held = new Connection[1];
        try (Leadership robbed = new Leadership(
                "e",
                () -> {
                    held[0] = source.open();
                    return held[0];
                },
                TRUST)) {
            assertThat(robbed.tryLead()).isTrue();
            try (Statement statement = held[0].createStatement()) {
                statement.execute("SELECT pg_advisory_unlock_all()");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
            assertThat(robbed.tryLead()).isFalse();
        }
    }

    private static void endSessions() throws SQLException {
        try (Connection admin = database.connect();
                Statement statement = admin.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
                    + " 'tidemark-leadership' AND datname = current_database() AND query LIKE '%advisory_lock%'");
        }
    }
}
