package org.bayesagg.service.config;

import java.nio.file.Path;
import java.util.Optional;
import org.bayesagg.cuda.EngineSettings;
import org.bayesagg.service.storage.StorageSettings;

/**
 * The server's settings, checked. {@link Setting} says what each is for.
 *
 * @param host where gRPC and HTTP listen
 * @param port of gRPC, 0 for any
 * @param httpPort of metrics and probes, 0 for any
 * @param portFile where the chosen ports are written
 * @param storage how sessions are kept; empty: not at all
 * @param engine what the maths run on
 * @param threads of each pool
 * @param maxMessageBytes of a unary message
 * @param maxContributionBytes of all tensors of one contribution
 * @param maxStreamContributions unanswered contributions of one stream
 * @param maxSessions sessions at a time
 * @param maxTotalBytes footprint of all sessions
 * @param maxWorkersPerSession workers of a session
 * @param maxQueuedContributions calls that wait in a session
 * @param metricSessions sessions with metrics of their own
 * @param metricTasks tasks of a session with metrics of their own
 * @param drainDeadlineSeconds how long draining may take
 * @param logLevel how much is logged
 */
public record ServerConfig(
    String host,
    int port,
    int httpPort,
    Optional<Path> portFile,
    Optional<StorageSettings> storage,
    EngineSettings engine,
    int threads,
    int maxMessageBytes,
    long maxContributionBytes,
    int maxStreamContributions,
    int maxSessions,
    long maxTotalBytes,
    int maxWorkersPerSession,
    int maxQueuedContributions,
    int metricSessions,
    int metricTasks,
    int drainDeadlineSeconds,
    LogLevel logLevel) {

  private static final int MAX_PORT = 65_535;
  private static final int MAX_THREADS = 4096;
  private static final int MAX_DEVICES = 1023;
  private static final int MAX_CUDA_STEPS = 64;
  private static final int DAY_SECONDS = 86_400;

  /** A header and one chunk of a stream must fit. */
  private static final int LEAST_MESSAGE_BYTES = 4 << 20;

  /**
   * Checks every setting.
   *
   * @throws InvalidSettingException for the first that is out of its range
   */
  public ServerConfig {
    if (host.isBlank()) {
      throw new InvalidSettingException(Setting.HOST, "nothing", "an address");
    }
    check(Setting.PORT, port, 0, MAX_PORT);
    check(Setting.HTTP_PORT, httpPort, 0, MAX_PORT);
    if (port != 0 && port == httpPort) {
      throw new InvalidSettingException(
          Setting.HTTP_PORT, String.valueOf(httpPort), "another port than that of gRPC");
    }
    check(Setting.CUDA_DEVICE, engine.device(), 0, MAX_DEVICES);
    check(Setting.CUDA_MEMORY_BYTES, engine.memoryBytes(), 0, Long.MAX_VALUE);
    check(Setting.CUDA_STEPS, engine.lanes(), 1, MAX_CUDA_STEPS);
    check(Setting.THREADS, threads, 1, MAX_THREADS);
    check(Setting.MAX_MESSAGE_BYTES, maxMessageBytes, LEAST_MESSAGE_BYTES, Integer.MAX_VALUE);
    // Elements of one byte each must fit a Java array.
    check(Setting.MAX_CONTRIBUTION_BYTES, maxContributionBytes, 1, Integer.MAX_VALUE);
    check(Setting.MAX_STREAM_CONTRIBUTIONS, maxStreamContributions, 1, Integer.MAX_VALUE);
    check(Setting.MAX_SESSIONS, maxSessions, 1, Integer.MAX_VALUE);
    check(Setting.MAX_TOTAL_BYTES, maxTotalBytes, 1, Long.MAX_VALUE);
    check(Setting.MAX_WORKERS_PER_SESSION, maxWorkersPerSession, 1, Integer.MAX_VALUE);
    check(Setting.MAX_QUEUED_CONTRIBUTIONS, maxQueuedContributions, 1, Integer.MAX_VALUE);
    storage.ifPresent(ServerConfig::check);
    check(Setting.METRIC_SESSIONS, metricSessions, 0, Integer.MAX_VALUE);
    check(Setting.METRIC_TASKS, metricTasks, 0, Integer.MAX_VALUE);
    check(Setting.DRAIN_DEADLINE_SECONDS, drainDeadlineSeconds, 0, DAY_SECONDS);
  }

  /** All defaults, on free ports and keeping nothing: for servers within another program. */
  public static ServerConfig onFreePorts() {
    return Settings.defaults()
        .with(Setting.PORT, "0")
        .with(Setting.HTTP_PORT, "0")
        .with(Setting.EPHEMERAL, "true")
        .toConfig();
  }

  private static void check(StorageSettings storage) {
    check(Setting.SNAPSHOT_BYTES, storage.snapshotBytes(), 1, Long.MAX_VALUE);
    check(Setting.SNAPSHOT_REPLAY_MILLIS, storage.replay().toMillis(), 1, DAY_SECONDS * 1000L);
    check(Setting.DISK_RESERVE_BYTES, storage.reserveBytes(), 0, Long.MAX_VALUE);
  }

  private static void check(Setting setting, long value, long least, long most) {
    if (value < least || value > most) {
      throw new InvalidSettingException(
          setting,
          String.valueOf(value),
          most == Integer.MAX_VALUE || most == Long.MAX_VALUE
              ? "at least " + least
              : least + " to " + most);
    }
  }
}
