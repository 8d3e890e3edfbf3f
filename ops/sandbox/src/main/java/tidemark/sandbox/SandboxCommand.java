package tidemark.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What {@code ops/sandbox/run} runs: both servers until Ctrl-C or the end of standard input. */
public final class SandboxCommand {
    private static final String USAGE = """
            usage: ops/sandbox/run [OPTION]...
              --data DIR                 keep the data in DIR (else they are gone at the end)
              --postgres-port PORT       instead of a free one
              --elasticsearch-port PORT  instead of a free one
              --heap SIZE                of Elasticsearch, such as 1g (512m)
              --env                      print only lines for a shell: export NAME='VALUE'
            Runs until Ctrl-C, SIGTERM or the end of standard input.
            """;

    private PostgresOptions postgres = PostgresOptions.defaults();
    private ElasticsearchOptions elasticsearch = ElasticsearchOptions.defaults().withQuickStart(false);
    private boolean environmentOnly;

    private SandboxCommand() {}

    public static void main(String[] arguments) throws IOException {
        if (List.of(arguments).contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        SandboxCommand command = new SandboxCommand();
        try {
            command.read(new ArrayDeque<>(List.of(arguments)));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            System.exit(2);
        }
        try {
            command.run(System.in, System.out);
        } catch (SandboxException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private void read(Deque<String> arguments) {
        while (!arguments.isEmpty()) {
            String option = arguments.pop();
            if (option.equals("--env")) {
                environmentOnly = true;
            } else if (arguments.isEmpty()) {
                throw new IllegalArgumentException("unknown option, or one without its value: " + option);
            } else {
                read(option, arguments.pop());
            }
        }
    }

    private void read(String option, String value) {
        switch (option) {
            case "--data" -> {
                postgres = postgres.withDataFolder(Path.of(value, "postgres"));
                elasticsearch = elasticsearch.withDataFolder(Path.of(value, "elasticsearch"));
            }
            case "--postgres-port" -> postgres = postgres.withPort(Integer.parseInt(value));
            case "--elasticsearch-port" -> elasticsearch = elasticsearch.withPort(Integer.parseInt(value));
            case "--heap" -> elasticsearch = elasticsearch.withHeap(value);
            default -> throw new IllegalArgumentException("unknown option: " + option);
        }
    }

    private void run(InputStream in, PrintStream out) throws IOException {
        try (Sandbox sandbox = Sandbox.start(postgres, elasticsearch)) {
            String url = sandbox.postgres().address().maintenanceUrl();
            if (environmentOnly) {
                out.printf("export %s='%s'%n", Servers.POSTGRES_VARIABLE, url);
                out.printf(
                        "export %s='%s'%n",
                        Servers.ELASTICSEARCH_VARIABLE, sandbox.elasticsearch().url());
            } else {
                out.printf("PostgreSQL     %s%n", url);
                out.printf("Elasticsearch  %s%n", sandbox.elasticsearch().url());
                out.printf("Ctrl-C or the end of standard input stops both.%n");
            }
            out.flush();
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }
}
