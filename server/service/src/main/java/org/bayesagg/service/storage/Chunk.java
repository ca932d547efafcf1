package org.bayesagg.service.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A sealed piece of a record or snapshot: [CRC-32C 4][length, and whether it is the last 4][bytes],
 * little-endian. The sum covers where the piece belongs as well, so that one that is flipped,
 * missing or in another's place is found out.
 */
final class Chunk {
  /** Bytes of a whole chunk at most: RocksDB's values stay small. */
  static final int SIZE = 1 << 20;

  static final int HEADER = 8;

  private static final int LAST = 1 << 31;
  private static final int ELSEWHERE = 1 << 30;

  /**
   * Where a chunk belongs.
   *
   * @param log the session's number
   * @param sequence of the record, or of the last one that a snapshot covers
   * @param index of the chunk, from 0
   */
  record Place(long log, long sequence, int index) {}

  private Chunk() {}

  /** Fills in the header of a buffer whose bytes are between {@link #HEADER} and its limit. */
  static void seal(ByteBuffer chunk, Place place, boolean last) {
    seal(chunk, place, last ? LAST : 0);
  }

  /** As {@link #seal}, for a buffer that tells where the chunk of that place is. */
  static void sealPointer(ByteBuffer pointer, Place place) {
    seal(pointer, place, ELSEWHERE);
  }

  private static void seal(ByteBuffer chunk, Place place, int flags) {
    chunk.putInt(4, chunk.limit() - HEADER | flags);
    chunk.putInt(0, checksum(chunk, place));
  }

  /** Whether a buffer says that it only tells where the chunk is. */
  static boolean isPointer(ByteBuffer chunk) {
    return chunk.limit() >= HEADER && (chunk.getInt(4) & ELSEWHERE) != 0;
  }

  /** Whether a buffer, from its position 0 to its limit, is the chunk of that place. */
  static boolean isIntact(ByteBuffer chunk, Place place) {
    return chunk.limit() >= HEADER
        && length(chunk) == chunk.limit() - HEADER
        && chunk.getInt(0) == checksum(chunk, place);
  }

  /** Bytes after the header, as the header has it. */
  static int length(ByteBuffer chunk) {
    return chunk.getInt(4) & ~(LAST | ELSEWHERE);
  }

  /** Whether no chunk follows. */
  static boolean isLast(ByteBuffer chunk) {
    return (chunk.getInt(4) & LAST) != 0;
  }

  private static int checksum(ByteBuffer chunk, Place place) {
    ByteBuffer where = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    where.putLong(place.log).putLong(place.sequence).putInt(place.index).flip();
    CRC32C sum = new CRC32C();
    sum.update(where);
    ByteBuffer rest = chunk.duplicate();
    rest.position(4);
    sum.update(rest);
    return (int) sum.getValue();
  }
}
