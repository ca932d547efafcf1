package org.bayesagg.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class UnitsTest {

  @Test
  void bytes_getTheUnitThatFits() {
    assertThat(Units.bytes(0)).isEqualTo("0 B");
    assertThat(Units.bytes(1023)).isEqualTo("1023 B");
    assertThat(Units.bytes(4 << 20)).isEqualTo("4 MiB");
    assertThat(Units.bytes(1536L << 20)).isEqualTo("1.5 GiB");
    assertThat(Units.bytes(5000L << 40)).isEqualTo("5000 TiB");
  }

  @Test
  void table_hasColumnsAsWideAsTheirWidestCell() {
    TextTable table = new TextTable("A", "LONG");
    table.add("wide cell", 1);
    table.add("x", 20000);
    StringWriter text = new StringWriter();
    table.print(new PrintWriter(text, true), " ");
    assertThat(text.toString().lines())
        .containsExactly(" A          LONG", " wide cell  1", " x          20000");
  }
}
