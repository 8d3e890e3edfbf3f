package tidemark.sandbox.portal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import tidemark.sandbox.sample.SearchIndex;

/** Random properties of objects. One thread's. */
final class Properties {
    private static final List<String> WORDS =
            List.of("liver", "K562", "ä ö ü", "漢字", "\"quoted\"", "a/b\\c", "<tag>", "", "  ", "tab\there", "🧬");

    private final Random random;

    Properties(Random random) {
        this.random = random;
    }

    String word() {
        return WORDS.get(random.nextInt(WORDS.size())) + " " + random.nextInt(10_000);
    }

    /** Everything but links. */
    ObjectNode plain(ItemType type) {
        ObjectNode properties = SearchIndex.JSON
                .createObjectNode()
                .put("name", type.text() + " " + word())
                .put("status", random.nextBoolean() ? "released" : "in progress")
                .put("count", random.nextLong())
                .put("score", new BigDecimal(random.nextInt(1_000_000)).movePointLeft(2))
                .put("blocked", random.nextBoolean())
                .putNull("nothing");
        properties.putObject("attributes").put("note", word()).putObject("deep").put("level", random.nextInt(10));
        properties.putArray("tags").add(word()).add(word());
        if (random.nextBoolean()) {
            properties.put("accession", "TM-" + random.nextInt(Integer.MAX_VALUE));
        }
        if (random.nextInt(4) == 0) {
            properties.putArray("aliases").add("alias:" + random.nextInt(1_000_000_000));
        }
        return properties;
    }

    /** Changes some property that links to nothing. */
    void change(ObjectNode properties) {
        switch (random.nextInt(5)) {
            case 0 -> properties.put("status", word());
            case 1 -> properties.put("count", random.nextLong());
            case 2 -> properties.putObject("attributes").put("note", word());
            case 3 -> properties.putArray("tags").add(word());
            default -> properties.put("score", new BigDecimal(random.nextInt(1_000_000)).movePointLeft(2));
        }
    }

    /** Sets a link property anew. */
    void link(ObjectNode properties, LinkProperty link, Supplier<String> id) {
        link.fill(properties, random.nextInt(4), id);
    }
}
