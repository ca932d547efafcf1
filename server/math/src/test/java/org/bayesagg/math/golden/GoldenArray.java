package org.bayesagg.math.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** One array of a golden case: raw, row-major, little-endian. */
record GoldenArray(int[] shape, double[] values) {

  static GoldenArray read(Path folder, JsonNode node) {
    int[] shape = new int[node.get("shape").size()];
    int size = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.get("shape").get(i).asInt();
      size = Math.multiplyExact(size, shape[i]);
    }
    String dtype = node.get("dtype").asText();
    ByteBuffer bytes = bytes(folder.resolve(node.get("file").asText()));
    if (bytes.remaining() != size * width(dtype)) {
      throw new IllegalArgumentException(node + " holds " + bytes.remaining() + " bytes");
    }
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] =
          switch (dtype) {
            case "f32" -> bytes.getFloat();
            case "f64" -> bytes.getDouble();
            case "i32" -> bytes.getInt();
            default -> bytes.get();
          };
    }
    return new GoldenArray(shape, values);
  }

  float[] floats() {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  int[] ints() {
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) values[i];
    }
    return ints;
  }

  byte[] bytes() {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static int width(String dtype) {
    return switch (dtype) {
      case "f32", "i32" -> 4;
      case "f64" -> 8;
      case "bool" -> 1;
      default -> throw new IllegalArgumentException("dtype " + dtype);
    };
  }

  private static ByteBuffer bytes(Path file) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
