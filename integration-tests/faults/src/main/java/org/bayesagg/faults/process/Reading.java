package org.bayesagg.faults.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a server's process holds at one moment.
 *
 * @param steps acknowledged so far
 * @param seconds since the beginning
 * @param residentBytes RSS
 * @param descriptors open
 * @param threads alive
 * @param directBytes of direct buffers and of Netty
 * @param nativeBytes of matrices and of storage
 * @param sessions that are open
 */
public record Reading(
    long steps,
    double seconds,
    double residentBytes,
    double descriptors,
    double threads,
    double directBytes,
    double nativeBytes,
    double sessions) {

  private static final long COLLECT_SECONDS = 30;

  /**
   * The same after a collection: until then direct buffers that nobody holds any more count, too,
   * as many as it happens. Without the JDK's tool for it there is none.
   */
  public static Reading collected(ServerNode server, long steps, double seconds)
      throws IOException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (tool.toFile().canExecute()) {
      Process process =
          new ProcessBuilder(tool.toString(), Long.toString(server.jvm().pid()), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        if (!process.waitFor(COLLECT_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    return of(server, steps, seconds);
  }

  /** Reads Linux's files of a process and its metrics. */
  public static Reading of(ServerNode server, long steps, double seconds) throws IOException {
    Path process = Path.of("/proc", Long.toString(server.jvm().pid()));
    List<String> status = Files.readAllLines(process.resolve("status"));
    Metrics metrics = Metrics.of(server);
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      return new Reading(
          steps,
          seconds,
          1024 * number(status, "VmRSS:"),
          descriptors.count(),
          number(status, "Threads:"),
          metrics.sum("jvm_buffer_pool_used_bytes{pool=\"direct\",}"),
          metrics.sum("bayesagg_engine_bytes") + metrics.sum("bayesagg_storage_buffer_bytes"),
          metrics.sum("bayesagg_sessions"));
    }
  }

  private static double number(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Names the columns of {@link #line}. */
  public static String heading() {
    return "     steps       s   RSS MB   descriptors   threads   direct MB   native MB   sessions";
  }

  /** In one line. */
  public String line() {
    return String.format(
        "%10d  %6.0f  %7.1f  %12.0f  %8.0f  %10.1f  %10.2f  %9.0f",
        steps,
        seconds,
        residentBytes / 1e6,
        descriptors,
        threads,
        directBytes / 1e6,
        nativeBytes / 1e6,
        sessions);
  }
}
