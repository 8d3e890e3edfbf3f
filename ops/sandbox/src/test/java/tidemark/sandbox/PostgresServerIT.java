package tidemark.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {
    private PostgresServer postgres;
    private String url;

    @BeforeEach
    void start() throws Exception {
        postgres = PostgresServer.start(PostgresOptions.defaults().with("work_mem", "5MB"));
        url = postgres.createDatabase().jdbcUrl();
        Sql.execute(url, "CREATE TABLE note (text text)");
        write("first");
    }

    @AfterEach
    void close() {
        postgres.close();
    }

    private void write(String text) throws SQLException {
        Sql.execute(url, "INSERT INTO note VALUES ('" + text + "')");
    }

    private static String notes(String url) throws SQLException {
        return Sql.value(url, "SELECT string_agg(text, ' ' ORDER BY text) FROM note");
    }

    @Test
    void settingsAreThoseOfAServerInUseAndTheCallersComeOnTop() throws Exception {
        assertThat(Sql.value(url, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(Sql.value(url, "SHOW wal_level")).isEqualTo("replica");
        assertThat(Sql.value(url, "SHOW max_prepared_transactions")).isNotEqualTo("0");
        assertThat(Sql.value(url, "SHOW work_mem")).isEqualTo("5MB");
    }

    @Test
    void dataOutliveEveryKindOfStop() throws Exception {
        postgres.restart();
        write("stopped");
        postgres.stopImmediately();
        assertThat(postgres.isRunning()).isFalse();
        postgres.start();
        write("then-killed");
        postgres.kill();
        assertThatThrownBy(() -> notes(url)).isInstanceOf(SQLException.class);
        postgres.start();
        assertThat(notes(url)).isEqualTo("first stopped then-killed");
    }

    @Test
    void dataArePutBackToAnEarlierCopyAsOftenAsWanted() throws Exception {
        Path hot = postgres.copyDataFolder();
        write("second");
        postgres.stop();
        Path cold = postgres.copyDataFolder();
        postgres.start();
        write("third");

        postgres.restoreFrom(hot);
        assertThat(notes(url)).isEqualTo("first");
        write("other");
        postgres.restoreFrom(cold);
        assertThat(notes(url)).isEqualTo("first second");
        postgres.restoreFrom(hot);
        assertThat(notes(url)).isEqualTo("first");
    }

    @Test
    void aStandbyFollowsAndIsPromoted() throws Exception {
        try (PostgresServer standby = postgres.standby()) {
            String copy = url.replace(":" + postgres.port() + "/", ":" + standby.port() + "/");
            assertThat(Sql.value(copy, "SELECT pg_is_in_recovery()")).isEqualTo("t");
            write("second");
            assertThat(Await.until(Duration.ofSeconds(20), () -> reads(copy, "first second")))
                    .isTrue();

            postgres.kill();
            standby.promote();
            Sql.execute(copy, "INSERT INTO note VALUES ('third')");
            assertThat(notes(copy)).isEqualTo("first second third");
        }
    }

    private static boolean reads(String url, String expected) {
        try {
            return expected.equals(notes(url));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDataFolderInUseIsRefusedAndAClosedOneIsStartedAgain(@TempDir Path folder) throws Exception {
        PostgresOptions lasting = PostgresOptions.defaults().withDataFolder(folder.resolve("postgres"));
        try (PostgresServer first = PostgresServer.start(lasting)) {
            Sql.execute(first.jdbcUrl("postgres"), "CREATE TABLE here AS SELECT 1 AS one");
            assertThatThrownBy(() -> PostgresServer.start(lasting))
                    .isInstanceOf(SandboxException.class)
                    .hasMessageContaining("in use");
        }
        try (PostgresServer again = PostgresServer.start(lasting)) {
            assertThat(Sql.value(again.jdbcUrl("postgres"), "SELECT one FROM here"))
                    .isEqualTo("1");
        }
    }

    @Test
    void aFailedStartTellsWhyAndLeavesNothing(@TempDir Path folder) {
        PostgresOptions wrong = PostgresOptions.defaults()
                .withDataFolder(folder.resolve("postgres"))
                .with("shared_buffers", "much");
        assertThatThrownBy(() -> PostgresServer.start(wrong)).hasMessageContaining("shared_buffers");
        PostgresServer.start(wrong.with("shared_buffers", "16MB")).close();
    }

    @Test
    void passingDataGoWhenTheServerIsClosed() {
        Path folder = postgres.dataFolder();
        postgres.close();
        assertThat(Files.exists(folder)).isFalse();
    }
}
