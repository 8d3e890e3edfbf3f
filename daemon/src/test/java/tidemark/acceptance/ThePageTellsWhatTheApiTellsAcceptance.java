package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import tidemark.NotRun;
import tidemark.sandbox.Servers;

/** The page in a real browser: its numbers are the API's, it is live, and it can be operated by keyboard and from a phone. */
final class ThePageTellsWhatTheApiTellsAcceptance {
    private static final Path PICTURES =
            Path.of(System.getProperty("basedir", "."), "target/page").toAbsolutePath();
    private static final List<String> TYPES = List.of("track", "invoice", "artist", "customer", "label");
    private static final String SHOP = """
            types:
              track:
                table: Track
                embed:
                  - Album.Artist
                  - Genre
                  - Playlists: PlaylistTrack.Playlist
              invoice:
                table: Invoice
                embed:
                  - Customer
                  - Lines: {from: InvoiceLine, order: [InvoiceLineId], embed: [Track]}
              artist:
                table: Artist
                embed:
                  - Albums: {from: Album, order: [Title]}
              customer: {table: Customer}
              label:
                table: Label
                mapping: {Size: {type: byte}}
            """;
    private static final String HOSTILE = "<img src=x onerror=hacked=1>";

    /** Where the answers are that the page names by their first step. */
    private static final Map<String, String> CALLS = Map.of("indexer", "/_indexer");

    private static final Duration PICTURE_OF = Duration.ofSeconds(Drill.size(0, 150));

    @Test
    void inARealBrowser() {
        NotRun.unless(Browser.isInstalled(), "no Chromium with its chromedriver is installed");
        Sluice sluice = Sluice.before(Servers.forTests().elasticsearch());
        World shop = World.of("page", World.config(SHOP))
                .through(sluice)
                .set("TIDEMARK_JOBS_CHUNK_DOCUMENTS", "100")
                .set("TIDEMARK_JOBS_WORKERS", "1")
                .set("TIDEMARK_VERIFY_EVERY", "1h")
                .set("TIDEMARK_VERIFY_DOCUMENTS_PER_SECOND", "5000")
                .set("TIDEMARK_CYCLE_TROUBLED_RETRY_FIRST", "1h")
                .set("TIDEMARK_CYCLE_TROUBLED_RETRY_CAP", "2h");
        try (sluice;
                ChinookWorld chinook = ChinookWorld.load(shop);
                Browser browser = Browser.open()) {
            shop.commit(
                    "CREATE TABLE \"Label\" (\"Name\" text PRIMARY KEY, \"Size\" int NOT NULL)",
                    "INSERT INTO \"Label\" VALUES ('" + HOSTILE + "', 1), ('Parlophone', 12)");
            shop.init();
            DaemonProcess daemon = shop.run();
            Http api = new Http(daemon.url());
            browser.screen(1200, 900, "light");
            browser.go(daemon.url() + "/_indexer/page");
            browser.run("window.sameDocument = true");
            shop.awaitFilled(TYPES, Drill.SOON);

            aRefusedDocumentIsTextAndNotMarkup(shop, browser);
            itIsLive(shop, browser);
            everyNumberIsTheApis(api, browser);
            everythingIsReachedByKeyboard(browser);
            aReindexIsAskedForAndCancelled(chinook, sluice, api, browser);
            aRefusedDocumentIsTriedAgain(browser);
            theSentenceFitsTheState(browser);
            nothingIsCutOffOnAPhone(browser);

            assertThat(browser.run("return window.sameDocument"))
                    .as("never loaded again")
                    .isEqualTo(true);
            assertThat(browser.complaints()).as("on the console").isEmpty();
            assertThat(browser.asked())
                    .isNotEmpty()
                    .allSatisfy(url -> assertThat(url).startsWith(daemon.url() + "/_indexer"));

            aTokenIsAskedForAndSent(browser, daemon);
            whenTheDaemonIsGoneThePageSaysSo(browser, daemon);
        }
    }

    private static void aRefusedDocumentIsTextAndNotMarkup(World shop, Browser browser) {
        shop.awaitIndexed(shop.commit("UPDATE \"Label\" SET \"Size\" = 1000"), Drill.SOON);
        Drill.until(
                Drill.SOON,
                "both are shown",
                () -> browser.number("return document.querySelectorAll('#troubled tr').length") == 2);
        assertThat(browser.text("#troubled")).contains("label:" + HOSTILE).contains("Size");
        assertThat(browser.number("return document.querySelectorAll('main img').length"))
                .isZero();
        assertThat(browser.run("return typeof window.hacked")).isEqualTo("undefined");
        // The list may be there an event earlier than the sentence.
        Drill.until(
                Duration.ofSeconds(20),
                "the sentence counts them",
                () -> browser.text("#because").equals("All but 2 documents that could not be indexed."));
    }

