package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.StepOutputs;
import org.bayesagg.v1.TaskContribution;
import org.junit.jupiter.api.Test;

class ContributionEncoderTest {
  private static final int N = 5;
  private static final int D = 3;

  private final SessionOptions options =
      SessionOptions.builder(D)
          .task(TaskOptions.gaussian("age", 2))
          .task(TaskOptions.categorical("kind", 4))
          .build();
  private final ContributionEncoder encoder = new ContributionEncoder(options, "s", "f");

  @Test
  void contribution_hasEveryPart() {
    AggregateRequest request =
        encoder
            .encode(
                Contribution.builder("w", 2, 9)
                    .features(new float[N * D])
                    .task(
                        TaskInput.labels("age", new float[N * 2], new float[2 * (D + 1)])
                            .withMask(new boolean[N]))
                    .task(TaskInput.classes("kind", new int[N], new float[4 * D]))
                    .exampleWeights(new float[N])
                    .shard("block")
                    .build())
            .whole();
    assertThat(request.getSessionId()).isEqualTo("s");
    assertThat(request.getFingerprint()).isEqualTo("f");
    assertThat(request.getWorker()).isEqualTo("w");
    assertThat(request.getEpoch()).isEqualTo(2);
    assertThat(request.getStep()).isEqualTo(9);
    assertThat(request.getShard()).isEqualTo("block");
    assertThat(request.getFeatures().getShapeList()).containsExactly(5L, 3L);
    assertThat(request.getExampleWeights().getShapeList()).containsExactly(5L);
    TaskContribution age = request.getTasks(0);
    assertThat(age.getLabels().getShapeList()).containsExactly(5L, 2L);
    assertThat(age.getMask().getShapeList()).containsExactly(5L);
    assertThat(age.getHead().getShapeList()).containsExactly(2L, 4L);
    TaskContribution kind = request.getTasks(1);
    assertThat(kind.getLabels().getDtype()).isEqualTo(DataType.DATA_TYPE_I32);
    assertThat(kind.getLabels().getShapeList()).containsExactly(5L);
    assertThat(kind.hasMask()).isFalse();
    assertThat(kind.getHead().getShapeList()).containsExactly(4L, 3L);
  }

  @Test
  void featureType_coversFeaturesAndOutputGradientsAlone() {
    AggregateRequest request =
        encoder
            .encode(
                Contribution.builder("w", 0, 0)
                    .features(new float[N * D])
                    .featureType(ElementType.BF16)
                    .task(TaskInput.outputGradients("age", new float[N * 2], new float[2 * D]))
                    .task(TaskInput.labels("kind", new float[N * 4], new float[4 * D]))
                    .build())
            .whole();
    assertThat(request.getFeatures().getDtype()).isEqualTo(DataType.DATA_TYPE_BF16);
    TaskContribution age = request.getTasks(0);
    assertThat(age.getOutputGradients().getDtype()).isEqualTo(DataType.DATA_TYPE_BF16);
    assertThat(age.getHead().getDtype()).isEqualTo(DataType.DATA_TYPE_F32);
    assertThat(request.getTasks(1).getLabels().getDtype()).isEqualTo(DataType.DATA_TYPE_F32);
    assertThat(request.getTasks(1).getLabels().getShapeList()).containsExactly(5L, 4L);
  }

  @Test
  void outputs_areAskedForOneByOne() {
    for (StepOutput output : StepOutput.values()) {
      StepOutputs asked =
          encoder.encode(contribution().include(output).build()).outline().getOutputs();
      assertThat(asked.getAllFields().keySet())
          .extracting(field -> field.getName().toUpperCase(java.util.Locale.ROOT))
          .containsExactlyInAnyOrder(output.name(), "DTYPE");
    }
    StepOutputs without =
        encoder
            .encode(contribution().omitDirection().answerType(ElementType.F64).build())
            .outline()
            .getOutputs();
    assertThat(without.getOmitDirection()).isTrue();
    assertThat(without.getDtype()).isEqualTo(DataType.DATA_TYPE_F64);
  }

  @Test
  void wrongLengths_areNamedBeforeAnythingIsSent() {
    float[] head = new float[8];
    refused(contribution().features(new float[N * D + 1]), "features: 16 values");
    refused(contribution().features(new float[0]), "features: 0 values");
    refused(contribution().exampleWeights(new float[4]), "exampleWeights: 4 values, expected 5");
    refused(
        contribution().task(TaskInput.labels("age", new float[9], head)),
        "tasks[\"age\"].labels: 9 values, expected 10");
    refused(
        contribution().task(TaskInput.outputGradients("age", new float[9], head)),
        "tasks[\"age\"].outputGradients: 9 values, expected 10");
    refused(
        contribution().task(TaskInput.classes("kind", new int[4], new float[16])),
        "tasks[\"kind\"].classes: 4 values, expected 5");
    refused(
        contribution().task(TaskInput.labels("age", new float[10], head).withMask(new boolean[1])),
        "tasks[\"age\"].mask: 1 values, expected 5");
    refused(
        contribution().task(TaskInput.labels("age", new float[10], new float[7])),
        "tasks[\"age\"].head: 7 values, expected 2 x 4, bias last, or 2 x 3");
    refused(
        contribution().task(TaskInput.labels("size", new float[10], head)),
        "no task \"size\"; the session has [age, kind]");
  }

  @Test
  void answerBytes_countWhatIsAskedFor() {
    assertThat(encoder.answerBytes(contribution().build())).isEqualTo(N * D * 4);
    assertThat(encoder.answerBytes(contribution().omitDirection().build())).isZero();
    assertThat(
            encoder.answerBytes(
                contribution()
                    .answerType(ElementType.F64)
                    .include(StepOutput.GRADIENT_MOMENTS)
                    .build()))
        .isEqualTo(N * D * 8 * (1 + 2 * 3));
    assertThat(
            encoder.answerBytes(
                contribution().omitDirection().include(StepOutput.POSTERIOR_MEANS).build()))
        .isEqualTo(6 * (D + 1) * 8);
  }

  @Test
  void doubleFeatures_areRefused() {
    assertThatThrownBy(() -> contribution().featureType(ElementType.F64))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Contribution.Builder contribution() {
    return Contribution.builder("w", 0, 0).features(new float[N * D]);
  }

  private void refused(Contribution.Builder contribution, String message) {
    assertThatThrownBy(() -> encoder.encode(contribution.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
