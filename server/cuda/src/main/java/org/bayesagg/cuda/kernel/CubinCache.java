package org.bayesagg.cuda.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Machine code kept on disk from one start to the next, by a hash of all that decides it. A folder
 * that cannot be read or written costs a compilation, nothing else.
 */
final class CubinCache {
  private static final Logger LOG = LoggerFactory.getLogger(CubinCache.class);

  private final Path folder;

  /** In {@code folder}, which need not exist; null keeps nothing. */
  CubinCache(Path folder) {
    this.folder = folder;
  }

  /** The kept code, or the source's, compiled and kept. */
  byte[] cubin(KernelSource source, String architecture) {
    String hash = source.hash(Compiler.version(), architecture);
    Path file = folder == null ? null : folder.resolve(hash + ".cubin");
    if (file != null && Files.isRegularFile(file)) {
      try {
        return Files.readAllBytes(file);
      } catch (IOException e) {
        LOG.warn("{} cannot be read: {}; compiling the kernels again", file, e.toString());
      }
    }
    byte[] image = Compiler.compile(source.text(), architecture);
    if (file != null) {
      keep(file, image);
    }
    return image;
  }

  /** Whole or not at all, whoever else writes it. */
  private void keep(Path file, byte[] image) {
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, "new", ".cubin");
      Files.write(part, image);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("compiled kernels cannot be kept in {}: {}", folder, e.toString());
    }
  }
}
