package tidemark.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tidemark.plan.Place;
import tidemark.plan.Problem;
import tidemark.plan.RuleSpec;

class RulesTest {

    private static final Place PLACE = new Place("t.yaml", 7, "types.track.audits[0]");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Problem> problems = new ArrayList<>();

    private static RuleSpec rule(String level, String when, String detail, RuleSpec.Example... examples) {
        return new RuleSpec(
                "no-genre",
                level,
                "missing genre",
                new RuleSpec.Expression(when, PLACE),
                new RuleSpec.Expression(detail, PLACE),
                List.of(examples),
                PLACE);
    }

    private JsonNode audit(RuleSpec rule, String document) throws Exception {
        Rules rules = Rules.of("track", List.of(rule), problems);
        assertThat(problems).isEmpty();
        byte[] audited = rules.audited("7", document.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return JSON.readTree(audited).path("audit");
    }

    @Test
    void aFaultIsAnEntryOfItsLevel() throws Exception {
        JsonNode audit = audit(
                rule("ERROR", "!has(document.Genre)", "'track ' + document.Name + ' has no genre'"), "{'Name':'Fast'}");
        assertThat(audit).isEqualTo(JSON.readTree("""
                        {"ERROR": [{"category": "missing genre", "detail": "track Fast has no genre", "level": 60,
                        "level_name": "ERROR", "path": "/track/7", "name": "no-genre"}]}"""));
    }

    @Test
    void whereAllIsWellTheAuditIsEmpty() throws Exception {
        assertThat(audit(rule("ERROR", "!has(document.Genre)", "'none'"), "{'Genre':{'Name':'Rock'}}"))
                .isEqualTo(JSON.createObjectNode());
    }

    @Test
    void aListOfDetailsIsAsManyFaults() throws Exception {
        JsonNode audit = audit(
                rule(
                        "WARNING",
                        "document.lines.exists(line, line.price < 1.5)",
                        "document.lines.filter(line, line.price < 1.5).map(line, 'line ' + string(line.id) + ' is cheap')"),
                "{'lines':[{'id':1,'price':1.25},{'id':2,'price':2},{'id':3,'price':0}]}");
        assertThat(audit.at("/WARNING/0/detail").asText()).isEqualTo("line 1 is cheap");
        assertThat(audit.at("/WARNING/1/detail").asText()).isEqualTo("line 3 is cheap");
        assertThat(audit.path("WARNING").size()).isEqualTo(2);
    }

    @Test
    void nullsNumbersAndTextsAreWhatTheyAre() throws Exception {
        String document =
                "{'n':null,'i':9007199254740993,'d':1.50,'big':123456789012345678901234567890,'t':'x','b':true}";
        String all = "document.n == null && document.i == 9007199254740993 && document.d == 1.5 && document.big > 1e29"
                + " && document.t.startsWith('x') && document.b && 'x'.upperAscii() == 'X'";
        assertThat(audit(rule("WARNING", all, "'yes'"), document)
                        .path("WARNING")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void aRuleThatFailsSaysSoAndHarmsNothing() throws Exception {
        JsonNode audit = audit(rule("ERROR", "document.Genre.Name == 'Rock'", "'rock'"), "{'Name':'Fast'}");
        assertThat(audit.at("/INTERNAL_ACTION/0/category").asText()).isEqualTo("audit rule failed");
        assertThat(audit.at("/INTERNAL_ACTION/0/detail").asText()).contains("Genre");
        assertThat(audit.at("/INTERNAL_ACTION/0/level").asInt()).isEqualTo(30);
        assertThat(audit(rule("ERROR", "document.a", "'x'"), "{'a':7}")
                        .at("/INTERNAL_ACTION/0/detail")
                        .asText())
                .contains("no truth value");
        assertThat(audit(rule("ERROR", "true", "document.a"), "{'a':7}")
                        .at("/INTERNAL_ACTION/0/detail")
                        .asText())
                .contains("no text");
    }

    @Test
    void whatARuleMaySayAndCountIsBounded() throws Exception {
        String list = "{'l':[" + "1,".repeat(499) + "1],'t':'" + "y".repeat(5_000) + "'}";
        assertThat(audit(rule("ERROR", "true", "document.l.map(x, 'again')"), list)
                        .path("ERROR")
                        .size())
                .isEqualTo(Rules.MOST_FINDINGS);
        assertThat(audit(rule("ERROR", "true", "document.t"), list)
                        .at("/ERROR/0/detail")
                        .asText())
                .hasSize(Rules.MOST_DETAIL + 1);
        String endless = "document.l.all(a, document.l.all(b, document.l.all(c, c == 1)))";
        assertThat(audit(rule("ERROR", endless, "'x'"), list)
                        .at("/INTERNAL_ACTION/0/detail")
                        .asText())
                .contains("teration");
    }

    @Test
    void whatDoesNotCompileIsToldWithLineAndColumn() {
        Rules.of("track", List.of(rule("ERROR", "true &&\n  documnt.x", "1 + 1")), problems);
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0).toString())
                .contains("t.yaml", "line 2, column 3", "undeclared reference to 'documnt'");
        assertThat(problems.get(1).message()).contains("a text or a list of texts", "int");
    }

    @Test
    void everyByteOfTheDocumentStays() {
        Rules rules = Rules.of("track", List.of(rule("ERROR", "false", "''")), problems);
        byte[] audited = rules.audited("7", "{\"d\":1.500,\"e\":1E400}".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(audited, StandardCharsets.UTF_8)).isEqualTo("{\"d\":1.500,\"e\":1E400,\"audit\":{}}");
        byte[] stale = Rules.stale(
                "{\"d\":1.500}".getBytes(StandardCharsets.UTF_8),
                JSON.createObjectNode().put("x", 1));
        assertThat(new String(stale, StandardCharsets.UTF_8))
                .isEqualTo("{\"d\":1.500,\"audit_stale\":true,\"audit\":{\"x\":1}}");
    }

    @Test
    void equalRulesHaveEqualHashesAndExamplesAreNoPartOfThem() {
        RuleSpec.Example example = new RuleSpec.Example(Map.of("Name", "x"), 1, PLACE);
        String hash = Rules.of("track", List.of(rule("ERROR", "true", "'x'")), problems)
                .hash();
        assertThat(Rules.of("track", List.of(rule("ERROR", "true", "'x'", example)), problems)
                        .hash())
                .isEqualTo(hash);
        assertThat(Rules.of("track", List.of(rule("WARNING", "true", "'x'")), problems)
                        .hash())
                .isNotEqualTo(hash);
        assertThat(Rules.none("track").hash()).isEmpty();
    }

    @Test
    void examplesAreTried() {
        RuleSpec.Example good = new RuleSpec.Example(Map.of("Name", "x"), 1, PLACE);
        RuleSpec.Example bad = new RuleSpec.Example(Map.of("Genre", Map.of()), 1, PLACE);
        Rules rules = Rules.of("track", List.of(rule("ERROR", "!has(document.Genre)", "'x'", good, bad)), problems);
        assertThat(rules.examples()).isEqualTo(2);
        assertThat(rules.tried())
                .hasSize(1)
                .allSatisfy(wrong -> assertThat(wrong).contains("no-genre finds 0, expected 1"));
    }
}
