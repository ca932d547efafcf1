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
    int length = chunk.limit() - HEADER;
    chunk.putInt(4, last ? length | LAST : length);
    chunk.putInt(0, checksum(chunk, place));
  }

  /** Whether a buffer, from its position 0 to its limit, is the chunk of that place. */
  static boolean isIntact(ByteBuffer chunk, Place place) {
    return chunk.limit() >= HEADER
        && length(chunk) == chunk.limit() - HEADER
        && chunk.getInt(0) == checksum(chunk, place);
  }

  /** Bytes after the header, as the header has it. */
  static int length(ByteBuffer chunk) {
    return chunk.getInt(4) & ~LAST;
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
