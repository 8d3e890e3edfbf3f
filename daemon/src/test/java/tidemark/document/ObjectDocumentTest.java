package tidemark.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ObjectDocumentTest {

    private static final String SHEET = "'sheet':{'properties':%s,'tid':'t'}";

    private static String object(String uuid, String properties, String... more) {
        return "{'uuid':'" + uuid + "','item_type':'x'," + SHEET.formatted(properties)
                + (more.length == 0 ? "" : "," + String.join(",", more)) + "}";
    }

    private static String of(String shown) {
        byte[] bytes = shown.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new String(ObjectDocument.of(bytes, 10_000), StandardCharsets.UTF_8).replace('"', '\'');
    }

    @Test
    void anObjectAloneIsItsProperties() {
        assertThat(of(object(
                        "u",
                        "{'a':1.50,'big':123456789012345678901234567890,'e':1E+400}",
                        "'_tidemark':{'generation':7}")))
                .isEqualTo(
                        "{'uuid':'u','item_type':'x','properties':{'a':1.50,'big':123456789012345678901234567890,'e':"
                                + "1" + "0".repeat(400)
                                + "},'embedded':{'a':1.50,'big':123456789012345678901234567890,'e':1"
                                + "0".repeat(400)
                                + ",'uuid':'u','item_type':'x'},'links':{},'unique_keys':{},'propsheets':{},"
                                + "'embedded_uuids':['u'],'linked_uuids':[],'tid':'t','_tidemark':{'generation':7}}");
    }

    @Test
    void linkedObjectsStandInThePlaceOfTheirIdsWhereverThatIs() {
        String target = "{'object':" + object("v", "{'n':1}") + "}";
        String link = "'links':[{'rel':'a.b','target':'v'}]";
        assertThat(of(object(
                        "u", "{'a':[{'b':'v'},{'b':['v','w']},{'c':'v'}],'n':'v'}", link, "'>a.b':[" + target + "]")))
                .contains("'properties':{'a':[{'b':'v'},{'b':['v','w']},{'c':'v'}],'n':'v'}")
                .contains("'embedded':{'a':[{'b':{'n':1,'uuid':'v','item_type':'x'}},"
                        + "{'b':[{'n':1,'uuid':'v','item_type':'x'},'w']},{'c':'v'}],'n':'v',")
                .contains("'embedded_uuids':['u','v'],'linked_uuids':['v']");
    }

    @Test
    void theWayBackIsAListUnderItsName() {
        String source = "{'object':" + object("v", "{'n':1}", "'links':[{'rel':'r','target':'u'}]") + "}";
        assertThat(of(object("u", "{}", "'<many':[" + source + ",{'object':null}]")))
                .contains("'embedded':{'many':[{'n':1,'uuid':'v','item_type':'x'}],'uuid':'u','item_type':'x'}")
                .contains("'embedded_uuids':['u','v'],'linked_uuids':['u','v']");
    }

    @Test
    void keysSheetsAndLinksAreGrouped() {
        assertThat(of(object(
                        "u",
                        "{}",
                        "'links':[{'rel':'r','target':'v'},{'rel':'r','target':'w'}]",
                        "'keys':[{'name':'k','value':'1'},{'name':'k','value':'2'}]",
                        "'sheets':[{'name':'s','sheet':{'properties':{'a':null}}}]")))
                .contains("'links':{'r':['v','w']},'unique_keys':{'k':['1','2']},'propsheets':{'s':{'a':null}}");
    }

    @Test
    void anObjectWithoutASheetHasNoProperties() {
        assertThat(of("{'uuid':'u','item_type':'x','sheet':null,'links':[]}"))
                .contains("'properties':{},'embedded':{'uuid':'u','item_type':'x'}");
    }

    @Test
    void aDocumentThatIsTooLargeIsRefused() {
        assertThatThrownBy(() -> of(object("u", "{'a':'" + "x".repeat(6_000) + "'}")))
                .isInstanceOf(TooLarge.class);
    }
}
