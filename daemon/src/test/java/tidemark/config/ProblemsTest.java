package tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tidemark.plan.Problem;

class ProblemsTest {

    private static final String TYPES = "types: {track: {}}\n";

    private static List<String> problems(String yaml, Map<String, String> environment, String... flags) {
        try {
            new ConfigurationReader(Path.of("t.yaml"), environment).read(yaml, List.of(flags));
            return List.of();
        } catch (ConfigurationException e) {
            return e.problems().stream().map(Problem::toString).toList();
        }
    }

    static Stream<Arguments> mistakesInTheFile() {
        return Stream.of(
                // keys
                bad(
                        "cycle: {intervall: 1s}",
                        "t.yaml:1 cycle.intervall: unknown key 'intervall'\n    did you mean interval?"),
                bad("\npostgres:\n  ulr: x", "t.yaml:3 postgres.ulr: unknown key 'ulr'\n    did you mean url?"),
                bad("cyle: {interval: 1s}", "t.yaml:1 cyle: unknown key 'cyle'\n    did you mean cycle?"),
                bad("interval: 1s", "t.yaml:1 interval: unknown key 'interval'\n    did you mean cycle.interval?"),
                bad(
                        "cycle: {connect_timeout: 1s}",
                        "t.yaml:1 cycle.connect_timeout: unknown key 'connect_timeout'\n"
                                + "    did you mean postgres.connect_timeout or elasticsearch.connect_timeout?"),
                bad(
                        "http: {zzzzzz: 1}",
                        "t.yaml:1 http.zzzzzz: unknown key 'zzzzzz'\n    known here: host, port, hosts, tokens_file, tls_certificate, tls_key, tls_client_ca, tls_clients"),
                bad(
                        "http:\n  port: 1\n  host: localhost\n  port: 2",
                        "t.yaml:4 http.port: the key is there twice, first on line 2\n    leave one out"),
                bad(
                        "http: {port: 1}\nhttp: {port: 2}",
                        "t.yaml:2 http: the key is there twice, first on line 1\n    leave one out"),
                bad(
                        "? [a, b]\n: c",
                        "t.yaml:1 configuration: expected a key that is text\n    quote it if it begins with [, { or ?"),
                // wrong types
                bad("http: 9402", "t.yaml:1 http: expected keys with values, got '9402'"),
                bad("http: [9402]", "t.yaml:1 http: expected keys with values, got a list"),
                bad("http: {port: [1]}", "t.yaml:1 http.port: expected a whole number from 0 to 65535, got a list"),
                bad(
                        "http: {port: {a: 1}}",
                        "t.yaml:1 http.port: expected a whole number from 0 to 65535, got a mapping"),
                bad("http: {port: }", "t.yaml:1 http.port: expected a whole number from 0 to 65535, got nothing"),
                bad("http: {port: ''}", "t.yaml:1 http.port: expected a whole number from 0 to 65535, got ''"),
                bad("http: {port: 94o2}", "t.yaml:1 http.port: expected a whole number from 0 to 65535, got '94o2'"),
                bad("http: {port: -1}", "t.yaml:1 http.port: expected a whole number from 0 to 65535, got '-1'"),
                bad("http: {port: 0x10}", "t.yaml:1 http.port: expected a whole number from 0 to 65535, got '0x10'"),
                bad(
                        "http: {port: 99999999999999999}",
                        "t.yaml:1 http.port: expected a whole number from 0 to 65535, got '99999999999999999'"),
                bad("cycle: {interval: 60}", "t.yaml:1 cycle.interval: expected a duration from 1s to 24h, got '60'"),
                bad(
                        "cycle: {interval: 60 s}",
                        "t.yaml:1 cycle.interval: expected a duration from 1s to 24h, got '60 s'"),
                bad(
                        "cycle: {interval: 100ms}",
                        "t.yaml:1 cycle.interval: expected a duration from 1s to 24h, got '100ms'"),
                bad(
                        "cycle: {batch_bytes: 5}",
                        "t.yaml:1 cycle.batch_bytes: expected a size from 64KB to 90MB, got '5'"),
                bad(
                        "cycle: {batch_bytes: 200MB}",
                        "t.yaml:1 cycle.batch_bytes: expected a size from 64KB to 90MB, got '200MB'"),
                bad(
                        "cycle: {batch_bytes: 999999999999GB}",
                        "t.yaml:1 cycle.batch_bytes: expected a size from 64KB to 90MB, got '999999999999GB'"),
                bad(
                        "cycle: {full_reindex_share: 20%}",
                        "t.yaml:1 cycle.full_reindex_share: expected a number from 0 to 1, such as 0.2, got '20%'"),
                bad(
                        "cycle: {full_reindex_share: NaN}",
                        "t.yaml:1 cycle.full_reindex_share: expected a number from 0 to 1, such as 0.2, got 'NaN'"),
                bad(
                        "cycle: {workers: 0}",
                        "t.yaml:1 cycle.workers: expected a whole number from 1 to 256, or auto (one per processor), got '0'"),
                bad("log: {format: xml}", "t.yaml:1 log.format: expected one of text, json, got 'xml'"),
                bad(
                        "name: My Shop",
                        "t.yaml:1 name: expected a name of lower case letters, digits, - and _, got 'My Shop'"),
                bad(
                        "elasticsearch: {urls: [localhost:9200]}",
                        "t.yaml:1 elasticsearch.urls: expected a list of addresses such as http://host:9200, without user"
                                + " and password, got 'localhost:9200'"),
                bad(
                        "elasticsearch: {urls: []}",
                        "t.yaml:1 elasticsearch.urls: expected a list of addresses such as http://host:9200, without user"
                                + " and password, got an empty list"),
                bad(
                        "elasticsearch: {urls: ['http://a', 'http://a']}",
                        "t.yaml:1 elasticsearch.urls[1]: 'http://a' is there twice\n    leave one out"),
                bad(
                        "elasticsearch: {ca_file: /nowhere/ca.pem}",
                        "t.yaml:1 elasticsearch.ca_file: expected a file that can be read, got '/nowhere/ca.pem'"),
                bad(
                        "postgres: {url: 'mysql://u:hidden@h/db'}",
                        "t.yaml:1 postgres.url: expected postgresql://host:port/database or"
                                + " jdbc:postgresql://host:port/database"),
                bad(
                        "postgres: {url: 'postgresql://host:5432'}",
                        "t.yaml:1 postgres.url: expected postgresql://host:port/database or"
                                + " jdbc:postgresql://host:port/database"),
                bad("postgres: {password: ''}", "t.yaml:1 postgres.password: expected a secret that is not empty"),
                // values that do not go together
                bad(
                        "postgres:\n  statement_timeout: 2m",
                        "t.yaml:1 postgres.socket_timeout: must be longer than postgres.statement_timeout, else long"
                                + " statements kill their connections"),
                bad(
                        "postgres:\n  url: postgresql://a@h/db\n  user: b",
                        "t.yaml:3 postgres.user: is given twice: by its key and inside postgres.url; leave one out"),
                bad(
                        "cycle:\n  pulse: 10s\n  interval: 5s",
                        "t.yaml:2 cycle.pulse: must not be longer than cycle.interval"),
                bad(
                        "cycle:\n  retry_cap: 50ms",
                        "t.yaml:2 cycle.retry_cap: must not be shorter than cycle.retry_first"),
                bad("elasticsearch: {user: e}", "t.yaml:1 elasticsearch.user: needs elasticsearch.password beside it"),
                bad(
                        "elasticsearch: {user: e, password: p, api_key: k}",
                        "t.yaml:1 elasticsearch.api_key: stands instead of elasticsearch.user and"
                                + " elasticsearch.password; leave one out"),
                bad(
                        "elasticsearch: {meta_index: track}",
                        "t.yaml:2 types.track: its alias would be track, the meta index\n"
                                + "    rename the type, or change elasticsearch.meta_index or index.prefix"),
                // placeholders
                bad(
                        "name: ${NOPE}",
                        "t.yaml:1 name: the environment variable NOPE is not set\n    set it, or write ${NOPE:-default}"),
                bad(
                        "name: '${file:/nowhere/x}'",
                        "t.yaml:1 name: cannot read the file /nowhere/x (NoSuchFileException)\n"
                                + "    make it readable for the user that runs the daemon"),
                bad(
                        "name: '${a b}'",
                        "t.yaml:1 name: expected ${NAME}, ${NAME:-default}, ${file:/path} or ${credential:name}, got another thing between ${ and }\n"
                                + "    write $${ for a literal ${"),
                bad(
                        "name: 'x${A'",
                        "t.yaml:1 name: a placeholder has no closing brace\n    write $${ for a literal ${"),
                // YAML itself
                bad("a: b: c", "t.yaml:1 configuration: this is not YAML: mapping values are not allowed here"),
                bad(
                        "name: tidemark\n  interval: 1s",
                        "t.yaml:2 configuration: this is not YAML: mapping values are not allowed here"),
                bad(
                        "http: &a {host: *a}",
                        "t.yaml:1 http: an alias that contains itself",
                        "t.yaml:1 http: expected keys with values, got ''"));
    }

