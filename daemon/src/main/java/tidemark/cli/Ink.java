package tidemark.cli;

import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/** Colours, where they are seen. Text of somebody else goes through {@link Words#plain} first. */
final class Ink {

    private final boolean colours;

    Ink(boolean colours) {
        this.colours = colours;
    }

    String bold(String text) {
        return in(Style.bold, text);
    }

    String good(String text) {
        return in(Style.fg_green, text);
    }

    String busy(String text) {
        return in(Style.fg_cyan, text);
    }

    String bad(String text) {
        return in(Style.fg_red, text);
    }

    String faint(String text) {
        return in(Style.faint, text);
    }

    /** Ended by a reset: what ends bold alone draws lines in some terminals. */
    private String in(IStyle style, String text) {
        return colours && !text.isEmpty() ? style.on() + text + Style.reset.on() : text;
    }
}
