package org.bayesagg.faults.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerLogTest {
  @TempDir private Path folder;

  private static Acknowledged answer(long step) {
    return new Acknowledged(
        new Place(1, step), step == 2, true, false, true, 3, 2, new float[] {1, step});
  }

  @Test
  void entries_comeBackWhole() throws IOException {
    Path file = folder.resolve("log");
    try (AnswerLog log = AnswerLog.open(file)) {
      log.add(answer(1));
      log.add(answer(2));
    }
    assertThat(AnswerLog.read(file))
        .usingRecursiveComparison()
        .isEqualTo(java.util.List.of(answer(1), answer(2)));
  }

  @Test
  void tornEntry_isLeftOutAndOverwritten() throws IOException {
    Path file = folder.resolve("log");
    try (AnswerLog log = AnswerLog.open(file)) {
      log.add(answer(1));
    }
    Files.write(file, new byte[] {0, 0, 0, 99, 1, 2, 3}, StandardOpenOption.APPEND);
    assertThat(AnswerLog.read(file)).hasSize(1);
    try (AnswerLog log = AnswerLog.open(file)) {
      log.add(answer(2));
    }
    assertThat(AnswerLog.read(file)).hasSize(2);
  }
}
