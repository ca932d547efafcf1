package org.bayesagg.service.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The settings as options of a command line. */
public final class ServeOptions {
  private static final String CONFIG = "--config";
  private static final String CONFIG_VARIABLE = "BAYESAGG_CONFIG";

  private ServeOptions() {}

  /** Adds an option for each setting, and {@code --config} for a properties file. */
  public static void addTo(CommandSpec command) {
    command.addOption(
        OptionSpec.builder(CONFIG)
            .paramLabel("FILE")
            .type(Path.class)
            .description(
                "Properties file with any of the settings below, without their dashes.",
                "Environment: " + CONFIG_VARIABLE)
            .build());
    for (Setting setting : Setting.values()) {
      String byDefault = setting.byDefault().isEmpty() ? "none" : setting.byDefault();
      command.addOption(
          OptionSpec.builder(setting.flag())
              .paramLabel(setting.label())
              .type(String.class)
              .arity(setting.isSwitch() ? "0..1" : "1")
              .fallbackValue("true")
              .description(
                  setting.purpose(),
                  "Default: " + byDefault + ". Environment: " + setting.variable())
              .build());
    }
  }

  /**
   * The settings that flags, environment and file give.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException for a key of the file that is no setting
   */
  public static Settings read(ParseResult flags, Map<String, String> environment)
      throws IOException {
    Settings settings = Settings.defaults();
    Path file = flags.matchedOptionValue(CONFIG, null);
    if (file == null && environment.containsKey(CONFIG_VARIABLE)) {
      file = Path.of(environment.get(CONFIG_VARIABLE));
    }
    if (file != null) {
      settings = settings.withFile(file);
    }
    settings = settings.withEnvironment(environment);
    for (Setting setting : Setting.values()) {
      String value = flags.matchedOptionValue(setting.flag(), null);
      if (value != null) {
        settings = settings.with(setting, value);
      }
    }
    return settings;
  }
}
