package org.bayesagg.service.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.bayesagg.service.session.StorageException;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteOptions;

/**
 * A journal in RocksDB: one database, one write-ahead log for all sessions. A key is a place,
 * big-endian, so that the order of keys is that of places.
 */
final class RocksJournal implements Journal {
  private static final int KEY = 20;

  private final Path folder;
  private final RocksOpening opened;
  private final RocksDB db;
  private final WriteOptions write = new WriteOptions();
  private final ThreadLocal<ByteBuffer> keys =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(KEY));

  /** Held for writing by closing alone: native memory must not go while a call uses it. */
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  private boolean closed;

  private RocksJournal(Path folder, RocksOpening opened) {
    this.folder = folder;
    this.opened = opened;
    this.db = opened.db();
  }

  /**
   * Opens a journal, or makes one.
   *
   * @throws StorageException if its files cannot be read or written
   */
  static RocksJournal open(Path folder) {
    return new RocksJournal(folder, RocksOpening.open(folder));
  }

  @Override
  public void put(Chunk.Place place, ByteBuffer chunk) {
    ByteBuffer key = keys.get().clear();
    fill(key, place).flip();
    using("written", () -> db.put(write, key, chunk.duplicate().position(0)));
  }

  @Override
  public void sync() {
    using("synced", db::syncWal);
  }

  @Override
  public void read(long log, long from, Visitor visitor) {
    using("read", () -> visit(log, from, visitor));
  }

  private void visit(long log, long from, Visitor visitor) throws RocksDBException {
    try (Slice end = new Slice(key(log + 1, 0, 0));
        ReadOptions options =
            new ReadOptions()
                .setIterateUpperBound(end)
                .setFillCache(false)
                .setVerifyChecksums(true)
                .setReadaheadSize(4L << 20);
        RocksIterator each = db.newIterator(options)) {
      boolean more = true;
      for (each.seek(key(log, from, 0)); more && each.isValid(); ) {
        ByteBuffer chunk = ByteBuffer.wrap(each.value()).order(ByteOrder.LITTLE_ENDIAN);
        more = visitor.chunk(place(each.key()), chunk);
        each.next();
      }
      each.status();
    }
  }

  @Override
  public long last(long log) {
    long[] found = {0};
    using(
        "read",
        () -> {
          try (RocksIterator each = db.newIterator()) {
            each.seekForPrev(key(log, Long.MAX_VALUE, Integer.MAX_VALUE));
            each.status();
            Chunk.Place place = each.isValid() ? place(each.key()) : null;
            found[0] = place != null && place.log() == log ? place.sequence() : 0;
          }
        });
    return found[0];
  }

  @Override
  public List<Long> logs() {
    List<Long> found = new ArrayList<>();
    using(
        "read",
        () -> {
          try (RocksIterator each = db.newIterator()) {
            each.seekToFirst();
            while (each.isValid()) {
              long log = place(each.key()).log();
              found.add(log);
              each.seek(key(log + 1, 0, 0));
            }
            each.status();
          }
        });
    return found;
  }

  @Override
  public void cut(long log, long from, long through) {
    using("cut", () -> db.deleteRange(key(log, from, 0), key(log, through + 1, 0)));
  }

  @Override
  public long bytes() {
    return opened.bytes();
  }

  /** Something that RocksDB does. */
  private interface Call {
    void run() throws RocksDBException;
  }

  private void using(String done, Call call) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new StorageException(
            folder.toString(), "the journal is closed", "send again, or start the server", null);
      }
      call.run();
    } catch (RocksDBException e) {
      throw new StorageException(
          folder.toString(),
          "the journal could not be " + done + " (" + e.getMessage() + ")",
          "see that the disk works, is writable and has room",
          e);
    } finally {
      use.readLock().unlock();
    }
  }

  private static byte[] key(long log, long sequence, int index) {
    return fill(ByteBuffer.allocate(KEY), new Chunk.Place(log, sequence, index)).array();
  }

  private static ByteBuffer fill(ByteBuffer buffer, Chunk.Place place) {
    return buffer.putLong(place.log()).putLong(place.sequence()).putInt(place.index());
  }

  private static Chunk.Place place(byte[] key) {
    ByteBuffer buffer = ByteBuffer.wrap(key);
    return new Chunk.Place(buffer.getLong(), buffer.getLong(), buffer.getInt());
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        write.close();
        opened.close();
      }
    } finally {
      use.writeLock().unlock();
    }
  }
}
