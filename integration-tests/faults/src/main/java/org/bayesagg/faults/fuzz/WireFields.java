package org.bayesagg.faults.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The fields of a protobuf message, whatever message it is; lengths come right by themselves. */
record WireFields(List<Field> fields) {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  /**
   * One field.
   *
   * @param tag number and wire type
   * @param number of a varint
   * @param payload of every other kind
   */
  record Field(long tag, long number, byte[] payload) {
    boolean isVarint() {
      return (tag & 7) == VARINT;
    }

    boolean isBytes() {
      return (tag & 7) == BYTES;
    }
  }

  /** The fields of these bytes; null where they are no message. */
  static WireFields parse(byte[] bytes) {
    List<Field> fields = new ArrayList<>();
    Reader reader = new Reader(bytes);
    while (reader.at < bytes.length) {
      long tag = reader.varint();
      if (tag >>> 3 == 0) {
        return null;
      }
      switch ((int) (tag & 7)) {
        case VARINT -> fields.add(new Field(tag, reader.varint(), new byte[0]));
        case FIXED64 -> fields.add(new Field(tag, 0, reader.take(8)));
        case FIXED32 -> fields.add(new Field(tag, 0, reader.take(4)));
        case BYTES -> fields.add(new Field(tag, 0, reader.take(reader.varint())));
        default -> {
          return null;
        }
      }
      if (reader.over) {
        return null;
      }
    }
    return new WireFields(fields);
  }

  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Field field : fields) {
      varint(out, field.tag());
      if (field.isVarint()) {
        varint(out, field.number());
      } else {
        if (field.isBytes()) {
          varint(out, field.payload().length);
        }
        out.writeBytes(field.payload());
      }
    }
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      out.write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;
    private boolean over;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    long varint() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        if (at >= bytes.length) {
          over = true;
          return 1 << 3;
        }
        byte one = bytes[at++];
        value |= (one & 0x7fL) << shift;
        if (one >= 0) {
          return value;
        }
      }
      over = true;
      return 1 << 3;
    }

    byte[] take(long length) {
      if (length < 0 || length > bytes.length - at) {
        over = true;
        return new byte[0];
      }
      byte[] taken = Arrays.copyOfRange(bytes, at, at + (int) length);
      at += (int) length;
      return taken;
    }
  }
}
