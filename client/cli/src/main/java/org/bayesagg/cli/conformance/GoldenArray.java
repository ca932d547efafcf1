package org.bayesagg.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** An array of a golden case: raw, row-major, little-endian. */
final class GoldenArray {
  private final String name;
  private final String dtype;
  private final int[] shape;
  private final ByteBuffer bytes;

  private GoldenArray(String name, String dtype, int[] shape, ByteBuffer bytes) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape;
    this.bytes = bytes;
  }

  /** Reads what {@code {file, dtype, shape}} describes; null where there is no such key. */
  static GoldenArray read(Path directory, JsonNode node) throws IOException {
    if (node == null || node.isNull()) {
      return null;
    }
    String name = node.path("file").asText();
    String dtype = node.path("dtype").asText();
    int[] shape = new int[node.path("shape").size()];
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.path("shape").get(i).asInt();
      elements *= shape[i];
    }
    byte[] bytes = Files.readAllBytes(directory.resolve(name));
    if (bytes.length != elements * size(name, dtype)) {
      throw new MalformedCaseException(
          "%s has %d bytes, not those of %s%s"
              .formatted(name, bytes.length, dtype, Arrays.toString(shape)));
    }
    return new GoldenArray(
        name, dtype, shape, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  /** The file's name, for messages. */
  String name() {
    return name;
  }

  int[] shape() {
    return shape;
  }

  int length() {
    return bytes.capacity() / size(name, dtype);
  }

  double[] doubles() {
    double[] values = new double[length()];
    if (dtype.equals("f64")) {
      bytes.asDoubleBuffer().get(values);
      return values;
    }
    float[] floats = floats();
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }

  /** Inputs of f64 are rounded: all are exact in float32. */
  float[] floats() {
    float[] values = new float[length()];
    switch (dtype) {
      case "f32" -> bytes.asFloatBuffer().get(values);
      case "f64" -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) bytes.getDouble(8 * i);
        }
      }
      case "i32" -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = bytes.getInt(4 * i);
        }
      }
      default -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = bytes.get(i);
        }
      }
    }
    return values;
  }

  boolean isInteger() {
    return dtype.equals("i32");
  }

  int[] ints() {
    int[] values = new int[length()];
    bytes.asIntBuffer().get(values);
    return values;
  }

  boolean[] booleans() {
    float[] numbers = floats();
    boolean[] values = new boolean[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers[i] != 0;
    }
    return values;
  }

  private static int size(String name, String dtype) {
    return switch (dtype) {
      case "f64" -> 8;
      case "f32", "i32" -> 4;
      case "bool" -> 1;
      default ->
          throw new MalformedCaseException(name + " has the unknown dtype \"" + dtype + "\"");
    };
  }
}
