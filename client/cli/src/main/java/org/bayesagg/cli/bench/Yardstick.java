package org.bayesagg.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  private final List<String> command;

  private Yardstick(List<String> command) {
    this.command = command;
  }

  /**
   * What it measured.
   *
   * @param medianMillis of its steps
   * @param minMillis of its steps
   */
  record Timing(double medianMillis, double minMillis) {}

  /** From a command line that is split at blanks; there is no quoting. */
  static Yardstick of(String commandLine) {
    List<String> words =
        Arrays.stream(commandLine.split("\\s+", -1)).filter(word -> !word.isEmpty()).toList();
    if (words.isEmpty()) {
      throw new IllegalArgumentException("--yardstick: an empty command");
    }
    return new Yardstick(words);
  }

  /**
   * Runs it once.
   *
   * @throws IOException if it cannot be started
   * @throws YardstickException if it fails or prints something else
   */
  Timing run(Shape shape) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.add(shape.text());
    Path errors = Files.createTempFile("bayesagg-yardstick", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(all).redirectError(errors.toFile());
      NOT_INHERITED.forEach(builder.environment()::remove);
      Process process = builder.start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new YardstickException(
            shape, "ended with status " + status + ": " + tail(Files.readString(errors)));
      }
      return parse(shape, out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the yardstick runs", e);
    } finally {
      Files.deleteIfExists(errors);
    }
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