    static Stream<Arguments> mistakesInTypes() {
        return Stream.of(
                bad("types: [track]", "t.yaml:1 types: expected document types by name, got a list"),
                bad(
                        "types: {}",
                        "t.yaml:1 types: expected at least one document type\n    for instance\n    types:\n      track:\n"
                                + "        table: track\n        embed: [album.artist]"),
                bad("types: {track: Track}", "t.yaml:1 types.track: expected keys with values, got 'Track'"),
                bad(
                        "types: {Track: {}}",
                        "t.yaml:1 types.Track: expected the name of a type: lower case letters, digits, - and _, got"
                                + " 'Track'\n    the table's own name, in any case, goes to table:"),
                bad(
                        "types: {log-2024: {}}",
                        "t.yaml:1 types.log-2024: the name of a type does not end in a dash and a number: physical"
                                + " indices are named so\n    write 'log_2024'"),
                type("tabel: a", "tabel: unknown key 'tabel'\n    did you mean table?"),
                type(
                        "table: '\"Track\"'",
                        "table: expected table or schema.table without quotes, got '\"Track\"'\n"
                                + "    write it as the database has it: upper and lower case are kept"),
                type("table: ''", "table: expected table or schema.table, got ''"),
                type("where: ", "where: expected an SQL condition, got nothing"),
                type(
                        "columns: a",
                        "columns: expected a list of columns, or {only: […], except: […], as: {column:"
                                + " field}}, got 'a'"),
                type("columns: []", "columns: expected a list of columns, got an empty list"),
                type("columns: [a, a]", "columns[1]: 'a' is there twice\n    leave one out"),
                type("columns: [[a]]", "columns[0]: expected a list of columns, got a list"),
                type("columns: {excep: [a]}", "columns.excep: unknown key 'excep'\n    did you mean except?"),
                type(
                        "columns: {only: [a], except: [b]}",
                        "columns: only and except exclude each other\n    leave one out"),
                type("columns: {as: {a: x, b: x}}", "columns.as.b: 'a' is named 'x' too\n    choose another name"),
                type("columns: {as: {a: x.y}}", "columns.as.a: expected the name of a field, without dots, got 'x.y'"),
                type("columns: {as: [a]}", "columns.as: expected fields by column, {column: field}, got a list"),
                type(
                        "mapping: {a: keyword}",
                        "mapping.a: expected a field mapping such as {type: keyword}, got 'keyword'"),
                type("mapping: {a: }", "mapping.a: expected a value, got nothing"),
                type("settings: [a]", "settings: expected index settings, {setting: value}, got a list"),
                type("embed: album", "embed: expected a list of embeds, got 'album'\n    begin each with '- '"),
                type("embed: {album: x}", "embed: expected a list of embeds, got a mapping\n    begin each with '- '"),
                type(
                        "embed: [a..b]",
                        "embed[0]: expected a path such as album.artist, got 'a..b'\n"
                                + "    a name with dots in it stands in double quotes"),
                type(
                        "embed: [a.]",
                        "embed[0]: expected a path such as album.artist, got 'a.'\n"
                                + "    a name with dots in it stands in double quotes"),
                type("embed: [[a]]", "embed[0]: expected a path, or one name with a path or options, got a list"),
                type("embed: [{}]", "embed[0]: expected a path, or one name with a path or options, got a mapping"),
                type("embed: [{a: }]", "embed[0].a: expected a path or options, got nothing"),
                type("embed: [{a: [b]}]", "embed[0].a: expected a path or options, got a list"),
                type("embed: [{x.y: b}]", "embed[0]: expected the name of a field, without dots, got 'x.y'"),
                type(
                        "embed: [{_tidemark: b}]",
                        "embed[0]: '_tidemark' is taken by the daemon's own metadata\n" + "    choose another name"),
                type(
                        "embed: [{lines: , from: x}]",
                        "embed[0]: expected one name with a path or options, got the keys"
                                + " lines, from\n    indent what belongs to 'lines' further than its name, and begin each embed"
                                + " with '- '"),
                type("embed: [{a: {ordr: [x]}}]", "embed[0].ordr: unknown key 'ordr'\n    did you mean order?"),
                type("embed: [{a: {nested: yes}}]", "embed[0].nested: expected true or false, got 'yes'"),
                type(
                        "embed: [{a: {order: x}}]",
                        "embed[0].order: expected a list of columns, -column for descending," + " got 'x'"),
                type("embed: [{a: {order: ['-']}}]", "embed[0].order: expected a column, got '-'"),
                type(
                        "embed: [{a.b: {on: {x: y}}}]",
                        "embed[0].on: on goes with a path of one step, and this one has 2\n"
                                + "    embed b inside the step before it"),
                type(
                        "embed: [a, {x: b}, a]",
                        "embed[2]: 'a' is embedded twice, first on line 3\n"
                                + "    leave one out, or give one a name of its own, name: {from: path}"),
                type(
                        "embed: [{x: b}, {x: c}]",
                        "embed[1]: 'x' is embedded twice, first on line 3\n"
                                + "    leave one out, or give one a name of its own, name: {from: path}"),
                type(
                        "embed: [{a: {embed: [{b: {fom: c}}]}}]",
                        "embed[0].embed[0].fom: unknown key 'fom'\n" + "    did you mean from?"),
                type("audits: [x]", "audits: expected rules by name, got a list"),
                type(
                        "audits: {'x y': {level: ERROR, when: a, detail: b}}",
                        "audits.x y: expected the name of a rule: letters, digits, - _ and ., got 'x y'"),
                type("audits: {x: 7}", "audits.x: expected a rule: level, when, detail, got '7'"),
                type("audits: {x: {when: a, detail: b}}", "audits.x.level: missing\n    for instance level: ERROR"),
                type(
                        "audits: {x: {level: ERROR, when: a, detail: b, exmples: []}}",
                        "audits.x.exmples: unknown key 'exmples'\n    did you mean examples?"),
                type(
                        "audits: {x: {level: ERROR, when: a, detail: b, examples: [{document: {}}]}}",
                        "audits.x.examples[0].finds: missing\n    finds: 0 where all is well"),
                type(
                        "item_type: x",
                        "item_type: item_type does not go with source.layout: tables\n"
                                + "    write table, or source: {layout: objects}"),
                type(
                        "embed: [{a: {rev: [x]}}]",
                        "embed[0].rev: expected an item type and the name of its link, got a list\n"
                                + "    for instance replicates: {rev: [replicate, experiment]}"),
                type(
                        "where: a = ${NOPE}",
                        "where: the environment variable NOPE is not set\n" + "    set it, or write ${NOPE:-default}"));
    }