    private static void itIsLive(World shop, Browser browser) {
        shop.commit("UPDATE \"Label\" SET \"Size\" = 2 WHERE \"Name\" <> 'Parlophone'");
        Drill.until(
                Duration.ofSeconds(20),
                "what was mended is no longer named",
                () -> browser.text("#troubled-title + p + table").contains("Parlophone")
                        && !browser.text("#troubled").contains(HOSTILE));
        String before = browser.text("[data-from='/indexer/documents_written']");
        shop.commit("UPDATE \"Artist\" SET \"Name\" = 'AC/DC (live)' WHERE \"ArtistId\" = 1");
        Drill.until(
                Duration.ofSeconds(20),
                "the numbers move",
                () -> !browser.text("[data-from='/indexer/documents_written']").equals(before));
        assertThat(browser.text("#sentence")).matches("Search is true to the database as of \\d+\\.\\d s ago\\.");
        assertThat(browser.text("#connection-text")).isEqualTo("live");
    }

    private static void everyNumberIsTheApis(Http api, Browser browser) {
        browser.run("document.getElementById('past').open = true");
        Drill.await(Duration.ofSeconds(30), "every number is the API's")
                .untilAsserted(() -> assertThat(differences(api, browser)).isEmpty());
    }

    private static List<String> differences(Http api, Browser browser) {
        JsonNode shown = browser.json(
                "return [...document.querySelectorAll('[data-from]')].map(one => [one.dataset.from, one.dataset.kind,"
                        + " one.textContent])");
        assertThat(shown.size()).as("figures on the page").isGreaterThan(60);
        Map<String, JsonNode> answers = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        Set<String> kinds = new LinkedHashSet<>();
        for (JsonNode figure : shown) {
            String[] path = figure.path(0).asText().substring(1).split("/", 2);
            JsonNode answer = answers.computeIfAbsent(
                    path[0],
                    call -> api.get(CALLS.getOrDefault(call, "/_indexer/" + call))
                            .body());
            String kind = figure.path(1).asText();
            String expected = words(kind, answer.at("/" + path[1]), browser);
            kinds.add(kind);
            if (!expected.equals(figure.path(2).asText())) {
                wrong.add(figure + ", and not " + expected);
            }
        }
        assertThat(kinds).contains("count", "seconds", "share", "time");
        return wrong;
    }

    /** As the page writes them, told once more. */
    private static String words(String kind, JsonNode value, Browser browser) {
        if (value.isMissingNode() || value.isNull()) {
            return "–";
        }
        return switch (kind) {
            case "count" -> String.format(Locale.ROOT, "%,d", Math.round(value.asDouble()));
            case "seconds" -> seconds(value.asDouble());
            case "share" ->
                value.asDouble() >= 1
                        ? "100 %"
                        : String.format(Locale.ROOT, "%.1f %%", Math.floor(value.asDouble() * 1000) / 10);
            case "time" ->
                (String) browser.run("return new Date(arguments[0]).toLocaleTimeString('en-GB')", value.asText());
            default -> value.asText();
        };
    }

    private static String seconds(double value) {
        if (value < 0.9995) {
            return Math.round(value * 1000) + " ms";
        }
        if (value < 9.95) {
            return String.format(Locale.ROOT, "%.1f s", value);
        }
        long whole = Math.round(value);
        return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
    }

    private static void everythingIsReachedByKeyboard(Browser browser) {
        browser.run("document.activeElement.blur(); window.scrollTo(0, 0)");
        long all = browser.number("""
                return [...document.querySelectorAll('a[href], button, summary, input')]
                  .filter(one => one.checkVisibility()).length""");
        Set<String> reached = new LinkedHashSet<>();
        for (long i = 0; i < all; i++) {
            browser.tab();
            JsonNode focus = browser.json("""
                    const one = document.activeElement;
                    return [one.localName + ' ' + (one.getAttribute('aria-label') ?? one.textContent),
                      getComputedStyle(one).outlineStyle, one.checkVisibility()]""");
            assertThat(focus.path(1).asText()).as("outline of %s", focus).isNotEqualTo("none");
            reached.add(focus.path(0).asText());
        }
        assertThat(reached).as("each once, none a trap").hasSize((int) all);
        assertThat(reached.iterator().next()).isEqualTo("a Skip to the status");
    }

