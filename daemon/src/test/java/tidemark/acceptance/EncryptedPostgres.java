package tidemark.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import tidemark.NotRun;
import tidemark.sandbox.PostgresAddress;
import tidemark.sandbox.PostgresOptions;
import tidemark.sandbox.PostgresServer;
import tidemark.tls.Authority;

/** A PostgreSQL that lets nobody in without TLS and a password. */
record EncryptedPostgres(PostgresServer server, PostgresAddress address) implements AutoCloseable {

    /** With a certificate of this authority for 127.0.0.1. */
    static EncryptedPostgres start(Authority authority, String password) {
        PostgresServer server = PostgresServer.start(PostgresOptions.defaults());
        try {
            PostgresAddress open = server.address();
            try (Connection connection = open.connect("postgres");
                    Statement statement = connection.createStatement()) {
                statement.execute("ALTER ROLE postgres PASSWORD '" + password + "'");
                certificate(server.dataFolder(), authority.issue("CN=postgres", "127.0.0.1"));
                statement.execute("ALTER SYSTEM SET ssl = on");
                Files.writeString(
                        server.dataFolder().resolve("pg_hba.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
                statement.execute("SELECT pg_reload_conf()");
            }
            PostgresAddress guarded =
                    new PostgresAddress(open.maintenanceUrl() + "&password=" + password + "&sslmode=require");
            Drill.until(Duration.ofSeconds(30), "PostgreSQL speaks TLS and nothing else", () -> demands(open, guarded));
            return new EncryptedPostgres(server, guarded);
        } catch (SQLException e) {
            server.close();
            // A server that was built without it says so here: feature not supported, or a value that is none.
            NotRun.because("this PostgreSQL has no TLS: " + e.getMessage());
            throw new IllegalStateException(e);
        } catch (IOException e) {
            server.close();
            throw new UncheckedIOException(e);
        }
    }

    static void certificate(Path folder, Authority.Issued issued) throws IOException {
        Files.writeString(folder.resolve("server.crt"), issued.pem());
        Path key = Files.writeString(folder.resolve("server.key"), issued.key());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private static boolean demands(PostgresAddress open, PostgresAddress guarded) {
        try (Connection connection = guarded.connect("postgres")) {
            if (!connection.isValid(5)) {
                return false;
            }
        } catch (SQLException notYet) {
            return false;
        }
        try (Connection plain = new PostgresAddress(open.maintenanceUrl() + "&sslmode=disable").connect("postgres")) {
            return false;
        } catch (SQLException refused) {
            return true;
        }
    }

    /** Shows another certificate from now on. */
    void shows(Authority.Issued issued) {
        try (Connection connection = address.connect("postgres");
                Statement statement = connection.createStatement()) {
            certificate(server.dataFolder(), issued);
            statement.execute("SELECT pg_reload_conf()");
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("PostgreSQL cannot take another certificate", e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
