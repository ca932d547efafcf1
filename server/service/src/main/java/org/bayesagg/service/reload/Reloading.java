package org.bayesagg.service.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that is made of files, and made anew when they have changed. What cannot be made leaves
 * the last one in force. Thread-safe.
 *
 * <p>Contents are compared, not times: secrets that are mounted keep theirs, and links are swapped.
 *
 * @param <T> what it is
 */
public final class Reloading<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

  /**
   * Makes it of the files' contents, in their order.
   *
   * @param <T> what it makes
   */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Makes it.
     *
     * @throws IOException if the files are not what they should be, like the others
     */
    T read(List<byte[]> contents) throws IOException, GeneralSecurityException;
  }

  private final String what;
  private final List<Path> files;
  private final Reader<T> reader;
  private final Runnable onFailure;
  private volatile T current;
  private List<byte[]> read;

  /** The last contents that could not be used, so that each is told once. */
  private List<byte[]> unusable = List.of();

  private boolean missing;

  /**
   * Makes it for the first time.
   *
   * @param what for people: "certificate"
   * @param onFailure told of each change that cannot be used
   * @throws UnusableFileException if it cannot be made
   */
  public Reloading(String what, List<Path> files, Reader<T> reader, Runnable onFailure) {
    this.what = what;
    this.files = List.copyOf(files);
    this.reader = reader;
    this.onFailure = onFailure;
    try {
      read = contents();
      current = reader.read(read);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new UnusableFileException(describe(e), e);
    }
  }

  /** The last one that could be made. */
  public T current() {
    return current;
  }

  /** Looks whether the files have changed; to be called now and then. */
  public synchronized void check() {
    List<byte[]> now;
    try {
      now = contents();
      missing = false;
    } catch (IOException e) {
      if (!missing) {
        missing = true;
        failed(e);
      }
      return;
    }
    if (same(now, read)) {
      unusable = List.of();
      return;
    }
    if (same(now, unusable)) {
      return;
    }
    try {
      current = reader.read(now);
      read = now;
      unusable = List.of();
      LOG.info("{} read anew from {}", what, names());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      unusable = now;
      failed(e);
    }
  }

  private void failed(Exception e) {
    onFailure.run();
    LOG.warn("{}; the last one stays in force", describe(e));
  }

  private String describe(Exception e) {
    String why =
        e instanceof NoSuchFileException missingFile
            ? missingFile.getFile() + " does not exist"
            : e.getMessage();
    return "no " + what + " can be read from " + names() + ": " + why;
  }

  private String names() {
    return files.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  private List<byte[]> contents() throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(Files.readAllBytes(file));
    }
    return contents;
  }

  private static boolean same(List<byte[]> one, List<byte[]> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!Arrays.equals(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }
}
