package org.bayesagg.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bayesagg.cuda.EngineSettings;
import org.bayesagg.service.session.SessionLimits;
import org.bayesagg.service.storage.JournalRepair;
import org.bayesagg.service.storage.JournalSync;
import org.bayesagg.service.storage.StorageSettings;
import org.bayesagg.service.tls.ClientAuth;
import org.bayesagg.service.tls.TlsFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class SettingsTest {
  /** A value for every setting that is not its default, and what the configuration then holds. */
  private static final Map<Setting, String> OTHER = new HashMap<>();

  static {
    OTHER.put(Setting.HOST, "0.0.0.0");
    OTHER.put(Setting.PORT, "1");
    OTHER.put(Setting.HTTP_PORT, "2");
    OTHER.put(Setting.PORT_FILE, "ports");
    OTHER.put(Setting.THREADS, "3");
    OTHER.put(Setting.MAX_MESSAGE_BYTES, "5MiB");
    OTHER.put(Setting.MAX_CONTRIBUTION_BYTES, "6");
    OTHER.put(Setting.MAX_STREAM_CONTRIBUTIONS, "7");
    OTHER.put(Setting.MAX_SESSIONS, "8");
    OTHER.put(Setting.MAX_TOTAL_BYTES, "9GiB");
    OTHER.put(Setting.MAX_WORKERS_PER_SESSION, "10");
    OTHER.put(Setting.MAX_QUEUED_CONTRIBUTIONS, "11");
    OTHER.put(Setting.DATA_DIR, "kept");
    OTHER.put(Setting.EPHEMERAL, "false");
    OTHER.put(Setting.JOURNAL_SYNC, "Always");
    OTHER.put(Setting.JOURNAL_REPAIR, "truncate");
    OTHER.put(Setting.SNAPSHOT_BYTES, "15");
    OTHER.put(Setting.SNAPSHOT_REPLAY_MILLIS, "16");
    OTHER.put(Setting.DISK_RESERVE_BYTES, "17");
    OTHER.put(Setting.ENGINE, "cuda");
    OTHER.put(Setting.CUDA_DEVICE, "18");
    OTHER.put(Setting.CUDA_MEMORY_BYTES, "19GiB");
    OTHER.put(Setting.CUDA_STEPS, "20");
    OTHER.put(Setting.CUDA_LIBRARIES, "here:there");
    OTHER.put(Setting.KERNEL_CACHE, "kernels");
    OTHER.put(Setting.METRIC_SESSIONS, "12");
    OTHER.put(Setting.METRIC_TASKS, "13");
    OTHER.put(Setting.DRAIN_DEADLINE_SECONDS, "14");
    OTHER.put(Setting.LOG_LEVEL, "debug");
    OTHER.put(Setting.HTTP_HOST, "127.0.0.2");
    OTHER.put(Setting.INSECURE, "true");
    OTHER.put(Setting.TLS_CERTIFICATE, "own.pem");
    OTHER.put(Setting.TLS_KEY, "own.key");
    OTHER.put(Setting.TLS_CLIENT_CA, "ca.pem");
    OTHER.put(Setting.TLS_CLIENT_AUTH, "require");
    OTHER.put(Setting.ACCESS_FILE, "access.yaml");
    OTHER.put(Setting.HTTP_OPEN, "true");
    OTHER.put(Setting.MAX_SESSION_BYTES, "2GiB");
    OTHER.put(Setting.MAX_CONCURRENT_STEPS, "21");
    OTHER.put(Setting.MAX_CONCURRENT_BYTES, "22");
    OTHER.put(Setting.MAX_STEPS_PER_SECOND, "23");
    OTHER.put(Setting.MAX_HEADER_BYTES, "2400");
    OTHER.put(Setting.MAX_CALLS_PER_CONNECTION, "25");
    OTHER.put(Setting.MAX_CONNECTIONS, "26");
    OTHER.put(Setting.MAX_CONNECTION_AGE_SECONDS, "27");
    OTHER.put(Setting.STREAM_IDLE_SECONDS, "28");
    OTHER.put(Setting.STALL_SECONDS, "29");
    OTHER.put(Setting.LIVE_PAGE, "off");
    OTHER.put(Setting.LOG_FORMAT, "json");
    OTHER.put(Setting.OTLP_ENDPOINT, "https://collector:4318/otlp");
  }

  private static final ServerConfig OTHER_CONFIG =
      new ServerConfig(
          new Listening("0.0.0.0", 1, "127.0.0.2", 2, Optional.of(Path.of("ports"))),
          true,
          Optional.of(
              new TlsFiles(
                  Path.of("own.pem"),
                  Path.of("own.key"),
                  Optional.of(Path.of("ca.pem")),
                  ClientAuth.REQUIRE)),
          Optional.of(Path.of("access.yaml")),
          true,
          Optional.of(
              new StorageSettings(
                  Path.of("kept"),
                  JournalSync.ALWAYS,
                  JournalRepair.TRUNCATE,
                  15,
                  Duration.ofMillis(16),
                  17,
                  StorageSettings.LARGE_BYTES)),
          new EngineSettings(
              EngineSettings.Choice.CUDA,
              18,
              19L << 30,
              20,
              List.of(Path.of("here"), Path.of("there")),
              Optional.of(Path.of("kernels"))),
          3,
          new SessionLimits(8, 9L << 30, 2L << 30, 10, 11),
          new WireLimits(
              5 << 20,
              6,
              7,
              21,
              22,
              23,
              2400,
              25,
              26,
              Duration.ofSeconds(27),
              Duration.ofSeconds(28),
              Duration.ofSeconds(29)),
          12,
          13,
          Optional.of(URI.create("https://collector:4318/otlp")),
          14,
          false,
          LogFormat.JSON,
          LogLevel.DEBUG);

  @TempDir private Path folder;

  @Test
  void defaults_areValid() {
    ServerConfig config = Settings.defaults().toConfig();
    assertThat(config.listening().host()).isEqualTo("127.0.0.1");
    assertThat(config.listening().port()).isEqualTo(50051);
    assertThat(config.listening().httpPort()).isEqualTo(9464);
    assertThat(config.listening().portFile()).isEmpty();
    assertThat(config.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(config.wire().maxMessageBytes()).isEqualTo(64 << 20);
    assertThat(config.wire().maxContributionBytes()).isEqualTo(512 << 20);
    assertThat(config.sessions().maxTotalBytes()).isBetween(1L << 20, Machine.memoryBytes());
    assertThat(config.drainDeadlineSeconds()).isEqualTo(30);
    assertThat(config.logLevel()).isEqualTo(LogLevel.INFO);
  }

  @Test
  void flags_setEverything() throws IOException {
    String[] flags =
        OTHER.entrySet().stream()
            .map(entry -> entry.getKey().flag() + "=" + entry.getValue())
            .toArray(String[]::new);
    assertThat(read(Map.of(), flags).toConfig()).isEqualTo(OTHER_CONFIG);
  }

  @Test
  void environment_setsEverything() throws IOException {
    Map<String, String> environment = new HashMap<>();
    OTHER.forEach((setting, value) -> environment.put(setting.variable(), value));
    environment.put("BAYESAGG_TARGET", "somebody else's");
    assertThat(read(environment).toConfig()).isEqualTo(OTHER_CONFIG);
  }

  @Test
  void file_setsEverything() throws IOException {
    StringBuilder lines = new StringBuilder("# a comment\n");
    OTHER.forEach((setting, value) -> lines.append(setting.key() + " = " + value + "\n"));
    Path file = Files.writeString(folder.resolve("server.properties"), lines);
    assertThat(read(Map.of(), "--config", file.toString()).toConfig()).isEqualTo(OTHER_CONFIG);
    assertThat(read(Map.of("BAYESAGG_CONFIG", file.toString())).toConfig()).isEqualTo(OTHER_CONFIG);
  }

  @Test
  void precedence_flagEnvironmentFileDefault() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("server.properties"), "port=1\nthreads=1\nmax-sessions=1\n");
    Settings settings =
        read(Map.of("BAYESAGG_PORT", "2", "BAYESAGG_THREADS", "2"), "--port=3", "--config=" + file);
    ServerConfig config = settings.toConfig();
    assertThat(config.listening().port()).isEqualTo(3);
    assertThat(config.threads()).isEqualTo(2);
    assertThat(config.sessions().maxSessions()).isEqualTo(1);
    assertThat(settings.describe().lines())
        .hasSize(Setting.values().length)
        .anyMatch(line -> line.matches(" *port +3 +\\(--port\\)"))
        .anyMatch(line -> line.matches(" *threads +2 +\\(BAYESAGG_THREADS\\)"))
        .anyMatch(line -> line.contains("(" + file + ")"))
        .anyMatch(line -> line.matches(" *host +127.0.0.1 +\\(default\\)"));
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everySetting_isInTheUsageText(Setting setting) {
    String usage = commandLine().getUsageMessage();
    assertThat(usage).contains(setting.flag()).contains(setting.variable());
    assertThat(OTHER).containsKey(setting);
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, -1, 0 to 65535",
    "PORT, 65536, 0 to 65535",
    "PORT, x, a whole number",
    "HTTP_PORT, 99999999999, a whole number",
    "THREADS, 0, 1 to 4096",
    "MAX_MESSAGE_BYTES, 1MiB, at least 4194304",
    "MAX_CONTRIBUTION_BYTES, 1TiB, at least 1",
    "MAX_CONTRIBUTION_BYTES, 1 furlong, a number of bytes such as",
    "MAX_SESSIONS, 0, at least 1",
    "METRIC_TASKS, -1, at least 0",
    "DRAIN_DEADLINE_SECONDS, -1, 0 to 86400",
    "OTLP_ENDPOINT, localhost:4318, a URL such as http://localhost:4318",
    "OTLP_ENDPOINT, grpc://localhost:4317, a URL such as http://localhost:4318",
    "LOG_LEVEL, loud, 'one of error, warn, info, debug, trace'"
  })
  void wrongValue_isRefusedWithItsSource(Setting setting, String value, String expected) {
    assertThatThrownBy(() -> read(Map.of(setting.variable(), value)).toConfig())
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(setting.key() + ": got ")
        .hasMessageContaining("expected " + expected)
        .hasMessageEndingWith("(from " + setting.variable() + ")");
  }

  @Test
  void plaintextBeyondLoopback_mustBeSaidAloud() {
    assertThatThrownBy(() -> read(Map.of(), "--host=0.0.0.0").toConfig())
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(
            "host: got 0.0.0.0, expected a loopback address, --tls-certificate");
    assertThatThrownBy(() -> read(Map.of(), "--http-host=0.0.0.0").toConfig())
        .hasMessageStartingWith("http-host: got 0.0.0.0");
    assertThatCode(
            () -> {
              read(Map.of(), "--host=0.0.0.0", "--insecure").toConfig();
              read(Map.of(), "--host=127.0.0.9", "--http-host=localhost").toConfig();
              read(Map.of(), "--host=0.0.0.0", "--tls-certificate=c", "--tls-key=k").toConfig();
            })
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "--tls-certificate=c, tls-certificate, --tls-key with it",
    "--tls-key=k, tls-key, --tls-certificate with it",
    "--tls-client-ca=a, tls-client-ca, --tls-certificate with it",
    "--tls-client-auth=require, tls-client-auth, --tls-client-ca with it"
  })
  void tls_needsAllItsFiles(String flag, String setting, String expected) {
    assertThatThrownBy(() -> read(Map.of(), flag).toConfig())
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(setting + ": got ")
        .hasMessageContaining("expected " + expected);
  }

  @Test
  void ports_mustDiffer() {
    assertThatThrownBy(() -> read(Map.of(), "--port=9464").toConfig())
        .hasMessageStartingWith("http-port: got 9464, expected another port");
  }

  @Test
  void file_unknownKey_isRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("server.properties"), "prot=1\n");
    assertThatThrownBy(() -> read(Map.of(), "--config=" + file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got the key \"prot\", expected one of [host, port,");
  }

  @Test
  void file_missing_isRefused() {
    assertThatThrownBy(() -> read(Map.of(), "--config=" + folder.resolve("none")))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1000, 1000",
    "1024B, 1024",
    "64MiB, 67108864",
    "64 mb, 67108864",
    "2g, 2147483648",
    "1TiB, 1099511627776",
    "9000000000TiB, -1",
    "-1, -1",
    "1.5MiB, -1",
    "MiB, -1"
  })
  void byteSize_parse(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
  }

  private static Settings read(Map<String, String> environment, String... flags)
      throws IOException {
    return ServeOptions.read(commandLine().parseArgs(flags), environment);
  }

  private static CommandLine commandLine() {
    CommandSpec command = CommandSpec.create();
    ServeOptions.addTo(command);
    return new CommandLine(command);
  }
}
