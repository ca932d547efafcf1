package org.bayesagg.service.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class RocksLibraryTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void load_usesTheOneInTheUsersCache_andLeavesNoneBehind() throws IOException {
    assumeThat(Files.isWritable(Path.of(System.getProperty("user.home")))).isTrue();
    RocksLibrary.load();
    assertThat(Files.readAllLines(Path.of("/proc/self/maps")))
        .filteredOn(line -> line.contains("rocksdbjni") && line.contains(".so"))
        .isNotEmpty()
        .allMatch(line -> line.contains("/bayesagg/rocksdb-"));
  }
}
