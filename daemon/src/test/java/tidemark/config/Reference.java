package tidemark.config;

import java.util.List;

/** The pages made from the description of the keys: the commented default file, and the reference. */
final class Reference {

    static final String COMMAND = "mvn -pl daemon -am test -Dtest=ReferenceTest -Dtidemark.reference.write=true";

    private static final int WIDTH = 100;

    private Reference() {}

    /** {@code config/tidemark.yaml}. */
    static String yaml() {
        StringBuilder out = new StringBuilder();
        out.append("""
                # Every key of Tidemark with its default. Copy it, keep what you change, and name your document
                # types at the end. Any value may hold ${NAME}, ${NAME:-default}, ${file:/path} or
                # ${credential:name}; reference.md tells what each key takes. Both are generated from the code, by
                #   %s
                """.formatted(COMMAND));
        for (Section<?> section : Configuration.SECTIONS) {
            out.append('\n');
            String indent = section.name().isEmpty() ? "" : "  ";
            if (!section.name().isEmpty()) {
                comment(out, "", section.meaning());
                out.append(section.name()).append(":\n");
            }
            for (Key<?> key : section.keys()) {
                comment(out, indent, key.meaning());
                out.append(indent)
                        .append(key.name())
                        .append(": ")
                        .append(yamlValue(key))
                        .append('\n');
            }
        }
        return out.append(TYPES_YAML).toString();
    }

    private static String yamlValue(Key<?> key) {
        if (key.standard() == null) {
            return "null";
        }
        return key.standard().isEmpty() ? "\"\"" : key.standard();
    }

