package org.bayesagg.service.codec;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A digest of what a contribution says, by which a repeated one is told from another under the same
 * name: CRC-32C of names, types and shapes in the upper half, of the tensors' bytes in the lower.
 * It guards against mistakes, not against malice.
 */
final class ContentDigest {
  private final CRC32C form = new CRC32C();
  private final CRC32C bytes = new CRC32C();
  private final ByteOutput whereTheyLie =
      new ByteOutput() {
        @Override
        public void write(byte value) {
          bytes.update(value);
        }

        @Override
        public void write(byte[] value, int offset, int length) {
          bytes.update(value, offset, length);
        }

        @Override
        public void writeLazy(byte[] value, int offset, int length) {
          bytes.update(value, offset, length);
        }

        @Override
        public void write(ByteBuffer value) {
          bytes.update(value);
        }

        @Override
        public void writeLazy(ByteBuffer value) {
          bytes.update(value);
        }
      };

  void addForm(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    addForm(encoded.length);
    form.update(encoded);
  }

  void addForm(long number) {
    form.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
  }

  void addForm(TensorHeader header) {
    addForm(header.type().wire().getNumber());
    addForm(header.shape().length);
    for (long extent : header.shape()) {
      addForm(extent);
    }
  }

  /** Adds bytes of a tensor where they lie: the CRC of a read-only buffer would copy them. */
  void addBytes(ByteString piece) {
    try {
      UnsafeByteOperations.unsafeWriteTo(piece, whereTheyLie);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long value() {
    return (form.getValue() << 32) | bytes.getValue();
  }
}
