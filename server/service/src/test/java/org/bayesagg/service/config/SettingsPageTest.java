package org.bayesagg.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The page of all settings is what the code says. With {@code -Dbayesagg.pages=write} it is written
 * anew.
 */
class SettingsPageTest {
  private static final Path PAGE = Path.of("docs", "settings.md");

  /** Defaults that are those of the machine. */
  private static final String DERIVED = "derived from the machine";

  @Test
  void page_isWhatTheCodeSays() throws IOException {
    String page = page();
    if ("write".equals(System.getProperty("bayesagg.pages"))) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).content().isEqualTo(page);
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Settings of the server

            Each can be a flag (`--port`), a variable of the environment (`BAYESAGG_PORT`) or a line of the properties file that `--config` names (`port`); the first of
            these wins. `deploy/bayesagg serve` prints all of them, with their sources, when it starts; `deploy/bayesagg doctor` takes the same ones and says whether they
            would do here. This page is made from the code.

            | setting | default | values | what for |
            |---|---|---|---|
            """);
    for (Setting setting : Setting.values()) {
      page.append(
          String.format(
              "| `%s` | %s | %s | %s |%n",
              setting.key(), byDefault(setting), setting.range(), cell(setting.purpose())));
    }
    return page.toString();
  }

  private static String byDefault(Setting setting) {
    return switch (setting) {
      case THREADS, MAX_TOTAL_BYTES, MAX_CONCURRENT_BYTES -> DERIVED;
      case KERNEL_CACHE -> "~/.cache/bayesagg";
      default -> setting.byDefault().isEmpty() ? "–" : "`" + setting.byDefault() + "`";
    };
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
