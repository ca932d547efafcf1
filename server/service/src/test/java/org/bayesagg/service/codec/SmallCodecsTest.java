package org.bayesagg.service.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.v1.PredictRequest;
import org.bayesagg.v1.TaskPosterior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallCodecsTest {
  @Test
  void pageToken_ofAName_comesBack() {
    assertThat(PageToken.read(PageToken.after("run-7"))).isEqualTo("run-7");
    assertThat(PageToken.read("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run-7", "???", "MTo", "MDphYmM"})
  void pageToken_notOurs_isRefused(String token) {
    assertThatThrownBy(() -> PageToken.read(token))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("page_token");
  }

  @Test
  void taskSelection_names_areInTheSessionsOrder() {
    assertThat(TaskSelection.of(Examples.spec(), List.of("kind", "age", "kind")))
        .containsExactly(0, 2);
    assertThat(TaskSelection.of(Examples.spec(), List.of())).containsExactly(0, 1, 2);
    assertThatThrownBy(() -> TaskSelection.of(Examples.spec(), List.of("weight")))
        .isInstanceOf(UnknownTaskException.class)
        .hasMessage("the session has no task \"weight\"");
  }

  @Test
  void features_ofAPrediction_areRead() {
    PredictRequest request =
        PredictRequest.newBuilder()
            .setFeatures(WireTensors.f64(new double[] {1, 2, 3, 4}, 2, 2))
            .build();
    FeaturesDecoder.Features features = FeaturesDecoder.decode(request, 2, 100);
    assertThat(features.examples()).isEqualTo(2);
    assertThat(features.values()).containsExactly(1, 2, 3, 4);
    assertThatThrownBy(() -> FeaturesDecoder.decode(request, 3, 100))
        .hasMessage("features: got [2, 2], expected shape [n, 3]");
    assertThatThrownBy(() -> FeaturesDecoder.decode(request, 2, 31))
        .isInstanceOf(TooLargeException.class);
    assertThatThrownBy(() -> FeaturesDecoder.decode(PredictRequest.getDefaultInstance(), 2, 100))
        .hasMessageContaining("features: got none");
  }

  @Test
  void posterior_isSentInItsShape() {
    PosteriorView view =
        new PosteriorView(new double[] {1, 2}, new double[] {4, 0, 0, 4}, null, List.of(2, 2));
    TaskPosterior message =
        PosteriorEncoder.encode(Examples.spec(), 0, view, TensorPlacement.streamed());
    assertThat(message.getTask()).isEqualTo("age");
    assertThat(message.getMean().getShapeList()).containsExactly(1L, 2L);
    assertThat(message.getPrecision().getShapeList()).containsExactly(2L, 2L);
    assertThat(message.getPrecision().getData())
        .isEqualTo(WireTensors.f64(new double[] {4, 0, 0, 4}, 2, 2).getData());
    assertThat(message.hasCovariance()).isFalse();
  }

  @Test
  void outgoingTensor_wrongNumberOfElements_isABug() {
    assertThatThrownBy(() -> OutgoingTensor.of(new double[3], 2, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void chunks_cutOnlyBetweenElements() {
    OutgoingTensor tensor = OutgoingTensor.of(new double[] {1, 2, 3}, 3);
    ByteString joined = tensor.encode(0, 8).concat(tensor.encode(8, 16));
    assertThat(joined).isEqualTo(tensor.carry().getData());
  }
}