    private static void comment(StringBuilder out, String indent, String text) {
        StringBuilder line = new StringBuilder(indent + "#");
        for (String word : text.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                out.append(line).append('\n');
                line = new StringBuilder(indent + "#");
            }
            line.append(' ').append(word);
        }
        out.append(line).append('\n');
    }

    private static final String TYPES_YAML = """

            # The document types, by name; at least one. Tables and columns are named as the database has them.
            # For instance:
            #
            # types:
            #   track:                                      # the alias
            #     table: track                              # the root table
            #     embed:
            #       - album.artist                          # along foreign keys: an album that holds its artist
            #       - genre
            #       - playlists: playlist_track.playlist    # through a join table, under a name of one's own
            #   invoice:
            #     table: invoice
            #     columns: {except: [billing_fax]}
            #     where: "total > 0"
            #     embed:
            #       - customer.support_rep: {columns: [first_name, last_name]}
            #       - lines: {from: invoice_line, order: [invoice_line_id], embed: [track.album]}
            #     mapping: {billing_country: {type: keyword}}
            types: {}
            """;

    /** {@code config/reference.md}. */
    static String markdown() {
        StringBuilder out = new StringBuilder(HEAD.formatted(COMMAND));
        for (Section<?> section : Configuration.SECTIONS) {
            out.append("\n## ")
                    .append(section.name().isEmpty() ? "At the top" : section.name())
                    .append("\n\n");
            if (!section.meaning().isEmpty()) {
                out.append(section.meaning()).append("\n\n");
            }
            out.append("| key | takes | default | environment | meaning |\n| --- | --- | --- | --- | --- |\n");
            section.keys().forEach(key -> out.append(row(key)));
        }
        out.append(TYPES_HEAD);
        words(out, "### A type, below `types.<name>`", Word.TYPE);
        words(out, "### `columns`", Word.COLUMN_CHOICE);
        out.append(EMBEDS_HEAD);
        words(out, "### Options of an embed", Word.EMBEDDED);
        out.append(AUDITS_HEAD);
        words(out, "### A rule", Word.RULE);
        words(out, "### An example of a rule", Word.EXAMPLE);
        out.append(FOLLOWUPS);
        return out.toString();
    }

    private static String row(Key<?> key) {
        String standard = key.standard();
        String shown = standard == null ? "none" : standard.isEmpty() ? "empty" : "`" + standard + "`";
        return "| `%s` | %s | %s | `%s` | %s |\n"
                .formatted(key.path(), key.kind().expectation(), shown, key.environment(), key.meaning());
    }

    private static void words(StringBuilder out, String title, List<Word> words) {
        out.append('\n')
                .append(title)
                .append("\n\n| key | takes | without it | meaning |\n| --- | --- | --- | --- |\n");
        words.forEach(word -> out.append(
                "| `%s` | %s | %s | %s |\n".formatted(word.name(), word.value(), word.standard(), word.meaning())));
    }

    private static final String HEAD = """
            # Configuration reference

            Generated from the description of the keys in the code; the build fails when it is out of date.
            To write it again: `%s`

            **Which value holds.** Defaults, then the YAML file, then the environment, then flags (`--set cycle.interval=30s`,
            as often as needed); the later wins. A key's environment variable is `TIDEMARK_`, then its path in capitals with
            `_` for each dot. Document types are read from the file only.

            **Placeholders.** In any value of the file or of a flag: `${NAME}` is an environment variable, `${NAME:-default}`
            has a default for when it is unset or empty, `${file:/path}` is the content of a file without its last line
            break. A relative path starts at the folder of the configuration file. `${credential:name}` is the content of the file
            of that name in the folder that the variable `CREDENTIALS_DIRECTORY` names (systemd sets it, see `ops/install.md`);
            without it in the folder `credentials` beside the configuration file. `$${` stands for a literal `${`. What is put in
            is not looked at again. Values from the environment are taken as they are.

            **Units.** Durations are a number with `ms`, `s`, `m`, `h` or `d`. Sizes are a number with `B`, `KB`, `MB` or `GB`,
            powers of 1024. Whole numbers may have `_` between groups of three digits.

            **Mistakes.** Unknown keys, wrong types, values out of bounds, keys given twice: all are reported at once, each with
            its line, what was expected and the nearest known key; the daemon does not start. Secrets are never shown.
            """;

    private static final String TYPES_HEAD = """

            ## types

            The document types by name: lower case letters, digits, `-` and `_`. The alias is `index.prefix` and the name.
            Tables and columns are named as the database has them, in their own upper and lower case, without quotes.
            `chinook.yaml` in the examples shows all of this on mixed-case names.
            """;

    private static final String EMBEDS_HEAD = """

            ### `embed`

            A list. Each step of a path is a table, a foreign-key column (with or without its `_id`) or the name of a
            foreign-key constraint; a step in double quotes may have dots in it.

            | what you write | what the document shows |
            | --- | --- |
            | `- album.artist` | `album`, an object that holds `artist` |
            | `- customer.support_rep: {columns: [first_name, last_name]}` | the same, with options for the last step |
            | `- playlists: playlist_track.playlist` | only the far end of the path, under a name of one's own |
            | `- lines: {from: invoice_line, order: [line_no]}` | the same, with options |
            """;

    private static final String AUDITS_HEAD = """

            ### `audits`

            Rules by name, each an expression of [CEL](https://cel.dev) over `document`, the document as it is indexed; with the string
            and set extensions. What a rule finds stands in the document's field `audit`, by level:

            ```yaml
            types:
              track:
                audits:
                  no-composer:
                    level: WARNING
                    category: missing composer
                    when: "!has(document.Composer) || document.Composer == null"
                    detail: "'track ' + document.Name + ' has no composer'"
                    examples:
                      - {document: {Name: Fast}, finds: 1}
                      - {document: {Name: Fast, Composer: Ann}, finds: 0}
            ```

            `has(a.b)` asks whether there is a field. Whole numbers of 64 bits are such, all others are decimal ones; a missing
            field is an error, and a rule that fails on a document is an entry of the level `INTERNAL_ACTION` in it.
            A rule keeps at most 100 faults in a document, and 1,000 characters of each. `tidemark check --audits` runs the examples.
            """;

    private static final String FOLLOWUPS = """

            ## followups

            Secondary indexers by title, lower case letters, digits, `-` and `_`. Each is told of every document that was written or
            deleted, in groups, one for each cycle, in order, at least once; [followups.md](../daemon/docs/followups.md) says more.

            | kind | setting | takes |
            | --- | --- | --- |
            | `webhook` | `url` | where ids are posted; must be given |
            | | `secret` | the key of the signature in `X-Tidemark-Signature`; none without |
            | `derived-index` | `from` | a type; must be given |
            | | `alias` | the alias of the derived index; must be given |
            | | `fields` | `{field: CEL expression over document}`; must be given |
            | | `where` | a CEL expression: which documents; all without |
            | | `mapping`, `settings` | of the derived index, as Elasticsearch takes them |

            ```yaml
            followups:
              notify:
                kind: webhook
                url: https://example.org/changed
                secret: ${file:webhook.key}
              titles:
                kind: derived-index
                from: track
                alias: titles
                where: "document.Milliseconds > 60000"
                fields: {title: document.Name, artist: document.Album.Artist.Name}
            ```
            """;
}
