package org.bayesagg.service.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting of the server, in one place: its name as a flag ({@code --http-port}), in the
 * environment ({@code BAYESAGG_HTTP_PORT}) and in a properties file ({@code http-port}), its
 * default and what it is for.
 */
public enum Setting {
  /** Where gRPC listens. */
  HOST("host", "HOST", "127.0.0.1", "Address on which to listen; 0.0.0.0 for all."),
  /** Port of gRPC. */
  PORT("port", "PORT", "50051", "Port of the gRPC service; 0 for any free one."),
  /** Port of metrics and probes. */
  HTTP_PORT(
      "http-port",
      "PORT",
      "9464",
      "Port of /metrics, /healthz and /readyz over HTTP; 0 for any free one."),
  /** Where launchers find the ports. */
  PORT_FILE(
      "port-file",
      "FILE",
      "",
      "File to which the gRPC port and the HTTP port are written, a line each, once serving."),
  /** Where sessions are kept. */
  DATA_DIR(
      "data-dir",
      "DIR",
      "bayesagg-data",
      "Directory in which sessions are kept, so that they outlive the process; made if missing."),
  /** Whether nothing is kept. */
  EPHEMERAL(
      "ephemeral",
      "BOOL",
      "false",
      "Keep nothing: sessions and all that they have counted end with the process."),
  /** When the journal is synced. */
  JOURNAL_SYNC(
      "journal-sync",
      "WHEN",
      "interval",
      "none, interval (each second) or always (before an answer): what a power failure can take. What"
          + " ends just the process takes nothing that was answered, in any of them."),
  /** What is done with damage. */
  JOURNAL_REPAIR(
      "journal-repair",
      "HOW",
      "refuse",
      "Sessions of which something answered is lost: refuse sets them aside, truncate goes on from"
          + " what is left."),
  /** When snapshots are made. */
  SNAPSHOT_BYTES(
      "snapshot-bytes",
      "BYTES",
      "64MiB",
      "Journalled bytes of a session after which a snapshot of it is made."),
  /** When snapshots are made. */
  SNAPSHOT_REPLAY_MILLIS(
      "snapshot-replay-millis",
      "MILLIS",
      "2000",
      "Time that a start would take to make a session's changes again, above which a snapshot of it is"
          + " made."),
  /** Room on the disk. */
  DISK_RESERVE_BYTES(
      "disk-reserve-bytes",
      "BYTES",
      "256MiB",
      "Room on the data directory's disk below which contributions are refused."),
  /** What the maths run on. */
  ENGINE(
      "engine",
      "WHICH",
      "auto",
      "cpu, cuda (a GPU, or no start) or auto: a GPU if one can be used, else the CPU, which also takes"
          + " what the GPU has no room for and everything if it is lost."),
  /** Which GPU. */
  CUDA_DEVICE("cuda-device", "N", "0", "Number of the GPU, as nvidia-smi counts."),
  /** Memory of the GPU. */
  CUDA_MEMORY_BYTES(
      "cuda-memory-bytes",
      "BYTES",
      "0",
      "Memory of the GPU that may be used; 0 for nine tenths of what is free."),
  /** Steps at a time on the GPU. */
  CUDA_STEPS(
      "cuda-steps",
      "N",
      "2",
      "Steps of different sessions that run on the GPU at a time, each with working memory of its own."),
  /** Where the CUDA libraries are. */
  CUDA_LIBRARIES(
      "cuda-libraries",
      "DIRS",
      "",
      "Folders, separated by colons, in which the CUDA libraries are looked for before $CUDA_HOME/lib64,"
          + " /usr/local/cuda/lib64 and the system's own."),
  /** Compiled kernels. */
  KERNEL_CACHE(
      "kernel-cache",
      "DIR",
      Machine.kernelCache(),
      "Folder for kernels compiled for the GPU; without it each start compiles them, some seconds."),
  /** Threads of each pool. */
  THREADS(
      "threads",
      "N",
      Machine.threads(),
      "Threads for the maths, for sessions and for calls, each; BLAS itself uses one."),
  /** Unary messages. */
  MAX_MESSAGE_BYTES(
      "max-message-bytes",
      "BYTES",
      "64MiB",
      "Largest message, and largest unary answer; streams carry more in chunks."),
  /** Streamed contributions. */
  MAX_CONTRIBUTION_BYTES(
      "max-contribution-bytes",
      "BYTES",
      "512MiB",
      "All tensors of one contribution; also what a stream may hold unanswered."),
  /** Unanswered contributions of a stream. */
  MAX_STREAM_CONTRIBUTIONS(
      "max-stream-contributions",
      "N",
      "256",
      "Unanswered contributions of one stream, beyond which it is not read."),
  /** Sessions at a time. */
  MAX_SESSIONS("max-sessions", "N", "100", "Sessions at a time."),
  /** Memory of all sessions. */
  MAX_TOTAL_BYTES(
      "max-total-bytes",
      "BYTES",
      Machine.sessionMemory(),
      "Footprint of all sessions together; the default is half of the machine's memory."),
  /** Workers of a session. */
  MAX_WORKERS_PER_SESSION(
      "max-workers-per-session", "N", "256", "Workers that may take part in one session."),
  /** Queue of a session. */
  MAX_QUEUED_CONTRIBUTIONS(
      "max-queued-contributions", "N", "1024", "Calls that may wait in one session."),
  /** Sessions with metrics of their own. */
  METRIC_SESSIONS(
      "metric-sessions",
      "N",
      "100",
      "Sessions with metrics of their own; those created beyond it share the label \"(other)\"."),
  /** Tasks with metrics of their own. */
  METRIC_TASKS(
      "metric-tasks",
      "N",
      "200",
      "Tasks of a session with metrics of their own; the rest share the label \"(other)\"."),
  /** How long draining may take. */
  DRAIN_DEADLINE_SECONDS(
      "drain-deadline-seconds",
      "SECONDS",
      "30",
      "How long accepted calls may take to be answered after SIGTERM."),
  /** Detail of the log. */
  LOG_LEVEL("log-level", "LEVEL", "INFO", "ERROR, WARN, INFO, DEBUG or TRACE, on standard error.");

  private final String key;
  private final String label;
  private final String byDefault;
  private final String purpose;

  Setting(String key, String label, String byDefault, String purpose) {
    this.key = key;
    this.label = label;
    this.byDefault = byDefault;
    this.purpose = purpose;
  }

  /** Its name in a properties file. */
  public String key() {
    return key;
  }

  /** Its name on the command line. */
  public String flag() {
    return "--" + key;
  }

  /** Its name in the environment. */
  public String variable() {
    return "BAYESAGG_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** What stands for the value in usage texts. */
  public String label() {
    return label;
  }

  /** Whether it is true where it is named without a value. */
  public boolean isSwitch() {
    return label.equals("BOOL");
  }

  /** Its value where nobody set it, as text; empty for none. */
  public String byDefault() {
    return byDefault;
  }

  /** What it is for, in one sentence. */
  public String purpose() {
    return purpose;
  }

  /** The setting of that name in a properties file. */
  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }
}
