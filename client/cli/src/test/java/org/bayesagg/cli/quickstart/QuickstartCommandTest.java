package org.bayesagg.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class QuickstartCommandTest {
  private final StringWriter errors = new StringWriter();
  private final CommandLine command =
      new CommandLine(new QuickstartCommand()).setErr(new PrintWriter(errors));

  @ParameterizedTest
  @CsvSource({"--seeds,0", "--epochs,1", "--epochs,-3", "--seeds,many"})
  void execute_numberOutOfRange_isRefusedByName(String option, String value) {
    assertThat(command.execute(option, value)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains(option).contains(value);
  }

  @Test
  void help_everyOption_isDescribed() {
    String help = command.getUsageMessage();
    assertThat(help).contains("--short", "--seeds", "--epochs", "--output", "--target");
  }
}
