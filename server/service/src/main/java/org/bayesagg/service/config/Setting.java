package org.bayesagg.service.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.bayesagg.cuda.EngineSettings;
import org.bayesagg.service.storage.JournalRepair;
import org.bayesagg.service.storage.JournalSync;
import org.bayesagg.service.tls.ClientAuth;

/**
 * Every setting of the server, in one place: its name as a flag ({@code --http-port}), in the
 * environment ({@code BAYESAGG_HTTP_PORT}) and in a properties file ({@code http-port}), its
 * default and what it is for.
 */
public enum Setting {
  /** Where gRPC listens. */
  HOST("host", Values.text("HOST"), "127.0.0.1", "Address on which gRPC listens; 0.0.0.0 for all."),
  /** Port of gRPC. */
  PORT(
      "port",
      Values.number("PORT", 0, 65_535),
      "50051",
      "Port of the gRPC service; 0 for any free one."),
  /** Port of metrics and probes. */
  HTTP_PORT(
      "http-port",
      Values.number("PORT", 0, 65_535),
      "9464",
      "Port of /metrics, /healthz, /readyz and the live page over HTTP; 0 for any free one."),
  /** Where HTTP listens. */
  HTTP_HOST(
      "http-host",
      Values.text("HOST"),
      "127.0.0.1",
      "Address on which HTTP listens; 0.0.0.0 for all."),
  /** Where launchers find the ports. */
  PORT_FILE(
      "port-file",
      Values.path("FILE"),
      "",
      "File to which the gRPC port and the HTTP port are written, a line each, once serving."),
  /** Whether anybody on the network may listen. */
  INSECURE(
      "insecure",
      Values.flag(),
      "false",
      "Listen without encryption beyond this machine's own addresses; refused unless this is said."),
  /** The server's certificate. */
  TLS_CERTIFICATE(
      "tls-certificate",
      Values.path("FILE"),
      "",
      "PEM file of the server's certificate, its own first: both ports then speak TLS 1.3. Read again"
          + " when it changes."),
  /** The certificate's key. */
  TLS_KEY("tls-key", Values.path("FILE"), "", "PEM file of the certificate's key, PKCS #8."),
  /** Who signs clients' certificates. */
  TLS_CLIENT_CA(
      "tls-client-ca",
      Values.path("FILE"),
      "",
      "PEM file of the authorities that sign clients' certificates; with it nobody is served without"
          + " one, or a token of the access file."),
  /** Whether every client must have a certificate. */
  TLS_CLIENT_AUTH(
      "tls-client-auth",
      Values.choice("WHETHER", ClientAuth.values()),
      "optional",
      "Whether a client without a certificate may connect: optional, or require for none."),
  /** Who may do what. */
  ACCESS_FILE(
      "access-file",
      Values.path("FILE"),
      "",
      "YAML file of who may do what with which sessions; with it, nobody else may do anything. Read"
          + " again when it changes."),
  /** Whether metrics are for everybody. */
  HTTP_OPEN(
      "http-open",
      Values.flag(),
      "false",
      "Serve metrics and the live page to everybody who can connect, whatever else is configured."),
  /** Whether the live page is served. */
  LIVE_PAGE(
      "live-page",
      Values.choice("WHERE", LivePageChoice.values()),
      "auto",
      "Serve a page that shows the sessions at work, at /live/: auto (where HTTP listens on this machine's"
          + " own addresses only), on or off."),
  /** Where sessions are kept. */
  DATA_DIR(
      "data-dir",
      Values.path("DIR"),
      "bayesagg-data",
      "Directory in which sessions are kept, so that they outlive the process; made if missing."),
  /** Whether nothing is kept. */
  EPHEMERAL(
      "ephemeral",
      Values.flag(),
      "false",
      "Keep nothing: sessions and all that they have counted end with the process."),
  /** When the journal is synced. */
  JOURNAL_SYNC(
      "journal-sync",
      Values.choice("WHEN", JournalSync.values()),
      "interval",
      "none, interval (each second) or always (before an answer): what a power failure can take. What"
          + " ends just the process takes nothing that was answered, in any of them."),
  /** What is done with damage. */
  JOURNAL_REPAIR(
      "journal-repair",
      Values.choice("HOW", JournalRepair.values()),
      "refuse",
      "Sessions of which something answered is lost: refuse sets them aside, truncate goes on from"
          + " what is left."),
  /** When snapshots are made. */
  SNAPSHOT_BYTES(
      "snapshot-bytes",
      Values.bytes(1, Long.MAX_VALUE),
      "64MiB",
      "Journalled bytes of a session after which a snapshot of it is made."),
  /** When snapshots are made. */
  SNAPSHOT_REPLAY_MILLIS(
      "snapshot-replay-millis",
      Values.number("MILLIS", 1, 86_400_000),
      "2000",
      "Time that a start would take to make a session's changes again, above which a snapshot of it is"
          + " made."),
  /** Room on the disk. */
  DISK_RESERVE_BYTES(
      "disk-reserve-bytes",
      Values.bytes(0, Long.MAX_VALUE),
      "256MiB",
      "Room on the data directory's disk below which contributions are refused."),
  /** What the maths run on. */
  ENGINE(
      "engine",
      Values.choice("WHICH", EngineSettings.Choice.values()),
      "auto",
      "cpu, cuda (a GPU, or no start) or auto: a GPU if one can be used, else the CPU, which also takes"
          + " what the GPU has no room for and everything if it is lost."),
  /** Which GPU. */
  CUDA_DEVICE(
      "cuda-device", Values.number("N", 0, 1023), "0", "Number of the GPU, as nvidia-smi counts."),
  /** Memory of the GPU. */
  CUDA_MEMORY_BYTES(
      "cuda-memory-bytes",
      Values.bytes(0, Long.MAX_VALUE),
      "0",
      "Memory of the GPU that may be used; 0 for nine tenths of what is free."),
  /** Steps at a time on the GPU. */
  CUDA_STEPS(
      "cuda-steps",
      Values.number("N", 1, 64),
      "2",
      "Steps of different sessions that run on the GPU at a time, each with working memory of its own."),
  /** Where the CUDA libraries are. */
  CUDA_LIBRARIES(
      "cuda-libraries",
      Values.text("DIRS"),
      "",
      "Folders, separated by colons, in which the CUDA libraries are looked for before $CUDA_HOME/lib64,"
          + " /usr/local/cuda/lib64 and the system's own."),
  /** Compiled kernels. */
  KERNEL_CACHE(
      "kernel-cache",
      Values.path("DIR"),
      Machine.kernelCache(),
      "Folder for kernels compiled for the GPU; without it each start compiles them, some seconds."),
  /** Threads of each pool. */
  THREADS(
      "threads",
      Values.number("N", 1, 4096),
      Machine.threads(),
      "Threads for the maths, for sessions and for calls, each; BLAS itself uses one."),
  /** Unary messages. */
  MAX_MESSAGE_BYTES(
      "max-message-bytes",
      // A header and one chunk of a stream must fit.
      Values.bytes(4 << 20, Integer.MAX_VALUE),
      "64MiB",
      "Largest message, and largest unary answer; streams carry more in chunks."),
  /** Streamed contributions. */
  MAX_CONTRIBUTION_BYTES(
      "max-contribution-bytes",
      // Elements of one byte each must fit a Java array.
      Values.bytes(1, Integer.MAX_VALUE),
      "512MiB",
      "All tensors of one contribution; also what a stream may hold unanswered."),
  /** Unanswered contributions of a stream. */
  MAX_STREAM_CONTRIBUTIONS(
      "max-stream-contributions",
      Values.atLeast("N", 1),
      "256",
      "Unanswered contributions of one stream, beyond which it is not read."),
  /** Sessions at a time. */
  MAX_SESSIONS("max-sessions", Values.atLeast("N", 1), "100", "Sessions at a time."),
  /** Memory of all sessions. */
  MAX_TOTAL_BYTES(
      "max-total-bytes",
      Values.bytes(1, Long.MAX_VALUE),
      Machine.sessionMemory(),
      "Footprint of all sessions together; the default is half of the machine's memory."),
  /** Memory of a session. */
  MAX_SESSION_BYTES(
      "max-session-bytes",
      Values.bytes(0, Long.MAX_VALUE),
      "0",
      "Footprint of one session; 0 for no limit but that of all sessions."),
  /** Workers of a session. */
  MAX_WORKERS_PER_SESSION(
      "max-workers-per-session",
      Values.atLeast("N", 1),
      "256",
      "Workers that may take part in one session."),
  /** Queue of a session. */
  MAX_QUEUED_CONTRIBUTIONS(
      "max-queued-contributions",
      Values.atLeast("N", 1),
      "1024",
      "Calls that may wait in one session."),
  /** Contributions at a time. */
  MAX_CONCURRENT_STEPS(
      "max-concurrent-steps",
      Values.atLeast("N", 1),
      "4096",
      "Contributions that may be read, wait or run at a time, over all sessions."),
  /** Memory of contributions at a time. */
  MAX_CONCURRENT_BYTES(
      "max-concurrent-bytes",
      Values.bytes(1, Long.MAX_VALUE),
      Machine.contributionMemory(),
      "Tensors of all contributions that are read, wait or run; the default is half of the heap."),
  /** Steps of a caller. */
  MAX_STEPS_PER_SECOND(
      "max-steps-per-second",
      Values.atLeast("N", 0),
      "0",
      "Contributions a second of one identity, or of one address where there are no identities; 0 for no"
          + " limit. The access file may say another number."),
  /** Metadata of a call. */
  MAX_HEADER_BYTES(
      "max-header-bytes",
      Values.bytes(1024, 1 << 20),
      "8KiB",
      "Metadata of one call; longer ones are refused before anything else is read."),
  /** Calls on a connection. */
  MAX_CALLS_PER_CONNECTION(
      "max-calls-per-connection",
      Values.atLeast("N", 1),
      "1024",
      "Calls at a time on one connection; a client holds back what is more."),
  /** Connections. */
  MAX_CONNECTIONS(
      "max-connections",
      Values.atLeast("N", 1),
      "1024",
      "Connections at a time; one more is closed as soon as it comes."),
  /** Life of a connection. */
  MAX_CONNECTION_AGE_SECONDS(
      "max-connection-age-seconds",
      Values.atLeast("SECONDS", 0),
      "0",
      "Age at which a connection is asked to end and its client to make another; 0 for none."),
  /** Silence of a stream. */
  STREAM_IDLE_SECONDS(
      "stream-idle-seconds",
      Values.atLeast("SECONDS", 1),
      "3600",
      "How long a stream with nothing to answer may be silent before it is ended."),
  /** Slow readers and writers. */
  STALL_SECONDS(
      "stall-seconds",
      Values.atLeast("SECONDS", 1),
      "30",
      "How long a caller may leave a message unfinished, or an answer unread, before its call is ended;"
          + " also for the handshake of a connection."),
  /** Sessions with metrics of their own. */
  METRIC_SESSIONS(
      "metric-sessions",
      Values.atLeast("N", 0),
      "100",
      "Sessions with metrics of their own; those created beyond it share the label \"(other)\"."),
  /** Tasks with metrics of their own. */
  METRIC_TASKS(
      "metric-tasks",
      Values.atLeast("N", 0),
      "100",
      "Tasks of a session with metrics of their own; the rest share the label \"(other)\"."),
  /** Where traces go. */
  OTLP_ENDPOINT(
      "otlp-endpoint",
      Values.text("URL"),
      "",
      "Collector to which traces are told by OTLP over HTTP, such as http://localhost:4318; empty: nothing"
          + " is traced. Sampling, headers and all else: the variables OTEL_... of OpenTelemetry."),
  /** How long draining may take. */
  DRAIN_DEADLINE_SECONDS(
      "drain-deadline-seconds",
      Values.number("SECONDS", 0, 86_400),
      "30",
      "How long accepted calls may take to be answered after SIGTERM."),
  /** Form of the log. */
  LOG_FORMAT(
      "log-format",
      Values.choice("FORMAT", LogFormat.values()),
      "text",
      "Lines of the log: text, or json with session, epoch, step and worker as fields."),
  /** Detail of the log. */
  LOG_LEVEL(
      "log-level",
      Values.choice("LEVEL", LogLevel.values()),
      "INFO",
      "ERROR, WARN, INFO, DEBUG or TRACE, on standard error.");

  private final String key;
  private final Values values;
  private final String byDefault;
  private final String purpose;

  Setting(String key, Values values, String byDefault, String purpose) {
    this.key = key;
    this.values = values;
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
    return values.label();
  }

  /** Whether it is true where it is named without a value. */
  public boolean isSwitch() {
    return values.kind() == Values.Kind.SWITCH;
  }

  /** Its value where nobody set it, as text; empty for none. */
  public String byDefault() {
    return byDefault;
  }

  /** What its text may be, in words. */
  public String range() {
    return values.range();
  }

  Values allowed() {
    return values;
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
