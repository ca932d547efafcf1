package org.bayesagg.service.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadingTest {
  @TempDir private Path folder;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();

  @Test
  void change_isReadOnce() throws IOException {
    Reloading<Integer> number = number("1");
    number.check();
    assertThat(reads).hasValue(1);
    write("2");
    number.check();
    number.check();
    assertThat(number.current()).isEqualTo(2);
    assertThat(reads).hasValue(2);
    assertThat(failures).hasValue(0);
  }

  @Test
  void changeThatCannotBeUsed_leavesTheLastInForce() throws IOException {
    Reloading<Integer> number = number("1");
    write("x");
    number.check();
    number.check();
    assertThat(number.current()).isEqualTo(1);
    assertThat(failures).as("each change is told once").hasValue(1);
    Files.delete(file());
    number.check();
    number.check();
    assertThat(failures).hasValue(2);
    assertThat(number.current()).isEqualTo(1);
    write("3");
    number.check();
    assertThat(number.current()).isEqualTo(3);
  }

  @Test
  void firstThatCannotBeUsed_isAnErrorNamingTheFile() throws IOException {
    assertThatThrownBy(() -> number("x"))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageContaining("no number can be read from " + file());
    Files.delete(file());
    assertThatThrownBy(() -> new Reloading<>("number", List.of(file()), this::read, () -> {}))
        .hasMessageContaining(file() + " does not exist");
  }

  private Reloading<Integer> number(String text) throws IOException {
    write(text);
    return new Reloading<>("number", List.of(file()), this::read, failures::incrementAndGet);
  }

  private Integer read(List<byte[]> contents) {
    reads.incrementAndGet();
    return Integer.valueOf(new String(contents.get(0), StandardCharsets.UTF_8));
  }

  private void write(String text) throws IOException {
    Files.writeString(file(), text);
  }

  private Path file() {
    return folder.resolve("number");
  }
}
