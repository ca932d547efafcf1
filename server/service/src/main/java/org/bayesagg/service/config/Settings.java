package org.bayesagg.service.config;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.bayesagg.cuda.EngineSettings;
import org.bayesagg.service.storage.JournalRepair;
import org.bayesagg.service.storage.JournalSync;
import org.bayesagg.service.storage.StorageSettings;

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
    } catch (IOException e) {
      throw new IOException("cannot read " + file + ": " + e.getClass().getSimpleName(), e);
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
          storage(),
          engine(),
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
          choice(Setting.LOG_LEVEL, LogLevel.values()));
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

  private Optional<StorageSettings> storage() {
    String ephemeral = text(Setting.EPHEMERAL);
    if (!ephemeral.equals("true") && !ephemeral.equals("false")) {
      throw new InvalidSettingException(
          Setting.EPHEMERAL, quoted(Setting.EPHEMERAL), "true or false");
    }
    Optional<Path> folder = path(Setting.DATA_DIR);
    if (ephemeral.equals("true")) {
      return Optional.empty();
    }
    return Optional.of(
        new StorageSettings(
            folder.orElseThrow(
                () ->
                    new InvalidSettingException(
                        Setting.DATA_DIR, "nothing", "a directory, or --ephemeral")),
            choice(Setting.JOURNAL_SYNC, JournalSync.values()),
            choice(Setting.JOURNAL_REPAIR, JournalRepair.values()),
            bytes(Setting.SNAPSHOT_BYTES),
            Duration.ofMillis(integer(Setting.SNAPSHOT_REPLAY_MILLIS)),
            bytes(Setting.DISK_RESERVE_BYTES),
            StorageSettings.LARGE_BYTES));
  }

  /** What the maths are to run on. */
  public EngineSettings engine() {
    List<Path> folders = new ArrayList<>();
    for (String folder : text(Setting.CUDA_LIBRARIES).split(File.pathSeparator, -1)) {
      if (!folder.isBlank()) {
        folders.add(Path.of(folder.trim()));
      }
    }
    return new EngineSettings(
        choice(Setting.ENGINE, EngineSettings.Choice.values()),
        integer(Setting.CUDA_DEVICE),
        bytes(Setting.CUDA_MEMORY_BYTES),
        integer(Setting.CUDA_STEPS),
        folders,
        path(Setting.KERNEL_CACHE));
  }

  private <E extends Enum<E>> E choice(Setting setting, E[] all) {
    return Arrays.stream(all)
        .filter(each -> each.name().equalsIgnoreCase(text(setting)))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    setting, quoted(setting), "one of " + Arrays.toString(all)));
  }

  private String quoted(Setting setting) {
    return "\"" + text(setting) + "\"";
  }

  private static String keys() {
    return Arrays.stream(Setting.values()).map(Setting::key).toList().toString();
  }
}
