package org.bayesagg.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bayesagg.client.NoiseVariance;
import org.bayesagg.client.PriorRefresh;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.TaskOptions;
import org.bayesagg.client.WeightGranularity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenCaseTest {
  private static final String ARRAY =
      "{\"file\": \"a.bin\", \"dtype\": \"f32\", \"shape\": [2, 3]}";
  private static final String STEP =
      "\"features\": %s, \"tasks\": [{\"labels\": %s, \"head\": %s}]}"
          .formatted(ARRAY, ARRAY, ARRAY);

  @TempDir private Path folder;

  @BeforeEach
  void array() throws IOException {
    byte[] bytes = new byte[24];
    bytes[3] = 0x40; // 2f
    Files.write(folder.resolve("a.bin"), bytes);
  }

  @Test
  void case_withoutChoices_hasThePapersSpelledOut() throws IOException {
    GoldenCase golden = read("", step("epoch_evidence"), step("bayesian_step"));
    SessionOptions options = CaseOptions.of(golden, 2);
    assertThat(options.featureDim()).isEqualTo(3);
    assertThat(options.tasks())
        .containsExactly(
            new TaskOptions(
                "task-0", org.bayesagg.client.Likelihood.GAUSSIAN, 3, false, 0.5, 1.0, 0.25, null));
    assertThat(options.priorRefresh()).isEqualTo(PriorRefresh.streamingEpoch());
    assertThat(options.noiseVariance()).isEqualTo(NoiseVariance.STATED);
    assertThat(options.warmupEpochs()).isEqualTo(1);
    assertThat(options.maxExamplesPerStep()).isEqualTo(2);
    assertThat(options)
        .hasNoNullFieldsOrPropertiesExcept(
            "synchronous", "epochDeadline", "replayWindow", "workerTimeout");
    assertThat(golden.steps().get(0).features().floats()).startsWith(2f, 0f);
  }

  @Test
  void epochs_areCounted() throws IOException {
    String commit = "{\"kind\": \"commit_epoch\"}";
    GoldenCase golden =
        read(
            "\"prior_refresh\": \"exact_epoch\",",
            step("warmup_step"),
            commit,
            step("warmup_step"),
            step("warmup_step"),
            commit,
            step("bayesian_step"));
    SessionOptions options = CaseOptions.of(golden, 2);
    assertThat(options.warmupEpochs()).isEqualTo(2);
    assertThat(options.priorRefresh()).isEqualTo(PriorRefresh.exactEpoch(4));
    assertThat(CaseOptions.of(read("", step("warmup_step"), commit), 2).warmupEpochs())
        .isEqualTo(2);
  }

  @Test
  void lossStatistic_meansOneWeightARowAndNoPooling() throws IOException {
    SessionOptions options =
        CaseOptions.of(
            read(
                "\"weight_statistic\": \"loss\", \"noise_from_loss\": true,"
                    + "\"prior_refresh\": \"forgetting\", \"forgetting_factor\": 0.9,",
                step("warmup_step")),
            2);
    assertThat(options.weightGranularity()).isEqualTo(WeightGranularity.ROW);
    assertThat(options.variancePooling()).isNull();
    assertThat(options.noiseVariance()).isEqualTo(NoiseVariance.FROM_LOSS);
    assertThat(options.tasks().get(0).noiseVariance()).isNull();
    assertThat(options.priorRefresh()).isEqualTo(PriorRefresh.forgetting(0.9));
  }

  @Test
  void brokenCases_sayWhatIsWrong() throws IOException {
    refused("not json", "case.json is not JSON");
    refused("{}", "no feature_dim, no tasks or no steps");
    refused(text("", step("dance")), "the kind of a step is \"dance\"");
    refused(
        text("", step("warmup_step").replaceFirst("\\[2, 3]", "[2, 4]")),
        "a.bin has 24 bytes, not those of f32[2, 4]");
    refused(text("", step("warmup_step").replaceFirst("f32", "f8")), "unknown dtype \"f8\"");
    refused(text("", step("warmup_step").replace("\"head\"", "\"heads\"")), "no labels or no head");
    GoldenCase centre = read("\"gradient_centre\": \"middle\",", step("warmup_step"));
    assertThatThrownBy(() -> CaseOptions.of(centre, 2))
        .isInstanceOf(MalformedCaseException.class)
        .hasMessageContaining("\"middle\", expected one of [posterior, head]");
  }

  @Test
  void find_takesAFolderOfCasesOrOneCase() throws IOException {
    Path one = Files.createDirectories(folder.resolve("one"));
    Files.writeString(one.resolve("case.json"), "{}");
    Files.createDirectories(folder.resolve("none"));
    assertThat(GoldenCase.find(folder)).containsExactly(one);
    assertThat(GoldenCase.find(one)).containsExactly(one);
    assertThat(GoldenCase.find(folder.resolve("none"))).isEmpty();
  }

  private GoldenCase read(String choices, String... steps) throws IOException {
    Files.writeString(folder.resolve("case.json"), text(choices, steps));
    return GoldenCase.read(folder);
  }

  private void refused(String text, String message) throws IOException {
    Files.writeString(folder.resolve("case.json"), text);
    assertThatThrownBy(() -> GoldenCase.read(folder))
        .isInstanceOf(MalformedCaseException.class)
        .hasMessageContaining(message);
  }

  private static String step(String kind) {
    return "{\"kind\": \"" + kind + "\", " + STEP;
  }

  private static String text(String choices, String... steps) {
    return "{%s \"feature_dim\": 3, \"tasks\": [{\"likelihood\": \"gaussian\", \"outputs\": 3,"
            .formatted(choices)
        + "\"prior_variance\": 0.5, \"uncertainty_exponent\": 0.25}],"
        + "\"steps\": ["
        + String.join(",", steps)
        + "]}";
  }
}
