package org.bayesagg.faults.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes other bytes of some bytes. Not thread-safe. */
final class Mutator {
  private static final int MOST_BYTES = 64 << 10;
  private static final int MOST_CHANGES = 6;

  /** Values at which something ends: of one byte, and of varints and little-endian numbers. */
  private static final byte[][] EDGES = {
    {0},
    {1},
    {(byte) 0x7f},
    {(byte) 0x80},
    {(byte) 0xff},
    {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7},
    {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 8},
    {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
    {-1, -1, -1, -1, -1, -1, -1, -1, 127},
    {0, 0, (byte) 0x80, 0x7f},
    {0, 0, (byte) 0xc0, 0x7f},
    {0, 0, (byte) 0x80, (byte) 0xff},
    {-1, -1, 0x7f, 0x7f},
    {1, 0, 0, 0},
    {0, 0, 0, 0, 0, 0, (byte) 0xf0, 0x7f}
  };

  private final Random random;

  Mutator(Random random) {
    this.random = random;
  }

  /** A changed copy; {@code others} are what it may be crossed with. */
  byte[] mutate(byte[] from, List<byte[]> others) {
    byte[] bytes = from;
    for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
      bytes = change(bytes, others);
    }
    return bytes.length > MOST_BYTES ? Arrays.copyOf(bytes, MOST_BYTES) : bytes;
  }

  private byte[] change(byte[] bytes, List<byte[]> others) {
    if (bytes.length == 0) {
      return edge();
    }
    int at = random.nextInt(bytes.length);
    int end = at + random.nextInt(Math.min(bytes.length - at, 64) + 1);
    return switch (random.nextInt(9)) {
      case 0 -> {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        yield flipped;
      }
      case 1 -> {
        byte[] other = bytes.clone();
        other[at] = (byte) random.nextInt();
        yield other;
      }
      case 2 -> join(bytes, 0, at, edge(), bytes, at, bytes.length);
      case 3 -> {
        byte[] edge = edge();
        yield join(
            bytes, 0, at, edge, bytes, Math.min(at + edge.length, bytes.length), bytes.length);
      }
      case 4 -> join(bytes, 0, at, new byte[0], bytes, end, bytes.length);
      case 5 -> join(bytes, 0, end, Arrays.copyOfRange(bytes, at, end), bytes, end, bytes.length);
      case 6 -> Arrays.copyOf(bytes, at);
      case 7 -> {
        byte[] other = others.get(random.nextInt(others.size()));
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        yield join(bytes, 0, at, new byte[0], other, from, other.length);
      }
      default -> {
        // A field once more: of a message, the last one counts, or both are merged.
        byte[] other = others.get(random.nextInt(others.size()));
        yield join(bytes, 0, bytes.length, new byte[0], other, 0, other.length);
      }
    };
  }

  private byte[] edge() {
    return EDGES[random.nextInt(EDGES.length)];
  }

  private static byte[] join(
      byte[] first, int from, int to, byte[] middle, byte[] last, int lastFrom, int lastTo) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(first, from, to - from);
    joined.write(middle, 0, middle.length);
    joined.write(last, lastFrom, lastTo - lastFrom);
    return joined.toByteArray();
  }
}
