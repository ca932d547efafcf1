package org.bayesagg.service.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RocksDB's native library, unpacked once for all starts: RocksDB itself unpacks it anew for each,
 * and a process that is killed leaves its copy behind.
 */
final class RocksLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(RocksLibrary.class);

  private RocksLibrary() {}

  /** Loads it, if that has not been done. */
  static synchronized void load() {
    try {
      RocksDB.loadLibrary(List.of(unpacked().toString()));
    } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
      LOG.info("RocksDB's library is unpacked for this process alone: {}", e.toString());
      RocksDB.loadLibrary();
    }
  }

  /** The folder that holds it, in the user's cache. */
  private static Path unpacked() throws IOException {
    String name = Environment.getJniLibraryFileName("rocksdb");
    URL packed = RocksDB.class.getClassLoader().getResource(name);
    if (packed == null) {
      throw new IOException("there is no " + name);
    }
    long length = packed.openConnection().getContentLengthLong();
    Path folder =
        Path.of(System.getProperty("user.home"), ".cache", "bayesagg", "rocksdb-" + length);
    // Where it is given folders, RocksDB looks for another name than its own archive has.
    Path library = folder.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
    if (!Files.exists(library) || Files.size(library) != length) {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, name, ".part");
      try (InputStream in = packed.openStream()) {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
    }
    return folder;
  }
}
