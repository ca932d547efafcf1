package org.bayesagg.faults.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders with all that is in them. */
public final class Folders {
  private Folders() {}

  /** Deletes a folder. */
  public static void delete(Path folder) throws IOException {
    for (Path each : under(folder, Comparator.reverseOrder())) {
      Files.deleteIfExists(each);
    }
  }

  /** Copies a folder into one that is made. */
  public static void copy(Path from, Path to) throws IOException {
    for (Path each : under(from, Comparator.naturalOrder())) {
      Path place = to.resolve(from.relativize(each).toString());
      if (Files.isDirectory(each)) {
        Files.createDirectories(place);
      } else {
        Files.copy(each, place, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static List<Path> under(Path folder, Comparator<Path> order) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted(order).toList();
    }
  }
}
