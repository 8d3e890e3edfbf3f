package tidemark.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import tidemark.audit.Rule.Finding;
import tidemark.plan.DocumentJson;
import tidemark.plan.Problem;
import tidemark.plan.RuleSpec;

/** The audit rules of one document type. Immutable; any thread. */
public final class Rules {

    /** Field of a document: what the rules say of it. */
    public static final String AUDIT = "audit";

    /** Field of a document whose audit is of an earlier one. */
    public static final String STALE = "audit_stale";

    /** Findings of one rule about one document that are kept. */
    static final int MOST_FINDINGS = 100;

    /** Characters of a detail that are kept. */
    static final int MOST_DETAIL = 1_000;

    /** As far as documents go. */
    private static final JsonMapper JSON = DocumentJson.builder().build();

    private final String type;
    private final List<Rule> rules;
    private final String hash;

    private Rules(String type, List<Rule> rules) {
        this.type = type;
        this.rules = List.copyOf(rules);
        this.hash = rules.isEmpty() ? "" : DigestUtils.sha256Hex(words()).substring(0, 16);
    }

    private String words() {
        StringBuilder words = new StringBuilder(type);
        for (Rule rule : rules) {
            RuleSpec spec = rule.spec();
            for (String word : List.of(
                    spec.name(),
                    spec.level(),
                    spec.category(),
                    spec.when().text(),
                    spec.detail().text())) {
                words.append('\0').append(word);
            }
        }
        return words.toString();
    }

    /** No rules: documents have no audit. */
    public static Rules none(String type) {
        return new Rules(type, List.of());
    }

    /**
     * Compiles the rules of a type.
     *
     * @param problems takes all that is wrong with them
     */
    public static Rules of(String type, List<RuleSpec> specs, List<Problem> problems) {
        List<Rule> rules = new ArrayList<>();
        for (RuleSpec spec : specs) {
            Rule rule = Rule.of(spec, problems);
            if (rule != null) {
                rules.add(rule);
            }
        }
        return new Rules(type, rules);
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Names these rules in a document: equal rules have equal hashes, in every process; empty for none. */
    public String hash() {
        return hash;
    }

    /** What the rules say of a document, as {@code audit} has it. */
    public ObjectNode audit(String id, JsonNode document) {
        Map<String, Object> plain = Expression.plain(document);
        ObjectNode audit = JSON.createObjectNode();
        for (Rule rule : rules) {
            rule.findings(plain).stream().limit(MOST_FINDINGS).forEach(finding -> add(audit, id, finding));
        }
        return audit;
    }

    private void add(ObjectNode audit, String id, Finding finding) {
        String level = finding.level().name();
        ArrayNode list = audit.get(level) instanceof ArrayNode there ? there : audit.putArray(level);
        String detail = finding.detail();
        list.addObject()
                .put("category", finding.category())
                .put("detail", detail.length() <= MOST_DETAIL ? detail : detail.substring(0, MOST_DETAIL) + "\u2026")
                .put("level", finding.level().number())
                .put("level_name", level)
                .put("path", "/" + type + "/" + id)
                .put("name", finding.name());
    }

    /** A composed document with what the rules say of it; the same bytes otherwise. */
    public byte[] audited(String id, byte[] document) {
        if (isEmpty()) {
            return document;
        }
        try {
            return with(document, AUDIT, audit(id, JSON.readTree(document)));
        } catch (IOException e) {
            // Nested too deep, for instance: it is no worse a document for that.
            ObjectNode audit = JSON.createObjectNode();
            String message = "the document cannot be read: " + e.getMessage();
            add(
                    audit,
                    id,
                    new Finding(
                            Level.INTERNAL_ACTION,
                            Rule.FAILED,
                            message,
                            rules.get(0).spec().name()));
            return with(document, AUDIT, audit);
        }
    }

    /** A composed document with the audit of an earlier one, which is made anew later. */
    public static byte[] stale(byte[] document, JsonNode earlier) {
        byte[] flagged = with(document, STALE, JSON.getNodeFactory().booleanNode(true));
        return earlier.isObject() ? with(flagged, AUDIT, earlier) : flagged;
    }

    /** With one more field at its end; a document has at least one. */
    private static byte[] with(byte[] document, String field, JsonNode value) {
        byte[] added = (",\"" + field + "\":" + value + "}").getBytes(StandardCharsets.UTF_8);
        byte[] all = java.util.Arrays.copyOf(document, document.length - 1 + added.length);
        System.arraycopy(added, 0, all, document.length - 1, added.length);
        return all;
    }

    /** A run of a rule's examples: what came out otherwise than it was written, in words. */
    public List<String> tried() {
        List<String> wrong = new ArrayList<>();
        for (Rule rule : rules) {
            for (RuleSpec.Example example : rule.spec().examples()) {
                JsonNode document = JSON.valueToTree(example.document());
                List<Finding> findings = rule.findings(Expression.plain(document));
                List<Finding> failed = findings.stream()
                        .filter(finding -> finding.level() == Level.INTERNAL_ACTION
                                && !rule.spec().level().equals(Level.INTERNAL_ACTION.name()))
                        .toList();
                if (!failed.isEmpty()) {
                    wrong.add(example.place() + ": " + rule.spec().name() + " fails: "
                            + failed.get(0).detail());
                } else if (findings.size() != example.finds()) {
                    wrong.add(example.place() + ": " + rule.spec().name() + " finds " + findings.size() + ", expected "
                            + example.finds());
                }
            }
        }
        return wrong;
    }

    /** How many rules there are. */
    public int size() {
        return rules.size();
    }

    /** How many examples there are. */
    public int examples() {
        return rules.stream().mapToInt(rule -> rule.spec().examples().size()).sum();
    }
}
