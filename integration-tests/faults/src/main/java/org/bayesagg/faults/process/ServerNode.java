package org.bayesagg.faults.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server on one data directory and one port that can be killed and started again. */
public final class ServerNode implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 10;
  private static final int LOG_TAIL = 30;

  /** What a short-lived server starts fastest with. */
  public static final List<String> SMALL =
      List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final Path folder;
  private final Path data;
  private final List<String> before;
  private final List<String> flags;
  private final List<String> options;
  private Jvm jvm;
  private int port;
  private int httpPort;

  /**
   * A server that does not run yet.
   *
   * @param folder for its log and port file
   * @param data its data directory
   * @param before what comes before {@code java} in its command line
   * @param flags of its JVM
   * @param options further ones of {@code serve}
   */
  public ServerNode(
      Path folder, Path data, List<String> before, List<String> flags, List<String> options) {
    this.folder = folder;
    this.data = data;
    this.before = List.copyOf(before);
    this.flags = List.copyOf(flags);
    this.options = List.copyOf(options);
  }

  /** Starts the process and does not wait for it. */
  public void launch() throws IOException {
    Files.deleteIfExists(ports());
    List<String> command = new ArrayList<>();
    command.add("org.bayesagg.service.Main");
    command.addAll(List.of("--data-dir", data.toString(), "--port-file", ports().toString()));
    command.addAll(List.of("--port", Integer.toString(port)));
    command.addAll(List.of("--http-port", Integer.toString(httpPort)));
    command.addAll(options);
    jvm = Jvm.start(before, flags, command, log());
  }

  /**
   * Waits until it serves; returns how long that took from now.
   *
   * @throws ServerEndedException if it ends instead
   */
  public Duration awaitReady() throws IOException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < START.toNanos()) {
      if (Files.exists(ports())) {
        List<String> lines = Files.readAllLines(ports());
        if (lines.size() >= 2) {
          port = Integer.parseInt(lines.get(0));
          httpPort = Integer.parseInt(lines.get(1));
          return Duration.ofNanos(System.nanoTime() - start);
        }
      }
      if (jvm.awaitEnd(POLL_MILLIS)) {
        throw new ServerEndedException("ended with status " + jvm.status() + ":\n" + tail());
      }
    }
    throw new ServerEndedException("does not serve after " + START + ":\n" + tail());
  }

  /** Starts it and waits until it serves; returns how long that took. */
  public Duration start() throws IOException {
    launch();
    return awaitReady();
  }

  /** Its data directory. */
  public Path data() {
    return data;
  }

  /** The process that runs or ran last. */
  public Jvm jvm() {
    return jvm;
  }

  /** Where it serves gRPC; the same after a restart. */
  public int port() {
    return port;
  }

  /** Where it serves gRPC, as HOST:PORT. */
  public String target() {
    return "127.0.0.1:" + port;
  }

  /** Where it serves HTTP. */
  public int httpPort() {
    return httpPort;
  }

  /** Where it shows its metrics. */
  public String metricsUrl() {
    return "http://127.0.0.1:" + httpPort + "/metrics";
  }

  /** What it has printed in all its lives. */
  public Path log() {
    return folder.resolve("server.log");
  }

  /** The end of what it has printed. */
  public String tail() throws IOException {
    List<String> lines = Files.readAllLines(log());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
  }

  private Path ports() {
    return folder.resolve("server.ports");
  }

  @Override
  public void close() {
    if (jvm != null) {
      jvm.close();
    }
  }
}