    @Test
    void mistakesInFollowUpsAreNamed() {
        assertThat(problems("followups: {a: {url: x}, paused: {kind: webhook}, 7: [x]}\n" + TYPES, Map.of()))
                .containsExactly(
                        "t.yaml:1 followups.a.kind: missing\n    for instance kind: webhook",
                        "t.yaml:1 followups.paused: expected a title of lower case letters, digits, - and _, that is no name of the"
                                + " daemon's own, got 'paused'",
                        "t.yaml:1 followups.7: expected a title of lower case letters, digits, - and _, that is no name of the"
                                + " daemon's own, got '7'",
                        "t.yaml:1 followups.7: expected kind, and its settings, got a list");
    }

    private static Arguments bad(String yaml, String... problems) {
        return Arguments.of(yaml.startsWith("types:") ? yaml : yaml + "\n" + TYPES, List.of(problems));
    }

    private static Arguments type(String yaml, String problem) {
        return Arguments.of("types:\n  t:\n    " + yaml, List.of("t.yaml:3 types.t." + problem));
    }

    @ParameterizedTest
    @MethodSource({"mistakesInTheFile", "mistakesInTypes"})
    void eachMistakeIsReportedAndNothingElse(String yaml, List<String> expected) {
        assertThat(problems(yaml, Map.of())).isEqualTo(expected);
    }

