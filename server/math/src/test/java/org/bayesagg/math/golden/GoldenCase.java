package org.bayesagg.math.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.AggregationSpecBuilder;
import org.bayesagg.math.spec.GradientCentre;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.VariancePooling;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.spec.WeightStatistic;

/** A folder in the golden format; see the README beside the folders. */
public final class GoldenCase {
  private final String name;
  private final JsonNode root;
  private final List<GoldenStep> steps = new ArrayList<>();

  private GoldenCase(Path folder) throws IOException {
    name = folder.getFileName().toString();
    root = new ObjectMapper().readTree(Files.readAllBytes(folder.resolve("case.json")));
    root.get("steps").forEach(step -> steps.add(new GoldenStep(folder, step)));
  }

  /** Every case among the test resources. */
  public static Stream<GoldenCase> all() {
    try {
      Path root = path(GoldenCase.class.getResource("/golden").toURI());
      try (Stream<Path> folders = Files.list(root)) {
        return folders
            .filter(folder -> Files.exists(folder.resolve("case.json")))
            .sorted()
            .toList()
            .stream()
            .map(GoldenCase::read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In a folder, or in the jar of these tests where those of another module read it. */
  private static Path path(URI resource) throws IOException {
    if (resource.getScheme().equals("jar")) {
      try {
        FileSystems.newFileSystem(resource, Map.of());
      } catch (FileSystemAlreadyExistsException e) {
        return Path.of(resource);
      }
    }
    return Path.of(resource);
  }

  /** Reads one folder. */
  public static GoldenCase read(Path folder) {
    try {
      return new GoldenCase(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String name() {
    return name;
  }

  List<GoldenStep> steps() {
    return steps;
  }

  /** The choices of the case; what it leaves out is the paper's. */
  public AggregationSpec spec() {
    AggregationSpecBuilder builder =
        AggregationSpec.builder(root.get("feature_dim").asInt())
            .preset(Preset.PAPER)
            .gradientCentre(choice("gradient_centre", GradientCentre::valueOf))
            .expectationGain(number(root, "expectation_gain"))
            .weightStatistic(choice("weight_statistic", WeightStatistic::valueOf))
            .variancePooling(choice("variance_pooling", VariancePooling::valueOf))
            .weightGranularity(choice("weight_granularity", WeightGranularity::valueOf))
            .weightNormalisation(choice("weight_normalisation", WeightNormalisation::valueOf))
            .noiseFromLoss(root.path("noise_from_loss").asBoolean(false))
            .lossDecay(number(root, "loss_decay"))
            .priorRefresh(priorRefresh())
            .warmupEpochs(warmupEpochs());
    root.get("tasks").forEach(task -> builder.task(task(task)));
    return builder.build();
  }

  private static TaskSpec.Builder task(JsonNode node) {
    String kind = node.get("likelihood").asText().toUpperCase(Locale.ROOT);
    return TaskSpec.builder(node.get("name").asText(), LikelihoodKind.valueOf(kind))
        .outputs(node.get("outputs").asInt())
        .bias(node.has("bias") ? node.get("bias").asBoolean() : null)
        .priorVariance(number(node, "prior_variance"))
        .noiseVariance(number(node, "noise_variance"))
        .uncertaintyExponent(number(node, "uncertainty_exponent"));
  }

  private PriorRefresh priorRefresh() {
    long examples = steps.stream().mapToLong(GoldenStep::examples).sum();
    return switch (root.path("prior_refresh").asText("streaming_epoch")) {
      case "exact_epoch" -> new PriorRefresh.ExactEpoch(examples);
      case "forgetting" -> new PriorRefresh.Forgetting(root.get("forgetting_factor").asDouble());
      default -> new PriorRefresh.StreamingEpoch();
    };
  }

  /** The epochs that end before the first step with a prior. */
  private int warmupEpochs() {
    return (int)
        steps.stream()
            .takeWhile(step -> !step.kind().equals("bayesian_step"))
            .filter(GoldenStep::endsEpoch)
            .count();
  }

  private <T> T choice(String field, Function<String, T> parse) {
    return Optional.ofNullable(root.get(field))
        .map(node -> parse.apply(node.asText().toUpperCase(Locale.ROOT)))
        .orElse(null);
  }

  private static Double number(JsonNode node, String field) {
    return node.has(field) ? node.get(field).asDouble() : null;
  }
}
