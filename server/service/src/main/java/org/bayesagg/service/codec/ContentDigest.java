package org.bayesagg.service.codec;

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

  /** Adds bytes of a tensor; leaves the buffer's position as it is. */
  void addBytes(ByteBuffer piece) {
    bytes.update(piece.duplicate());
  }

  long value() {
    return (form.getValue() << 32) | bytes.getValue();
  }
}
