package tidemark.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium, the one that is installed, and a page in it. Remembers what it asked for and complained about. */
final class Browser implements AutoCloseable {
    private static final List<Path> CHROMIUM = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/google-chrome"), Path.of("/usr/bin/chromium-browser"));
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private final ChromeDriver chrome;
    private final Set<String> asked = new LinkedHashSet<>();
    private final List<String> complaints = new ArrayList<>();

    private Browser(ChromeDriver chrome) {
        this.chrome = chrome;
    }

    /** Whether there is one. */
    static boolean isInstalled() {
        return Files.isExecutable(DRIVER) && program().findFirst().isPresent();
    }

    private static Stream<Path> program() {
        return CHROMIUM.stream().filter(Files::isExecutable);
    }

    static Browser open() {
        // It knows the newest browsers by number; what is asked of this one here is older than those.
        Logger.getLogger("org.openqa.selenium").setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program().findFirst().orElseThrow().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--disable-lcd-text",
                "--no-first-run");
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService driver = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(driver, options));
    }

    void go(String url) {
        chrome.get(url);
    }

    /** Runs this before the scripts of every page that is opened from now on. */
    void before(String script) {
        chrome.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** A screen of this width, with this theme. */
    void screen(int width, int height, String theme) {
        chrome.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
        chrome.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    /** What the script returns. */
    Object run(String script, Object... arguments) {
        return chrome.executeScript(script, arguments);
    }

    /** What the script returns, which may await something. */
    Object promised(String script) {
        return chrome.executeAsyncScript("(async () => {" + script + "})().then(arguments[0], arguments[0])");
    }

    long number(String script) {
        return (Long) run(script);
    }

    /** What the script returns, as JSON. */
    JsonNode json(String script) {
        try {
            return Http.JSON.readTree((String) run("return JSON.stringify((() => {" + script + "})())"));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("JSON.stringify writes JSON", e);
        }
    }

    WebElement find(String selector) {
        return chrome.findElement(By.cssSelector(selector));
    }

    String text(String selector) {
        return find(selector).getText();
    }

    void press(CharSequence... keys) {
        new Actions(chrome).sendKeys(keys).perform();
    }

    void tab() {
        press(Keys.TAB);
    }

    /** The whole page, or its beginning. */
    void picture(Path file, int width, int most, String theme) {
        screen(width, 900, theme);
        long height = number("return document.documentElement.scrollHeight");
        screen(width, (int) Math.min(height, most), theme);
        // Twice: the charts follow a new width with the next frame.
        chrome.executeAsyncScript("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))");
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, chrome.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private void listen() {
        for (LogEntry entry : chrome.manage().logs().get(LogType.PERFORMANCE)) {
            try {
                JsonNode message = Http.JSON.readTree(entry.getMessage()).path("message");
                if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                    asked.add(message.at("/params/request/url").asText());
                }
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException("Chromium logs JSON", e);
            }
        }
        chrome.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .forEach(entry -> complaints.add(entry.toString()));
    }

    /** All addresses that it has asked for anything. */
    Set<String> asked() {
        listen();
        return Set.copyOf(asked);
    }

    /** Warnings and errors on the console. */
    List<String> complaints() {
        listen();
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        chrome.quit();
    }
}
