package org.bayesagg.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that does the same step in process. It gets the shape as its last argument and prints a
 * JSON object on a line of its own, with {@code median_ms} and {@code min_ms}.
 */
final class Yardstick {
  /**
   * Set for the server, whose threads are its own; they would slow a program that relies on them.
   */
  private static final List<String> NOT_INHERITED =
      List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE");

  private static final int SHOWN = 400;
  private static final int KILL_SECONDS = 5;

  private final List<String> command;
  private final Duration limit;

  private Yardstick(List<String> command, Duration limit) {
    this.command = command;
    this.limit = limit;
  }

  /**
   * What it measured.
   *
   * @param medianMillis of its steps
   * @param minMillis of its steps
   */
  record Timing(double medianMillis, double minMillis) {}

  /**
   * From a command line that is split at blanks; there is no quoting.
   *
   * @param limit how long a run may take
   */
  static Yardstick of(String commandLine, Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("--yardstick-limit: above 0");
    }
    List<String> words =
        Arrays.stream(commandLine.split("\\s+", -1)).filter(word -> !word.isEmpty()).toList();
    if (words.isEmpty()) {
      throw new IllegalArgumentException("--yardstick: an empty command");
    }
    return new Yardstick(words, limit);
  }

  /**
   * Runs it once.
   *
   * @throws IOException if it cannot be started
   * @throws YardstickException if it fails, prints something else or takes longer than it may
   */
  Timing run(Shape shape) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.add(shape.text());
    // Into files, not pipes: those stay open as long as anything that it started.
    Path output = Files.createTempFile("bayesagg-yardstick", ".out");
    Path errors = Files.createTempFile("bayesagg-yardstick", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(all).redirectOutput(output.toFile()).redirectError(errors.toFile());
      NOT_INHERITED.forEach(builder.environment()::remove);
      Process process = builder.start();
      process.getOutputStream().close();
      await(shape, process, errors);
      if (process.exitValue() != 0) {
        throw new YardstickException(
            shape,
            "ended with status " + process.exitValue() + ": " + tail(Files.readString(errors)));
      }
      return parse(shape, Files.readString(output));
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(errors);
    }
  }

  private void await(Shape shape, Process process, Path errors) throws IOException {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        String limitText = Figures.figure(limit.toMillis() / 1e3);
        throw new YardstickException(
            shape,
            "had not ended after the "
                + limitText
                + " s of --yardstick-limit and was stopped; its last words: "
                + tail(Files.readString(errors)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the yardstick runs", e);
    } finally {
      end(process.toHandle());
    }
  }

  /** Ends it with all that it has started, which must not run on beside what is measured next. */
  private static void end(ProcessHandle process) {
    List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process)).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(
        each -> each.onExit().completeOnTimeout(each, KILL_SECONDS, TimeUnit.SECONDS).join());
  }

  static Timing parse(Shape shape, String out) {
    for (String line : out.lines().toList()) {
      if (line.strip().startsWith("{")) {
        try {
          JsonNode object = new ObjectMapper().readTree(line);
          if (object.path("median_ms").isNumber()) {
            double median = object.get("median_ms").doubleValue();
            return new Timing(median, object.path("min_ms").asDouble(Double.NaN));
          }
        } catch (IOException e) {
          throw new YardstickException(shape, "printed a broken line: " + tail(line), e);
        }
      }
    }
    throw new YardstickException(shape, "printed no line with median_ms: " + tail(out));
  }

  private static String tail(String text) {
    String end = text.strip();
    return end.length() > SHOWN ? "..." + end.substring(end.length() - SHOWN) : end;
  }
}
