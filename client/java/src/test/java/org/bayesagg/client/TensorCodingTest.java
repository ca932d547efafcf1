package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorCodingTest {

  @Test
  void floats_areLittleEndianRowMajor() {
    Tensor tensor = TensorEncoder.floats(new float[] {1f, -2f}, ElementType.F32, 1, 2);
    assertThat(tensor.getDtype()).isEqualTo(DataType.DATA_TYPE_F32);
    assertThat(tensor.getShapeList()).containsExactly(1L, 2L);
    assertThat(tensor.getData().toByteArray()).containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
  }

  @Test
  void intsAndBooleans_haveTheirBytes() {
    assertThat(TensorEncoder.ints(new int[] {258, -1}, 2).getData().toByteArray())
        .containsExactly(2, 1, 0, 0, 0xff, 0xff, 0xff, 0xff);
    Tensor mask = TensorEncoder.booleans(new boolean[] {true, false}, 2);
    assertThat(mask.getData().toByteArray()).containsExactly(1, 0);
    assertThat(mask.getDtype()).isEqualTo(DataType.DATA_TYPE_BOOL);
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"F32", "F16", "BF16"})
  void encodedFloats_comeBack(ElementType type) {
    float[] values = {0f, 1f, -1.5f, 0.25f, 1024f, -3f};
    DenseArray decoded = TensorDecoder.decode(TensorEncoder.floats(values, type, 2, 3));
    assertThat(decoded.floats()).containsExactly(values);
    assertThat(decoded.shape()).containsExactly(2, 3);
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"F32", "F16", "BF16"})
  void bytesInPieces_comeBack(ElementType type) {
    float[] values = new float[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 100;
    }
    Tensor whole = TensorEncoder.floats(values, type, values.length);
    for (int cut : new int[] {1000, 1001}) {
      ByteString pieces = whole.getData().substring(0, cut).concat(whole.getData().substring(cut));
      assertThat(pieces.asReadOnlyByteBufferList()).hasSize(2);
      Tensor inPieces = whole.toBuilder().setData(pieces).build();
      assertThat(TensorDecoder.decode(inPieces).floats()).containsExactly(values);
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void piecesThatEndAnywhere_fillTheArrayAsTheyCome(ElementType type) {
    float[] values = {0f, 1f, -1.5f, 0.25f, 1024f, -3f};
    ByteBuffer doubles = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      doubles.putDouble(value);
    }
    Tensor whole =
        type == ElementType.F64
            ? tensor(DataType.DATA_TYPE_F64, ByteString.copyFrom(doubles.flip()), 6)
            : TensorEncoder.floats(values, type, 6);
    for (int step : new int[] {1, 3, 7, 11}) {
      ArrayReader reader = new ArrayReader(whole);
      for (int at = 0; at < whole.getData().size(); at += step) {
        assertThat(reader.complete()).isFalse();
        assertThat(reader.come()).isEqualTo(at);
        reader.accept(whole.getData().substring(at, Math.min(whole.getData().size(), at + step)));
      }
      assertThat(reader.complete()).isTrue();
      assertThat(reader.array().floats()).containsExactly(values);
    }
  }

  @Test
  void doubles_keepTheirPrecision() {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putDouble(0.1).putDouble(-1e-300).flip();
    DenseArray decoded =
        TensorDecoder.decode(tensor(DataType.DATA_TYPE_F64, ByteString.copyFrom(bytes), 2));
    assertThat(decoded.doubles()).containsExactly(0.1, -1e-300);
    assertThat(decoded.floats()).containsExactly(0.1f, -0f);
  }

  @Test
  void truncatedBytes_areRefused() {
    assertThatThrownBy(
            () ->
                TensorDecoder.decode(
                    tensor(DataType.DATA_TYPE_F32, ByteString.copyFrom(new byte[7]), 2)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("7 bytes instead of 8");
  }

  @Test
  void shapesThatCannotBeHeld_areRefused() {
    for (long[] shape : new long[][] {{1L << 40, 1L << 40}, {0, 3}, {-1, 4}, {1L << 30}}) {
      assertThatThrownBy(
              () ->
                  TensorDecoder.byteCount(tensor(DataType.DATA_TYPE_F32, ByteString.EMPTY, shape)))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("cannot be held");
    }
  }

  @Test
  void typesThatNoAnswerHas_areRefused() {
    assertThatThrownBy(
            () ->
                TensorDecoder.decode(
                    tensor(DataType.DATA_TYPE_BOOL, ByteString.copyFrom(new byte[1]), 1)))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(
            () ->
                TensorDecoder.decode(
                    tensor(DataType.DATA_TYPE_UNSPECIFIED, ByteString.copyFrom(new byte[1]), 1)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void denseArray_checksItsShape() {
    assertThatThrownBy(() -> DenseArray.of(new float[5], 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape [2, 3] has 6 elements, not 5");
    assertThat(DenseArray.of(new float[6], 2, 3)).hasToString("float[2, 3]");
  }

  private static Tensor tensor(DataType type, ByteString data, long... shape) {
    Tensor.Builder tensor = Tensor.newBuilder().setDtype(type).setData(data);
    for (long extent : shape) {
      tensor.addShape(extent);
    }
    return tensor.build();
  }
}
