package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class OutgoingArrayTest {
  private static final int CHUNK = OutgoingArray.CHUNK_BYTES / Float.BYTES;

  private final float[] values = new float[2 * CHUNK + 3];
  private final OutgoingArray array = new OutgoingArray(values, ElementType.F32);

  @Test
  void chunk_isMadeWhenItIsNeeded() {
    values[0] = 1;
    ByteString first = array.chunk(0);
    values[0] = 2;
    values[CHUNK] = 3;
    assertThat(array.chunk(0)).isSameAs(first);
    assertThat(floats(first)[0]).isEqualTo(1);
    assertThat(floats(array.chunk(1))[0]).isEqualTo(3);
  }

  @Test
  void encodeAll_theArrayIsTheCallersAgain() {
    values[values.length - 1] = 4;
    array.encodeAll();
    values[values.length - 1] = 5;
    assertThat(floats(array.chunk(2))).containsExactly(0, 0, 4);
    assertThat(array.whole().size())
        .isEqualTo(array.bytes())
        .isEqualTo(Float.BYTES * values.length);
  }

  private static float[] floats(ByteString bytes) {
    return TensorDecoder.decode(
            TensorEncoder.announced(ElementType.F32, bytes.size() / Float.BYTES).toBuilder()
                .setData(bytes)
                .build())
        .floats();
  }
}
