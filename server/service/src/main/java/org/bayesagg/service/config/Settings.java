package org.bayesagg.service.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The value of every setting and where it came from. What comes first wins: flag, environment,
 * properties file, default. Immutable.
 */
public final class Settings {
  /** A value as text, and who said so: "--port", "BAYESAGG_PORT", a file or "default". */
  private record Value(String text, String source) {}

  private final Map<Setting, Value> values;

  private Settings(Map<Setting, Value> values) {
    this.values = values;
  }

  /** Every setting at its default. */
  public static Settings defaults() {
    Map<Setting, Value> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      values.put(setting, new Value(setting.byDefault(), "default"));
    }
    return new Settings(values);
  }

  /**
   * These with what a properties file says.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException for a key that is no setting
   */
  public Settings withFile(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    Settings result = this;
    for (String key : properties.stringPropertyNames()) {
      Setting setting =
          Setting.ofKey(key)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          file + ": got the key \"" + key + "\", expected one of " + keys()));
      result = result.with(setting, properties.getProperty(key).trim(), file.toString());
    }
    return result;
  }

  /** These with what the environment says. Variables that are no setting are left alone. */
  public Settings withEnvironment(Map<String, String> environment) {
    Settings result = this;
    for (Setting setting : Setting.values()) {
      String value = environment.get(setting.variable());
      if (value != null) {
        result = result.with(setting, value.trim(), setting.variable());
      }
    }
    return result;
  }

  /** These with one flag. */
  public Settings with(Setting setting, String value) {
    return with(setting, value, setting.flag());
  }

  private Settings with(Setting setting, String value, String source) {
    Map<Setting, Value> changed = new EnumMap<>(values);
    changed.put(setting, new Value(value, source));
    return new Settings(changed);
  }

  /**
   * The settings as numbers and names.
   *
   * @throws InvalidSettingException for the first that cannot be, with its source
   */
  public ServerConfig toConfig() {
    try {
      return new ServerConfig(
          text(Setting.HOST),
          integer(Setting.PORT),
          integer(Setting.HTTP_PORT),
          path(Setting.PORT_FILE),
          integer(Setting.THREADS),
          Math.toIntExact(Math.min(bytes(Setting.MAX_MESSAGE_BYTES), Integer.MAX_VALUE)),
          bytes(Setting.MAX_CONTRIBUTION_BYTES),
          integer(Setting.MAX_STREAM_CONTRIBUTIONS),
          integer(Setting.MAX_SESSIONS),
          bytes(Setting.MAX_TOTAL_BYTES),
          integer(Setting.MAX_WORKERS_PER_SESSION),
          integer(Setting.MAX_QUEUED_CONTRIBUTIONS),
          integer(Setting.METRIC_SESSIONS),
          integer(Setting.METRIC_TASKS),
          integer(Setting.DRAIN_DEADLINE_SECONDS),
          logLevel());
    } catch (InvalidSettingException e) {
      throw e.from(values.get(e.setting()).source());
    }
  }

  /** One line a setting: name, value, source. */
  public String describe() {
    StringBuilder lines = new StringBuilder();
    values.forEach(
        (setting, value) ->
            lines.append(
                String.format(
                    "  %-26s %-12s (%s)%n",
                    setting.key(), value.text().isEmpty() ? "-" : value.text(), value.source())));
    return lines.toString();
  }

  private String text(Setting setting) {
    return values.get(setting).text();
  }

  private int integer(Setting setting) {
    try {
      return Integer.parseInt(text(setting));
    } catch (NumberFormatException e) {
      throw new InvalidSettingException(setting, quoted(setting), "a whole number");
    }
  }

  private long bytes(Setting setting) {
    long bytes = ByteSize.parse(text(setting));
    if (bytes < 0) {
      throw new InvalidSettingException(
          setting, quoted(setting), "a number of bytes such as 1048576, 64MiB or 2GiB");
    }
    return bytes;
  }

  private Optional<Path> path(Setting setting) {
    if (text(setting).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(text(setting)));
    } catch (InvalidPathException e) {
      throw new InvalidSettingException(setting, quoted(setting), "a path");
    }
  }

  private LogLevel logLevel() {
    return Arrays.stream(LogLevel.values())
        .filter(level -> level.name().equalsIgnoreCase(text(Setting.LOG_LEVEL)))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    Setting.LOG_LEVEL,
                    quoted(Setting.LOG_LEVEL),
                    "one of " + Arrays.toString(LogLevel.values())));
  }

  private String quoted(Setting setting) {
    return "\"" + text(setting) + "\"";
  }

  private static String keys() {
    return Arrays.stream(Setting.values()).map(Setting::key).toList().toString();
  }
}