    private static void aReindexIsAskedForAndCancelled(ChinookWorld chinook, Sluice sluice, Http api, Browser browser) {
        int before = api.get("/_indexer/jobs").body().path("count").asInt();
        byKeyboard(browser, "#reindex-all");
        assertThat(browser.text("#question-title")).isEqualTo("Reindex everything?");
        assertThat(browser.run("return document.activeElement.id"))
                .as("the harmless one")
                .isEqualTo("question-no");
        browser.press(Keys.ESCAPE);
        Drill.until(Drill.SOON, "the question is gone", () -> !open(browser, "question"));
        assertThat(browser.run("return document.activeElement.id")).isEqualTo("reindex-all");
        assertThat(api.get("/_indexer/jobs").body().path("count").asInt()).isEqualTo(before);

        if (!PICTURE_OF.isZero()) {
            int commits = (int) PICTURE_OF.toSeconds() * 2;
            chinook.edit(1, commits, 7, Duration.ofMillis(900));
        }
        AtomicInteger bulks = new AtomicInteger();
        Sluice.Gate half = sluice.hold(request -> request.isDocuments()
                && (request.path() + request.body()).contains(chinook.world().prefix() + "track")
                && bulks.incrementAndGet() > 15);
        byKeyboard(browser, "#reindex-all");
        browser.find("#question-yes").click();
        Drill.until(
                Drill.SOON, "it is asked for", () -> browser.text("#outcome").equals("Asked for 5 jobs."));
        Drill.until(Drill.SOON, "track is running", () -> browser.run("""
                const bar = document.querySelector("progress[aria-label='Progress of the job of track']");
                return bar !== null && !bar.hidden && bar.value > 0.1""").equals(true));
        pictures(browser);
        browser.run("document.querySelector('[aria-label=\"Cancel the job of track\"]').focus()");
        browser.press(Keys.ENTER);
        browser.find("#question-yes").click();
        Drill.until(Drill.SOON, "it is cancelled", () -> newest(api, "track").equals("cancelled"));
        Drill.until(
                Drill.SOON, "the page says so", () -> browser.text("#outcome").equals("Cancelled the job of track."));
        half.release();
    }

    private static String newest(Http api, String type) {
        return api.get("/_indexer/jobs")
                .body()
                .path("jobs")
                .valueStream()
                .filter(job -> job.path("label").asText().equals(type))
                .findFirst()
                .map(job -> job.path("status").asText())
                .orElse("none");
    }

    private static boolean open(Browser browser, String dialog) {
        return (Boolean) browser.run("return document.getElementById(arguments[0]).open", dialog);
    }

    private static void byKeyboard(Browser browser, String selector) {
        browser.run("document.querySelector(arguments[0]).focus()", selector);
        browser.press(Keys.ENTER);
    }

    private static void pictures(Browser browser) {
        browser.run("document.getElementById('past').open = false; document.activeElement.blur()");
        for (String theme : List.of("light", "dark")) {
            browser.picture(PICTURES.resolve("desktop-" + theme + ".png"), 1200, 9_000, theme);
            browser.picture(PICTURES.resolve("phone-" + theme + ".png"), 390, 9_000, theme);
        }
        browser.picture(PICTURES.resolve("page.png"), 1000, 1_500, "light");
        browser.screen(1200, 900, "light");
    }

    /** Without the button it would be tried again in an hour. */
    private static void aRefusedDocumentIsTriedAgain(Browser browser) {
        String tries = "[data-key='label:Parlophone'] [data-label='Tries']";
        int before = Integer.parseInt(browser.text(tries));
        byKeyboard(browser, "[aria-label='Try label:Parlophone again']");
        browser.find("#question-yes").click();
        Drill.until(Drill.SOON, "it was tried", () -> browser.text(tries).equals(String.valueOf(before + 1)));
    }

