package org.bayesagg.cli.server;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A BayesAgg server as a process of its own, from this command's class path. */
public final class ServerProcess implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
  private static final long POLL_MILLIS = 50;
  private static final int LOG_TAIL = 20;

  private final Process process;
  private final Thread stopWithUs;
  private final int port;
  private final int metricsPort;

  private ServerProcess(Process process, Thread stopWithUs, int port, int metricsPort) {
    this.process = process;
    this.stopWithUs = stopWithUs;
    this.port = port;
    this.metricsPort = metricsPort;
  }

  /**
   * Starts a server on free ports and waits until it listens.
   *
   * @param mainClass whose {@code main} takes the options of {@code serve}
   * @param log what the server prints, over an older file
   * @param flags further options of {@code serve}
   * @throws ServerStartException if it ends or does not listen in time
   * @throws IOException if it cannot be started at all
   */
  public static ServerProcess start(String mainClass, Path log, String... flags)
      throws IOException {
    Path ports = Files.createTempFile("bayesagg", ".port");
    Files.delete(ports);
    ProcessBuilder builder = new ProcessBuilder(command(mainClass, ports, List.of(flags)));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    // Overrides OpenBLAS's own choice of core and can halve its speed.
    builder.environment().remove("OPENBLAS_CORETYPE");
    builder.environment().put("OPENBLAS_NUM_THREADS", "1");
    Process process = builder.start();
    Thread stopWithUs = new Thread(process::destroy, "stop-server");
    Runtime.getRuntime().addShutdownHook(stopWithUs);
    try {
      List<String> lines = await(process, ports, log);
      return new ServerProcess(
          process, stopWithUs, Integer.parseInt(lines.get(0)), Integer.parseInt(lines.get(1)));
    } catch (RuntimeException | IOException e) {
      process.destroyForcibly();
      throw e;
    } finally {
      Files.deleteIfExists(ports);
    }
  }

  private static List<String> command(String mainClass, Path ports, List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      // Agents and debuggers are this process's own.
      if (!flag.startsWith("-javaagent") && !flag.startsWith("-agentlib")) {
        command.add(flag);
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(List.of("--host", HOST, "--port", "0", "--http-port", "0"));
    command.addAll(List.of("--port-file", ports.toString()));
    command.addAll(flags);
    return command;
  }

  private static List<String> await(Process process, Path ports, Path log) throws IOException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      if (Files.exists(ports)) {
        List<String> lines = Files.readAllLines(ports);
        if (lines.size() >= 2) {
          return lines;
        }
      }
      if (waitFor(process, POLL_MILLIS)) {
        throw new ServerStartException("ended with status " + process.exitValue(), log, tail(log));
      }
    }
    throw new ServerStartException(
        "did not listen within " + START_TIMEOUT.toSeconds() + " s", log, tail(log));
  }

  private static List<String> tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size());
  }

  private static boolean waitFor(Process process, long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a server starts or stops", e);
    }
  }

  /** Where it serves gRPC, as HOST:PORT. */
  public String target() {
    return HOST + ":" + port;
  }

  /** The same for its callers, whom it asks nothing. */
  public Endpoint endpoint() {
    return Endpoint.plain(target());
  }

  /** Where it shows its metrics. */
  public String metricsUrl() {
    return httpUrl("http", "/metrics");
  }

  /** Where something of it is over HTTP. */
  public String httpUrl(String scheme, String path) {
    return scheme + "://" + HOST + ":" + metricsPort + path;
  }

  /**
   * Makes it collect its garbage, with the JDK's own {@code jcmd}.
   *
   * @return whether it did; a JVM without that command cannot
   */
  public boolean collectGarbage() {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(jcmd)) {
      return false;
    }
    try {
      Process command =
          new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (waitFor(command, STOP_TIMEOUT.toMillis())) {
        return command.exitValue() == 0;
      }
      command.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  /** Lets it drain and end; ends it by force if it does not. */
  @Override
  public void close() {
    process.destroy();
    if (!waitFor(process, STOP_TIMEOUT.toMillis())) {
      process.destroyForcibly();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(stopWithUs);
    } catch (IllegalStateException e) {
      // This process is going down itself: the hook has run or is running.
      return;
    }
  }
}