    @Test
    void allProblemsAreReportedTogetherInTheOrderOfTheFile() {
        assertThat(problems("""
                        types:
                          track: {tabel: x}
                        cycle:
                          interval: 5
                          pulze: 1ms
                        http: {port: x}
                        """, Map.of("TIDEMARK_CAPTURE_RETENTION", "soon"), "cycle.worker=2"))
                .containsExactly(
                        "t.yaml:2 types.track.tabel: unknown key 'tabel'\n    did you mean table?",
                        "t.yaml:4 cycle.interval: expected a duration from 1s to 24h, got '5'",
                        "t.yaml:5 cycle.pulze: unknown key 'pulze'\n    did you mean pulse?",
                        "t.yaml:6 http.port: expected a whole number from 0 to 65535, got 'x'",
                        "cycle.worker: unknown key 'cycle.worker' (from --set)\n    did you mean cycle.workers?",
                        "capture.retention: expected a duration from 10m to 365d, got 'soon'"
                                + " (from TIDEMARK_CAPTURE_RETENTION)");
    }

    @Test
    void mistakesInFlagsAreNamed() {
        assertThat(problems(
                        TYPES,
                        Map.of(),
                        "http.port",
                        "types.track.table=x",
                        "http.port=x",
                        "http.host=a",
                        "http.host=b",
                        "name=${NOPE}",
                        "qqqqqqqq=1"))
                .containsExactly(
                        "http.port: expected key=value, got 'http.port' (from --set)",
                        "types.track.table: document types are read from the file only (from --set)\n    write it there",
                        "http.host: the key is there twice (from --set)\n    leave one out",
                        "qqqqqqqq: unknown key 'qqqqqqqq' (from --set)\n    config/reference.md lists them",
                        "name: the environment variable NOPE is not set (from --set)\n"
                                + "    set it, or write ${NOPE:-default}",
                        "http.port: expected a whole number from 0 to 65535, got 'x' (from --set)");
    }

    @Test
    void aMisspeltVariableIsAProblemButAStrangersIsNot() {
        assertThat(problems(
                        TYPES,
                        Map.of(
                                "TIDEMARK_POSTGRES_ULR", "x",
                                "TIDEMARK_HOME", "/opt",
                                "TIDEMARK_PORT_9402_TCP", "tcp://10.0.0.1:9402",
                                "TIDEMARK_SERVICE_HOST", "10.0.0.1")))
                .containsExactly("TIDEMARK_POSTGRES_ULR: no key has this environment variable\n"
                        + "    did you mean TIDEMARK_POSTGRES_URL?");
    }

    @Test
    void anEmptyFileLacksItsTypes() {
        assertThat(problems("", Map.of())).singleElement().asString().startsWith("types: expected at least one");
        assertThat(problems("# nothing\n", Map.of())).hasSize(1);
        assertThat(problems("null", Map.of())).hasSize(1);
        assertThat(problems("- a", Map.of()))
                .containsExactly("t.yaml:1 configuration: expected keys with values, got a list");
    }
}
