package org.bayesagg.service.storage;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.service.session.Change;

/**
 * Makes the records of one log from its chunks, in order, and says where they end and whether
 * something is missing or damaged. Not thread-safe.
 */
final class RecordReader implements Journal.Visitor {
  private final Target target;
  private final List<ByteBuffer> parts = new ArrayList<>();
  private long next;
  private String damage;

  /** A change is handed on when the record after it does not cancel it. */
  private Change held;

  private boolean deleted;

  /** Takes records. */
  interface Target {
    /** The session begins; its description can be read. */
    void created(ChunkInput description);

    /** A change that stands. */
    void change(Change change);
  }

  /** Reads records from sequence {@code first} on. */
  RecordReader(long first, Target target) {
    this.next = first;
    this.target = target;
  }

  @Override
  public boolean chunk(Chunk.Place place, ByteBuffer chunk) {
    if (place.sequence() < next) {
      return true;
    }
    if (place.sequence() != next || place.index() != parts.size()) {
      return damaged(place, place.sequence() != next ? "is missing" : "lacks a piece");
    }
    if (!Chunk.isIntact(chunk, place)) {
      return damaged(place, "is damaged");
    }
    parts.add(chunk.position(Chunk.HEADER));
    if (!Chunk.isLast(chunk)) {
      return true;
    }
    try {
      record();
    } catch (CorruptStateException e) {
      return damaged(place, "cannot be read (" + e.getMessage() + ")");
    }
    parts.clear();
    next++;
    return !deleted;
  }

  private boolean damaged(Chunk.Place place, String how) {
    damage = "record " + next + " " + how + " (at record " + place.sequence() + ")";
    return false;
  }

  private void record() {
    long bytes = parts.stream().mapToLong(ByteBuffer::remaining).sum();
    Deque<ByteBuffer> left = new ArrayDeque<>(parts);
    ChunkInput in = new ChunkInput(left::poll, bytes);
    int kind = in.readInt();
    if (kind == ChangeCodec.CREATED) {
      target.created(in);
    } else if (kind == ChangeCodec.DELETED) {
      deleted = true;
      held = null;
    } else {
      Change change = ChangeCodec.read(kind, in);
      Change before = held;
      held = change instanceof Change.Cancelled ? null : change;
      if (before != null && !(change instanceof Change.Cancelled)) {
        target.change(before);
      }
    }
  }

  /** No chunk comes any more. */
  void end() {
    if (held != null) {
      target.change(held);
      held = null;
    }
  }

  /** The last record that could be read. */
  long last() {
    return next - 1;
  }

  /** What is wrong with the record after the last one, or null. */
  String damage() {
    return damage;
  }

  /** Whether the last record ends the session. */
  boolean deleted() {
    return deleted;
  }
}
