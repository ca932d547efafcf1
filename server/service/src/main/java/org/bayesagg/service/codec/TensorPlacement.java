package org.bayesagg.service.codec;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.bayesagg.v1.Tensor;
import org.bayesagg.v1.TensorChunk;

/**
 * Decides which tensors of a message carry their bytes and which announce them. Tensors must be
 * placed in the order of their field numbers, depth first.
 *
 * <p>On a stream, tensors carry their bytes as long as all of them together stay within one chunk's
 * size; the others are announced and their chunks encoded only when they are taken.
 */
public final class TensorPlacement {
  /** Bytes of a chunk, and of all tensors that a header carries. */
  public static final int CHUNK_BYTES = 1 << 20;

  private record Announced(int number, OutgoingTensor tensor) {}

  private final List<Announced> announced = new ArrayList<>();
  private final boolean mayAnnounce;
  private final long carryable;
  private long carried;
  private int placed;

  private TensorPlacement(boolean mayAnnounce, long carryable) {
    this.mayAnnounce = mayAnnounce;
    this.carryable = carryable;
  }

  /** Every tensor carries its bytes, all of them together at most {@code maxBytes}. */
  public static TensorPlacement unary(long maxBytes) {
    return new TensorPlacement(false, maxBytes);
  }

  /** Large tensors are announced. */
  public static TensorPlacement streamed() {
    return new TensorPlacement(true, CHUNK_BYTES);
  }

  Tensor place(OutgoingTensor tensor) {
    int number = placed++;
    if (carried + tensor.bytes() <= carryable) {
      carried += tensor.bytes();
      return tensor.carry();
    }
    if (!mayAnnounce) {
      throw TooLargeException.answer(carried + tensor.bytes(), carryable);
    }
    announced.add(new Announced(number, tensor));
    return tensor.announce();
  }

  /** The chunks of the announced tensors, in order, under the message's sequence. */
  public Iterator<TensorChunk> chunks(long sequence) {
    return new Iterator<>() {
      private int current;
      private long offset;

      @Override
      public boolean hasNext() {
        return current < announced.size();
      }

      @Override
      public TensorChunk next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Announced next = announced.get(current);
        int length = (int) Math.min(CHUNK_BYTES, next.tensor().bytes() - offset);
        ByteString data = next.tensor().encode(offset, length);
        TensorChunk chunk =
            TensorChunk.newBuilder()
                .setSequence(sequence)
                .setTensor(next.number())
                .setOffset(offset)
                .setData(data)
                .build();
        offset += length;
        if (offset == next.tensor().bytes()) {
          offset = 0;
          current++;
        }
        return chunk;
      }
    };
  }
}
