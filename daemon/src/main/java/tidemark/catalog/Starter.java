package tidemark.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import tidemark.change.TableName;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Problem;
import tidemark.plan.TypeSpec;

/**
 * Document types to begin with, proposed from what a database says of itself. What is proposed to hold resolves without a problem;
 * so does each line of what is proposed as a comment, added to that.
 */
public final class Starter {

    /** Document types that are written at most: each is an index of its own. */
    static final int MOST_TYPES = 100;

    /** What else a proposal must fit. */
    public interface Fits {

        /** What is wrong with documents of this plan; empty if nothing. */
        List<Problem> problems(DocumentPlan plan, TypeSpec type);
    }

    private final Catalog catalog;
    private final Sizes sizes;
    private final Trial trial;
    private final TypeNames names;
    private final Set<String> foreign;

    /**
     * A starter.
     *
     * @param foreign schemas that are no business of a person's documents, such as that of the change log
     * @param taken names that no type may have
     */
    public Starter(Catalog catalog, Sizes sizes, Set<String> foreign, Set<String> taken, Fits fits) {
        this.catalog = catalog;
        this.sizes = sizes;
        this.trial = new Trial(catalog, fits);
        this.names = new TypeNames(taken);
        this.foreign = Set.copyOf(foreign);
    }

    /** What is proposed. */
    public Proposal proposal() {
        List<Table> usable = new ArrayList<>();
        List<Proposal.Refused> refused = new ArrayList<>();
        for (Table table : catalog.tables().values()) {
            if (concerns(table)) {
                trial.standing(table)
                        .ifPresentOrElse(
                                problem -> refused.add(new Proposal.Refused(table.name(), problem)),
                                () -> usable.add(table));
            }
        }
        List<Table> roots = usable.stream()
                .filter(table -> !JoinTables.joins(catalog, table))
                .sorted(Comparator.comparing((Table table) -> -sizes.of(table.name()))
                        .thenComparing(Table::name))
                .toList();
        Set<TableName> chosen =
                roots.stream().limit(MOST_TYPES).map(Table::name).collect(Collectors.toSet());
        NameJoins guesses = new NameJoins(usable);
        List<ProposedType> types = roots.stream()
                .filter(table -> chosen.contains(table.name()))
                .sorted(Comparator.comparing((Table table) -> elsewhere(table)).thenComparing(Table::name))
                .map(table -> type(table, guesses))
                .toList();
        return new Proposal(
                types,
                usable.stream()
                        .filter(table -> JoinTables.joins(catalog, table))
                        .map(Table::name)
                        .toList(),
                roots.stream()
                        .map(Table::name)
                        .filter(name -> !chosen.contains(name))
                        .sorted()
                        .toList(),
                refused,
                sizes);
    }

    /** Tables that a bare name finds come first, and get the names of types first. */
    private boolean elsewhere(Table table) {
        return !catalog.searchPath().contains(table.name().schema());
    }

    private ProposedType type(Table table, NameJoins guesses) {
        String written = YamlText.table(catalog, table).orElseThrow();
        return new EmbedProposals(catalog, sizes, trial, table, written).type(names.of(table.name()), guesses);
    }

    private boolean concerns(Table table) {
        String schema = table.name().schema();
        return !foreign.contains(schema)
                && !schema.startsWith("pg_temp_")
                && table.kind() != Table.Kind.PARTITION
                && !partition(table);
    }

    /** A foreign table may be a partition too. */
    private boolean partition(Table table) {
        TableName parent = table.parent();
        return parent != null
                && catalog.find(Objects.requireNonNull(parent))
                        .filter(above -> above.kind() == Table.Kind.PARTITIONED || above.kind() == Table.Kind.PARTITION)
                        .isPresent();
    }
}
