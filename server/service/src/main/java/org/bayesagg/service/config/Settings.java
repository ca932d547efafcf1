package org.bayesagg.service.config;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
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
import org.bayesagg.service.session.SessionLimits;
import org.bayesagg.service.storage.JournalRepair;
import org.bayesagg.service.storage.JournalSync;
import org.bayesagg.service.storage.StorageSettings;
import org.bayesagg.service.tls.ClientAuth;
import org.bayesagg.service.tls.TlsFiles;

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
          new Listening(
              text(Setting.HOST),
              integer(Setting.PORT),
              text(Setting.HTTP_HOST),
              integer(Setting.HTTP_PORT),
              path(Setting.PORT_FILE)),
          flag(Setting.INSECURE),
          tls(),
          path(Setting.ACCESS_FILE),
          flag(Setting.HTTP_OPEN),
          storage(),
          engine(),
          integer(Setting.THREADS),
          sessions(),
          wire(),
          integer(Setting.METRIC_SESSIONS),
          integer(Setting.METRIC_TASKS),
          url(Setting.OTLP_ENDPOINT),
          integer(Setting.DRAIN_DEADLINE_SECONDS),
          livePage(),
          choice(Setting.LOG_FORMAT, LogFormat.values()),
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
      int number = Integer.parseInt(text(setting));
      setting.allowed().check(setting, number);
      return number;
    } catch (NumberFormatException e) {
      throw new InvalidSettingException(setting, quoted(setting), "a whole number");
    }
  }

  private Duration seconds(Setting setting) {
    return Duration.ofSeconds(integer(setting));
  }

  private boolean flag(Setting setting) {
    String text = text(setting);
    if (!text.equals("true") && !text.equals("false")) {
      throw new InvalidSettingException(setting, quoted(setting), "true or false");
    }
    return text.equals("true");
  }

  private long bytes(Setting setting) {
    long bytes = ByteSize.parse(text(setting));
    if (bytes < 0) {
      throw new InvalidSettingException(
          setting, quoted(setting), "a number of bytes such as 1048576, 64MiB or 2GiB");
    }
    setting.allowed().check(setting, bytes);
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

  private Optional<URI> url(Setting setting) {
    if (text(setting).isEmpty()) {
      return Optional.empty();
    }
    try {
      URI url = new URI(text(setting));
      if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
        return Optional.of(url);
      }
    } catch (URISyntaxException e) {
      // What it should be is said below.
    }
    throw new InvalidSettingException(
        setting, quoted(setting), "a URL such as http://localhost:4318");
  }

  private Optional<StorageSettings> storage() {
    if (flag(Setting.EPHEMERAL)) {
      return Optional.empty();
    }
    Optional<Path> folder = path(Setting.DATA_DIR);
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

  private boolean livePage() {
    return switch (choice(Setting.LIVE_PAGE, LivePageChoice.values())) {
      case ON -> true;
      case OFF -> false;
      case AUTO -> Listening.isLoopback(text(Setting.HTTP_HOST));
    };
  }

  private Optional<TlsFiles> tls() {
    Optional<Path> certificate = path(Setting.TLS_CERTIFICATE);
    Optional<Path> key = path(Setting.TLS_KEY);
    Optional<Path> authorities = path(Setting.TLS_CLIENT_CA);
    ClientAuth auth = choice(Setting.TLS_CLIENT_AUTH, ClientAuth.values());
    together(Setting.TLS_CERTIFICATE, certificate, Setting.TLS_KEY, key);
    together(Setting.TLS_KEY, key, Setting.TLS_CERTIFICATE, certificate);
    together(Setting.TLS_CLIENT_CA, authorities, Setting.TLS_CERTIFICATE, certificate);
    if (auth == ClientAuth.REQUIRE && authorities.isEmpty()) {
      throw new InvalidSettingException(
          Setting.TLS_CLIENT_AUTH, "require", Setting.TLS_CLIENT_CA.flag() + " with it");
    }
    return certificate.map(chain -> new TlsFiles(chain, key.orElseThrow(), authorities, auth));
  }

  private static void together(
      Setting setting, Optional<Path> value, Setting needed, Optional<Path> neededValue) {
    if (value.isPresent() && neededValue.isEmpty()) {
      throw new InvalidSettingException(
          setting, value.get().toString(), needed.flag() + " with it");
    }
  }

  private SessionLimits sessions() {
    long total = bytes(Setting.MAX_TOTAL_BYTES);
    long each = bytes(Setting.MAX_SESSION_BYTES);
    return new SessionLimits(
        integer(Setting.MAX_SESSIONS),
        total,
        each == 0 ? total : Math.min(each, total),
        integer(Setting.MAX_WORKERS_PER_SESSION),
        integer(Setting.MAX_QUEUED_CONTRIBUTIONS));
  }

  private WireLimits wire() {
    return new WireLimits(
        Math.toIntExact(bytes(Setting.MAX_MESSAGE_BYTES)),
        bytes(Setting.MAX_CONTRIBUTION_BYTES),
        integer(Setting.MAX_STREAM_CONTRIBUTIONS),
        integer(Setting.MAX_CONCURRENT_STEPS),
        bytes(Setting.MAX_CONCURRENT_BYTES),
        integer(Setting.MAX_STEPS_PER_SECOND),
        Math.toIntExact(bytes(Setting.MAX_HEADER_BYTES)),
        integer(Setting.MAX_CALLS_PER_CONNECTION),
        integer(Setting.MAX_CONNECTIONS),
        seconds(Setting.MAX_CONNECTION_AGE_SECONDS),
        seconds(Setting.STREAM_IDLE_SECONDS),
        seconds(Setting.STALL_SECONDS));
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
                new InvalidSettingException(setting, quoted(setting), "one of " + setting.range()));
  }

  private String quoted(Setting setting) {
    return "\"" + text(setting) + "\"";
  }

  private static String keys() {
    return Arrays.stream(Setting.values()).map(Setting::key).toList().toString();
  }
}
