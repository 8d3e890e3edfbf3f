package tidemark.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tidemark.change.TableName;
import tidemark.plan.ColumnChoice;
import tidemark.plan.Place;
import tidemark.plan.Problem;

/** Document types to begin with, and why there are no others. */
public final class Proposal {

    /** Lines of one sort at most. */
    private static final int MOST_LINES = 60;

    private static final int MOST_REFUSED = 500;
    private static final int WIDTH = 110;
    private static final String THE_TABLE = "…";
    private static final String WORD_BEFORE = "(?<![\\w.])";
    private static final String WORD_AFTER = "(?![\\w])";

    private final List<ProposedType> types;
    private final List<TableName> joinTables;
    private final List<TableName> beyond;
    private final List<Refused> refused;
    private final Sizes sizes;

    /** A table, and why it can have no type. */
    public record Refused(TableName table, Problem problem) {

        /** The same words for every table of which the same is to be said. */
        private Problem general() {
            return new Problem(
                    Place.none(),
                    problem.message().replaceAll(WORD_BEFORE + Pattern.quote(table.toString()) + WORD_AFTER, THE_TABLE),
                    problem.hint().replace(table.sql(), THE_TABLE));
        }
    }

    Proposal(
            List<ProposedType> types,
            List<TableName> joinTables,
            List<TableName> beyond,
            List<Refused> refused,
            Sizes sizes) {
        this.types = List.copyOf(types);
        this.joinTables = List.copyOf(joinTables);
        this.beyond = List.copyOf(beyond);
        this.refused = List.copyOf(refused);
        this.sizes = sizes;
    }

    /** How many types there are. */
    public int types() {
        return types.size();
    }

    /** How many tables there are, with and without a type. */
    public int tables() {
        return types.size() + joinTables.size() + beyond.size() + refused.size();
    }

    /** How many embeds are written to hold. */
    public long embeds() {
        return types.stream()
                .flatMap(type -> type.embeds().stream())
                .filter(ProposedEmbed::active)
                .count();
    }

    /** The tables that can have no type, each with its reason. */
    public List<Refused> refused() {
        return refused;
    }

    /** The end of a configuration: {@code types:} and comments. */
    public List<String> yaml() {
        List<String> lines = new ArrayList<>(List.of("types:"));
        types.forEach(type -> type(type, lines));
        names(
                "These only join others: they are shown by embeds, and have no documents of their own:",
                joinTables,
                lines);
        names(
                "No type is written for these; more than " + Starter.MOST_TYPES
                        + " would be very many indices, so those with most rows have one. Add what you want:",
                beyond,
                lines);
        if (!refused.isEmpty()) {
            lines.add("");
            lines.add("# These can neither have documents nor be embedded. What would change that stands below each:");
            Map<Problem, List<String>> byReason = new LinkedHashMap<>();
            refused.stream()
                    .limit(MOST_REFUSED)
                    .forEach(each -> byReason.computeIfAbsent(each.general(), reason -> new ArrayList<>())
                            .add(YamlText.comment(each.table().toString())));
            byReason.forEach((reason, tables) -> {
                wrapped(tables, lines);
                lines.add("#     " + YamlText.comment(reason.message()));
                reason.hint().lines().forEach(line -> lines.add("#     " + YamlText.comment(line)));
            });
            rest(refused.size(), MOST_REFUSED, lines);
        }
        return lines;
    }

    private static void names(String head, List<TableName> tables, List<String> lines) {
        if (!tables.isEmpty()) {
            lines.add("");
            lines.add("# " + head);
            tables.stream().limit(MOST_LINES).forEach(table -> lines.add("#   " + YamlText.comment(table.toString())));
            rest(tables.size(), MOST_LINES, lines);
        }
    }

    /** Names in lines of a width that can be read. */
    private static void wrapped(List<String> names, List<String> lines) {
        StringBuilder line = new StringBuilder("#  ");
        for (String name : names) {
            if (line.length() + name.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder("#  ");
            }
            line.append(' ').append(name).append(',');
        }
        lines.add(line.substring(0, line.length() - 1) + ':');
    }

    private static void rest(int size, int limit, List<String> lines) {
        if (size > limit) {
            lines.add("#   and " + Sizes.count(size - limit) + " more");
        }
    }

    private void type(ProposedType type, List<String> lines) {
        lines.add("");
        lines.add("  " + YamlText.scalar(type.name()) + ":   # "
                + sizes.words(type.table().name()) + ", _id is "
                + YamlText.comment(String.join(", ", Columns.names(type.table().key()))));
        lines.add("    table: " + YamlText.scalar(type.written()));
        if (!type.columns().equals(ColumnChoice.ALL)) {
            lines.add("    columns: " + YamlText.columns(type.columns()) + "   # names that a field cannot have");
        }
        boolean holds = type.embeds().stream().anyMatch(ProposedEmbed::active);
        if (!type.embeds().isEmpty()) {
            lines.add(holds ? "    embed:" : "    # embed:");
        }
        for (ProposedEmbed embed : type.embeds()) {
            // Without its mark a comment stands where it belongs.
            String mark = embed.active() ? "      - " : holds ? "      # - " : "    #   - ";
            lines.add(mark + YamlText.embed(embed.spec()) + "   # " + YamlText.comment(embed.remark()));
        }
        if (type.more() > 0) {
            lines.add("      # and lists of " + Sizes.count(type.more()) + " more tables that refer here");
        }
    }
}
