package org.bayesagg.service.codec;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.Tensor;

/** Tensors as a client would send them, written without the codec. */
public final class WireTensors {
  private WireTensors() {}

  public static Tensor f32(float[] values, long... shape) {
    ByteBuffer buffer = buffer(4 * values.length);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return tensor(DataType.DATA_TYPE_F32, buffer, shape);
  }

  public static Tensor f64(double[] values, long... shape) {
    ByteBuffer buffer = buffer(8 * values.length);
    for (double value : values) {
      buffer.putDouble(value);
    }
    return tensor(DataType.DATA_TYPE_F64, buffer, shape);
  }

  public static Tensor i32(int[] values, long... shape) {
    ByteBuffer buffer = buffer(4 * values.length);
    for (int value : values) {
      buffer.putInt(value);
    }
    return tensor(DataType.DATA_TYPE_I32, buffer, shape);
  }

  public static Tensor i64(long[] values, long... shape) {
    ByteBuffer buffer = buffer(8 * values.length);
    for (long value : values) {
      buffer.putLong(value);
    }
    return tensor(DataType.DATA_TYPE_I64, buffer, shape);
  }

  /** F16 or BF16 from their bits. */
  public static Tensor halves(DataType type, int[] bits, long... shape) {
    ByteBuffer buffer = buffer(2 * bits.length);
    for (int value : bits) {
      buffer.putShort((short) value);
    }
    return tensor(type, buffer, shape);
  }

  public static Tensor bool(int[] values, long... shape) {
    ByteBuffer buffer = buffer(values.length);
    for (int value : values) {
      buffer.put((byte) value);
    }
    return tensor(DataType.DATA_TYPE_BOOL, buffer, shape);
  }

  /** Floats of a carried F32 tensor. */
  public static float[] floats(Tensor tensor) {
    float[] values = new float[tensor.getData().size() / 4];
    tensor
        .getData()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }

  /** The same tensor with its bytes left out. */
  public static Tensor announced(Tensor tensor) {
    return tensor.toBuilder().clearData().build();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Tensor tensor(DataType type, ByteBuffer buffer, long... shape) {
    Tensor.Builder tensor =
        Tensor.newBuilder().setDtype(type).setData(ByteString.copyFrom(buffer.flip()));
    for (long extent : shape) {
      tensor.addShape(extent);
    }
    return tensor.build();
  }
}