    private static void theSentenceFitsTheState(Browser browser) {
        Object said = browser.promised("""
                const {headline} = await import('/_indexer/page/headline.js');
                const types = (one) => ({indexer: {status: 'waiting', leading: true, types: {track: {index: 'track-1', ...one}}}});
                const away = {status: 'sleeping', leading: true, errors: [{error: 'ELASTICSEARCH is away', hint: 'wait'}]};
                return [
                  headline(types({status: 'online'}), 0.04, 0),
                  headline(types({status: 'online'}), 7, 0),
                  headline({indexer: away}, 75, 0),
                  headline({indexer: {...away, status: 'connecting'}}, null, 0),
                  headline({indexer: {status: 'waiting', leading: false}}, null, 0),
                  headline({indexer: {status: 'waiting', leading: true, paused: {reason: 'moving'}}}, 80, 0),
                  headline(types({status: 'stale', reason: 'truncate of [Track]'}), 0.1, 0),
                  headline(types({status: 'failed', reason: 'job 1 failed'}), 0.1, 0),
                  headline(types({status: 'building', index: null}), null, 0),
                  headline(types({status: 'online'}), 0.04, 12),
                ].map(({kind, sentence, because}) => `${kind}: ${sentence} ${because}`.trim()).join('\\n');""");
        assertThat(((String) said).lines())
                .containsExactly(
                        "good: Search is true to the database as of 0.1 s ago.",
                        "warn: Search is behind by 7.0 s. More changes come than are written, or a transaction is being read.",
                        "bad: Search is behind by 1 min 15 s. ELASTICSEARCH is away",
                        "bad: The daemon is not connected yet. ELASTICSEARCH is away",
                        "unknown: This daemon stands by. Another one leads and indexes; it takes over when that one ends.",
                        "warn: Indexing is paused. Search is behind by 1 min 20 s. The reason given: moving.",
                        "warn: Search may not be true for track. Because of: truncate of [Track].",
                        "bad: Search is not true for track. job 1 failed",
                        "busy: The first index is being built. Not searchable yet: track.",
                        "bad: No word from the daemon for 12 s. What stands below is from then.");
    }

    private static void nothingIsCutOffOnAPhone(Browser browser) {
        for (String theme : List.of("light", "dark")) {
            browser.screen(390, 844, theme);
            assertThat(browser.number("return document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(390);
            assertThat(browser.json("""
                    return [...document.querySelectorAll('main *, header *, footer *')]
                      .filter(one => one.checkVisibility() && !one.closest('.unseen, thead, .u-wrap')
                        && one.getBoundingClientRect().right > 391)
                      .map(one => one.outerHTML.slice(0, 80))""")).isEmpty();
        }
        browser.screen(1200, 900, "light");
    }

    /** What a daemon does that asks for tokens. */
    private static void aTokenIsAskedForAndSent(Browser browser, DaemonProcess daemon) {
        browser.before("""
                const real = window.fetch;
                const refused = (status, message) => new Response(
                  JSON.stringify({error: {code: 'x', message, hint: 'ask for one that may operate'}}), {status});
                window.fetch = async (url, options = {}) =>
                  new Headers(options.headers).get('Authorization') !== 'Bearer open sesame' ? refused(401, 'a token is needed')
                    : options.method === 'POST' ? refused(403, 'this token may only read') : real(url, options);
                """);
        browser.go(daemon.url() + "/_indexer/page");
        Drill.until(Drill.SOON, "it asks", () -> open(browser, "token"));
        browser.press("wrong", Keys.ENTER);
        Drill.until(
                Drill.SOON,
                "it asks again",
                () -> open(browser, "token")
                        && browser.run("return document.getElementById('token-value').value")
                                .equals(""));
        browser.press(Keys.ESCAPE);
        Drill.until(Drill.SOON, "it does not insist", () -> !open(browser, "token"));
        byKeyboard(browser, "#token-open");
        browser.run("document.getElementById('token-value').focus()");
        browser.press("open sesame", Keys.ENTER);
        Drill.until(
                Drill.SOON, "it is live", () -> browser.text("#connection-text").equals("live"));
        byKeyboard(browser, "#reindex-all");
        browser.find("#question-yes").click();
        Drill.until(
                Drill.SOON,
                "it says that it may not",
                () -> browser.text("#outcome").contains("this token may only read"));
        assertThat(browser.find("#reindex-all").isDisplayed()).isFalse();
    }

    private static void whenTheDaemonIsGoneThePageSaysSo(Browser browser, DaemonProcess daemon) {
        daemon.kill9();
        Drill.until(
                Drill.SOON, "it says so", () -> browser.text("#sentence").startsWith("No word from the daemon for"));
        assertThat(browser.text("#connection-text")).isEqualTo("no connection");
    }
}
