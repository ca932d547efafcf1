package org.bayesagg.faults.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bayesagg.faults.fuzz.WireFields.Field;

/** Makes other messages of messages: what comes of it can be read, and so gets further. */
final class MessageMutator {
  private static final int MOST_CHANGES = 4;

  /** Numbers at which something ends. */
  private static final long[] EDGES = {
    0,
    1,
    2,
    3,
    7,
    8,
    16,
    17,
    127,
    128,
    255,
    256,
    65_535,
    65_536,
    Integer.MAX_VALUE,
    1L << 31,
    (1L << 32) - 1,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2
  };

  private final Random random;
  private final Mutator bytes;

  MessageMutator(Random random) {
    this.random = random;
    this.bytes = new Mutator(random);
  }

  /** A changed copy; {@code others} are what it may be crossed with. */
  byte[] mutate(byte[] from, List<byte[]> others) {
    // Now and then no message any more.
    if (random.nextInt(8) == 0) {
      return bytes.mutate(from, others);
    }
    byte[] message = from;
    for (int left = 1 + random.nextInt(MOST_CHANGES); left > 0; left--) {
      message = change(message, others);
    }
    return message;
  }

  private byte[] change(byte[] message, List<byte[]> others) {
    WireFields parsed = WireFields.parse(message);
    if (parsed == null || parsed.fields().isEmpty()) {
      return bytes.mutate(message, others);
    }
    List<Field> fields = new ArrayList<>(parsed.fields());
    int at = random.nextInt(fields.size());
    Field field = fields.get(at);
    switch (random.nextInt(8)) {
      case 0 -> fields.remove(at);
      case 1 -> fields.add(random.nextInt(fields.size() + 1), field);
      case 2 -> {
        // Another field's number; its kind stays.
        long number = 1L + random.nextInt(26);
        fields.set(
            at, new Field((number << 3) | (field.tag() & 7), field.number(), field.payload()));
      }
      case 3 -> {
        WireFields other = WireFields.parse(others.get(random.nextInt(others.size())));
        if (other != null && !other.fields().isEmpty()) {
          fields.add(other.fields().get(random.nextInt(other.fields().size())));
        }
      }
      default -> fields.set(at, change(field, others));
    }
    return new WireFields(fields).toBytes();
  }

  private Field change(Field field, List<byte[]> others) {
    if (field.isVarint()) {
      long edge = EDGES[random.nextInt(EDGES.length)];
      long number = random.nextInt(3) == 0 ? field.number() + random.nextInt(3) - 1 : edge;
      return new Field(field.tag(), number, field.payload());
    }
    WireFields inner = field.isBytes() ? WireFields.parse(field.payload()) : null;
    boolean goDown = inner != null && !inner.fields().isEmpty() && random.nextInt(6) > 0;
    byte[] payload =
        goDown ? change(field.payload(), others) : bytes.mutate(field.payload(), others);
    boolean fixed = !field.isBytes();
    return new Field(
        field.tag(), 0, fixed ? java.util.Arrays.copyOf(payload, field.payload().length) : payload);
  }
}
