package org.bayesagg.service.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.bayesagg.service.session.StorageException;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How RocksDB is opened: its settings, and what is done where its log is damaged. */
final class RocksOpening implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RocksOpening.class);

  /** What is trimmed before it is this old never gets into a table. */
  private static final long WRITE_BUFFER = 64L << 20;

  private static final long WRITE_AHEAD_LOG = 4 * WRITE_BUFFER;

  /** What an operator does whose journal may be damaged. */
  static final String WAY_OUT =
      "see that the disk works, is writable and has room; where its files are damaged, restore the"
          + " data directory from a backup, or move this folder away and start with"
          + " --journal-repair truncate to go on from the snapshots";

  private final Options options;
  private final RocksDB db;

  private RocksOpening(Options options, RocksDB db) {
    this.options = options;
    this.db = db;
  }

  RocksDB db() {
    return db;
  }

  /** Opens a database, or makes one. */
  static RocksOpening open(Path folder) {
    RocksLibrary.load();
    try {
      return open(folder, WALRecoveryMode.TolerateCorruptedTailRecords);
    } catch (RocksDBException e) {
      if (!isCorruption(e)) {
        throw failed(folder, e);
      }
      return openDamaged(folder, e);
    }
  }

  /**
   * Reads what is left of a damaged log. What is missing then shows as a gap in a session's
   * sequence, or as an end before its mark: those sessions are set aside, the others are whole.
   */
  private static RocksOpening openDamaged(Path folder, RocksDBException why) {
    Path copy = folder.resolveSibling("damaged-" + Instant.now().toEpochMilli());
    log.error(
        "{}: the journal is damaged ({}); its log is kept in {}, and what can be read is read",
        folder,
        why.getMessage(),
        copy);
    try {
      Files.createDirectories(copy);
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.log")) {
        for (Path file : files) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
      return open(folder, WALRecoveryMode.SkipAnyCorruptedRecords);
    } catch (IOException e) {
      throw new StorageException(
          copy.toString(), "the damaged journal could not be copied", "make room", e);
    } catch (RocksDBException e) {
      throw failed(folder, e);
    }
  }

  private static RocksOpening open(Path folder, WALRecoveryMode recovery) throws RocksDBException {
    Options options =
        new Options()
            .setCreateIfMissing(true)
            .setWalRecoveryMode(recovery)
            .setWriteBufferSize(WRITE_BUFFER)
            .setMaxTotalWalSize(WRITE_AHEAD_LOG)
            .setCompressionType(CompressionType.NO_COMPRESSION)
            .setTableFormatConfig(new BlockBasedTableConfig().setBlockSize(64 << 10))
            .setMaxOpenFiles(256)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(4);
    try {
      return new RocksOpening(options, RocksDB.open(options, folder.toString()));
    } catch (RocksDBException e) {
      options.close();
      throw e;
    }
  }

  private static StorageException failed(Path folder, RocksDBException e) {
    return new StorageException(
        folder.toString(), "the journal could not be opened (" + e.getMessage() + ")", WAY_OUT, e);
  }

  /** Whether what was read is not what was written. */
  static boolean isCorruption(RocksDBException e) {
    return e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
  }

  @Override
  public void close() {
    db.close();
    options.close();
  }
}
