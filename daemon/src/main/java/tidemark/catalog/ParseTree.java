package tidemark.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A node of an analysed query as PostgreSQL prints it ({@code debug_print_parse}): {@code {NAME :field value …}}. A value is
 * a node, a list in parentheses, or bare words.
 *
 * @param name upper-case name of the node type; empty for a list
 * @param words fields that hold bare words, joined by a blank
 * @param children fields that hold nodes or lists; of a list, its elements under their position
 */
record ParseTree(String name, Map<String, String> words, Map<String, ParseTree> children) {

    /** Reads the text of one node. */
    static ParseTree read(String text) {
        return new Reader(text).node();
    }

    /** A field that holds bare words. */
    Optional<String> word(String field) {
        return Optional.ofNullable(words.get(field));
    }

    /** A field that holds a number. */
    Optional<Long> number(String field) {
        return word(field).filter(text -> text.matches("-?[0-9]+")).map(Long::valueOf);
    }

    /** A field that holds a node or a list. */
    Optional<ParseTree> child(String field) {
        return Optional.ofNullable(children.get(field));
    }

    /** All nodes below this one, then itself, without the lists between them. */
    Stream<ParseTree> nodes() {
        Stream<ParseTree> below = children.values().stream().flatMap(ParseTree::nodes);
        return name.isEmpty() ? below : Stream.concat(below, Stream.of(this));
    }

    private static final class Reader {

        private final List<String> tokens;
        private int at;

        Reader(String text) {
            tokens = tokens(text);
        }

        private static List<String> tokens(String text) {
            List<String> tokens = new ArrayList<>();
            StringBuilder word = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                boolean bracket = "(){}".indexOf(c) >= 0;
                if (c == '\\' && i + 1 < text.length()) {
                    word.append(c).append(text.charAt(++i));
                } else if (bracket || Character.isWhitespace(c)) {
                    flush(word, tokens);
                    if (bracket) {
                        tokens.add(String.valueOf(c));
                    }
                } else {
                    word.append(c);
                }
            }
            flush(word, tokens);
            return tokens;
        }

        private static void flush(StringBuilder word, List<String> tokens) {
            if (word.length() > 0) {
                tokens.add(word.toString());
                word.setLength(0);
            }
        }

        private String next() {
            if (at == tokens.size()) {
                throw new IllegalArgumentException("the parse tree ends too early");
            }
            return tokens.get(at++);
        }

        private boolean ahead(String token) {
            return at < tokens.size() && tokens.get(at).equals(token);
        }

        ParseTree node() {
            if (!next().equals("{")) {
                throw new IllegalArgumentException("expected a node in the parse tree");
            }
            ParseTree node = new ParseTree(next(), new LinkedHashMap<>(), new LinkedHashMap<>());
            String field = "";
            while (!ahead("}")) {
                if (tokens.get(at).startsWith(":")) {
                    field = next().substring(1);
                } else {
                    value(node, field);
                }
            }
            at++;
            return node;
        }

        private ParseTree list() {
            at++;
            ParseTree list = new ParseTree("", new LinkedHashMap<>(), new LinkedHashMap<>());
            for (int i = 0; !ahead(")"); i++) {
                value(list, String.valueOf(i));
            }
            at++;
            return list;
        }

        private void value(ParseTree into, String field) {
            if (ahead("{")) {
                into.children().put(field, node());
            } else if (ahead("(")) {
                into.children().put(field, list());
            } else {
                into.words().merge(field, next(), (before, more) -> before + " " + more);
            }
        }
    }
}
