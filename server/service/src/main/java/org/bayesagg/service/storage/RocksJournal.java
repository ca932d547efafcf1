package org.bayesagg.service.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
 * big-endian, so that the order of keys is that of places. Large chunks are in files of their own,
 * and the database keeps where: [header 8][first record of the file 8][offset 8][length 4].
 */
final class RocksJournal implements Journal {
  private static final int KEY = 20;
  private static final int POINTER = Chunk.HEADER + 20;

  private final Path folder;
  private final RocksOpening opened;
  private final RocksDB db;
  private final PayloadFiles payloads;
  private final int large;
  private final WriteOptions write = new WriteOptions();
  private final ThreadLocal<ByteBuffer> keys =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(KEY));
  private final ThreadLocal<ByteBuffer> pointers =
      ThreadLocal.withInitial(
          () -> ByteBuffer.allocateDirect(POINTER).order(ByteOrder.LITTLE_ENDIAN));

  /** Held for writing by closing alone: native memory must not go while a call uses it. */
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  private boolean closed;

  private RocksJournal(Path folder, RocksOpening opened, PayloadFiles payloads, int large) {
    this.folder = folder;
    this.opened = opened;
    this.db = opened.db();
    this.payloads = payloads;
    this.large = large;
  }

  /**
   * Opens a journal, or makes one.
   *
   * @param folder of the database
   * @param payloads the folder of large chunks
   * @param sync when {@link #sync} is called. Before each answer: then large chunks stay in the
   *     database, since one file is synced sooner than one a session
   * @param large bytes from which on a chunk is large
   * @throws StorageException if its files cannot be read or written
   */
  static RocksJournal open(Path folder, Path payloads, JournalSync sync, int large) {
    RocksOpening opened = RocksOpening.open(folder);
    try {
      return new RocksJournal(
          folder,
          opened,
          PayloadFiles.open(payloads, sync != JournalSync.NONE),
          sync == JournalSync.ALWAYS ? Integer.MAX_VALUE : large);
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Deletes files of logs of which the database knows nothing any more.
   *
   * @param sessions logs whose files stay even so: a database that was lost may be brought back
   */
  void dropStrays(Set<Long> sessions) {
    for (long log : payloads.logs()) {
      if (!sessions.contains(log) && last(log) == 0) {
        payloads.cut(log, 0, Long.MAX_VALUE - 1);
      }
    }
  }

  @Override
  public void put(Chunk.Place place, ByteBuffer chunk) {
    ByteBuffer key = keys.get().clear();
    fill(key, place).flip();
    using(
        "written",
        () -> {
          boolean elsewhere = chunk.limit() >= large;
          ByteBuffer value = elsewhere ? putElsewhere(place, chunk) : chunk.duplicate();
          db.put(write, key, value.position(0));
        });
  }

  private ByteBuffer putElsewhere(Chunk.Place place, ByteBuffer chunk) {
    PayloadLog.Spot spot = payloads.append(place, chunk);
    ByteBuffer pointer = pointers.get().clear().position(Chunk.HEADER);
    pointer.putLong(spot.first()).putLong(spot.offset()).putInt(spot.length()).flip();
    Chunk.sealPointer(pointer, place);
    return pointer;
  }

  @Override
  public void sync() {
    // What the database says is elsewhere must be there.
    using(
        "synced",
        () -> {
          payloads.sync();
          db.syncWal();
        });
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
        Chunk.Place place = place(each.key());
        ByteBuffer value = ByteBuffer.wrap(each.value()).order(ByteOrder.LITTLE_ENDIAN);
        more = visitor.chunk(place, Chunk.isPointer(value) ? elsewhere(place, value) : value);
        each.next();
      }
      each.status();
    }
  }

  /** The chunk that a pointer points to; an empty one, which is not intact, where it does not. */
  private ByteBuffer elsewhere(Chunk.Place place, ByteBuffer pointer) {
    if (pointer.limit() != POINTER || !Chunk.isIntact(pointer, place)) {
      return ByteBuffer.allocate(0);
    }
    pointer.position(Chunk.HEADER);
    PayloadLog.Spot spot =
        new PayloadLog.Spot(pointer.getLong(), pointer.getLong(), pointer.getInt());
    return payloads.read(place.log(), spot).order(ByteOrder.LITTLE_ENDIAN);
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
    // The files last: what the database still had would be missing there.
    using(
        "cut",
        () -> {
          db.deleteRange(key(log, from, 0), key(log, through + 1, 0));
          payloads.cut(log, from, through);
        });
  }

  @Override
  public long bytes() {
    return bytes(folder) + bytes(payloads.folder());
  }

  private static long bytes(Path folder) {
    long sum = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        sum += Files.size(file);
      }
    } catch (IOException e) {
      // A file that goes while it is looked at.
      return sum;
    }
    return sum;
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
          RocksOpening.isCorruption(e)
              ? RocksOpening.WAY_OUT
              : "see that the disk works, is writable and has room",
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
        payloads.close();
      }
    } finally {
      use.writeLock().unlock();
    }
  }
}
