package org.bayesagg.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A golden case: the configuration of a session, and steps with what must come of them.
 *
 * @param choices {@code case.json}
 * @param steps in order
 */
record GoldenCase(JsonNode choices, List<GoldenStep> steps) {
  private static final String DESCRIPTION = "case.json";

  /**
   * The folders of cases below a directory, by name; or the directory itself where it is a case.
   *
   * @throws IOException where it cannot be listed
   */
  static List<Path> find(Path directory) throws IOException {
    if (Files.exists(directory.resolve(DESCRIPTION))) {
      return List.of(directory);
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(entry -> Files.exists(entry.resolve(DESCRIPTION))).sorted().toList();
    }
  }

  /**
   * Reads a case with all its arrays.
   *
   * @throws MalformedCaseException where it is not in the format
   * @throws IOException where a file cannot be read
   */
  static GoldenCase read(Path directory) throws IOException {
    JsonNode choices = parse(Files.readString(directory.resolve(DESCRIPTION)));
    int tasks = choices.path("tasks").size();
    List<GoldenStep> steps = new ArrayList<>();
    for (JsonNode step : choices.path("steps")) {
      steps.add(GoldenStep.read(directory, step, tasks));
    }
    if (choices.path("feature_dim").asInt() < 1 || tasks == 0 || steps.isEmpty()) {
      throw new MalformedCaseException("case.json has no feature_dim, no tasks or no steps");
    }
    return new GoldenCase(choices, List.copyOf(steps));
  }

  private static JsonNode parse(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      // Further lines of the message quote the text.
      String message = e.getMessage().lines().findFirst().orElse("");
      throw new MalformedCaseException("case.json is not JSON: " + message);
    }
  }

  /** Whether a task is categorical: its expected moments were sampled, and so are the server's. */
  boolean sampled(int task) {
    return choices.path("tasks").get(task).path("likelihood").asText().equals("categorical");
  }
}
