package org.bayesagg.service.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorReaderTest {
  private static final float[] VALUES = {0, -1, 0.5f, 1024, -0x1p-14f, 0x1.8p3f, 3, -7};

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"F32", "F64", "F16", "BF16"})
  void floats_writtenAndRead_areEqual(ElementType type) {
    OutgoingTensor sent = OutgoingTensor.of(type, VALUES, 2, 4);
    FloatReader reader = new FloatReader(header(sent.carry()));
    reader.accept(sent.carry().getData().asReadOnlyByteBuffer());
    assertThat(reader.isComplete()).isTrue();
    assertThat(reader.values()).containsExactly(VALUES);
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"F32", "F64", "F16", "BF16"})
  void floats_cutAnywhere_areEqual(ElementType type) {
    Tensor sent = OutgoingTensor.of(type, VALUES, 2, 4).carry();
    ByteString data = sent.getData();
    for (int first = 1; first < data.size(); first++) {
      for (int second = first; second < data.size(); second++) {
        FloatReader reader = new FloatReader(header(sent));
        reader.accept(data.substring(0, first).asReadOnlyByteBuffer());
        reader.accept(data.substring(first, second).asReadOnlyByteBuffer());
        assertThat(reader.isComplete()).isFalse();
        assertThat(reader.received()).isEqualTo(second);
        reader.accept(data.substring(second).asReadOnlyByteBuffer());
        assertThat(reader.isComplete()).isTrue();
        assertThat(reader.values()).containsExactly(VALUES);
      }
    }
  }

  @Test
  void floats_byteByByte_areEqual() {
    Tensor sent = WireTensors.f64(new double[] {1.5, -2.25, 1e30}, 3);
    FloatReader reader = new FloatReader(header(sent));
    for (byte value : sent.getData()) {
      reader.accept(ByteBuffer.wrap(new byte[] {value}));
    }
    assertThat(reader.values()).containsExactly(1.5f, -2.25f, 1e30f);
  }

  @Test
  void floats_specials_areKept() {
    int[] bits = {0x7c00, 0xfc00, 0x7e01, 0x8000};
    FloatReader f16 = read(WireTensors.halves(DataType.DATA_TYPE_F16, bits, 4));
    assertThat(f16.values())
        .containsExactly(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, -0f);
    int[] brain = {0x7f80, 0xff80, 0x7fc1, 0x0001};
    FloatReader bf16 = read(WireTensors.halves(DataType.DATA_TYPE_BF16, brain, 4));
    assertThat(bf16.values())
        .containsExactly(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 0x1p-133f);
    assertThat(f16.problem()).isNull();
  }

  @Test
  void floats_fromIntegersAndTruthValues_areConverted() {
    assertThat(read(WireTensors.i32(new int[] {0, 1, -3}, 3)).values()).containsExactly(0, 1, -3);
    assertThat(read(WireTensors.i64(new long[] {0, 1, 1L << 40}, 3)).values())
        .containsExactly(0, 1, 0x1p40f);
    assertThat(read(WireTensors.bool(new int[] {0, 1}, 2)).values()).containsExactly(0, 1);
  }

  @Test
  void floats_doubleBeyondFloat_isNamed() {
    FloatReader reader = read(WireTensors.f64(new double[] {0, 1e300, 1e301}, 3));
    assertThat(reader.problem().reason()).isEqualTo(FieldReason.TENSOR_VALUE);
    assertThat(reader.problem().violation().got()).isEqualTo("1.0E300 at element 1");
  }

  @Test
  void floats_infiniteDouble_isLeftToTheMaths() {
    FloatReader reader = read(WireTensors.f64(new double[] {Double.POSITIVE_INFINITY}, 1));
    assertThat(reader.problem()).isNull();
    assertThat(reader.values()).containsExactly(Float.POSITIVE_INFINITY);
  }

  @Test
  void mask_byteThatIsNeitherZeroNorOne_isNamed() {
    MaskReader reader = new MaskReader(header(WireTensors.bool(new int[] {1, 0, 200}, 3)));
    reader.accept(ByteBuffer.wrap(new byte[] {1, 0, (byte) 200}));
    assertThat(reader.problem().violation().got()).isEqualTo("byte 200 at element 2");
  }

  @Test
  void classes_bothWidths_areRead() {
    assertThat(classes(WireTensors.i32(new int[] {2, 0, -1}, 3)).values())
        .containsExactly(2, 0, -1);
    assertThat(classes(WireTensors.i64(new long[] {2, 0, -1}, 3)).values())
        .containsExactly(2, 0, -1);
  }

  @Test
  void classes_beyond32Bits_doNotLookLikeClasses() {
    ClassReader reader = classes(WireTensors.i64(new long[] {0, (1L << 32) + 1}, 2));
    assertThat(reader.values()[1]).isNegative();
    assertThat(reader.problem().violation().got()).isEqualTo("4294967297 at element 1");
  }

  private static FloatReader read(Tensor tensor) {
    FloatReader reader = new FloatReader(header(tensor));
    reader.accept(tensor.getData().asReadOnlyByteBuffer());
    return reader;
  }

  private static ClassReader classes(Tensor tensor) {
    ClassReader reader = new ClassReader(header(tensor));
    reader.accept(tensor.getData().asReadOnlyByteBuffer());
    return reader;
  }

  private static TensorHeader header(Tensor tensor) {
    long[] shape = tensor.getShapeList().stream().mapToLong(Long::longValue).toArray();
    int elements = 1;
    for (long extent : shape) {
      elements *= (int) extent;
    }
    return new TensorHeader(
        "field", "", ElementType.of(tensor.getDtype()), shape, elements, tensor.getData());
  }
}
