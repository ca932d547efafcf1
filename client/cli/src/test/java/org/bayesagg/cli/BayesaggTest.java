package org.bayesagg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class BayesaggTest {

  static Stream<List<String>> commands() {
    return walk(Bayesagg.commandLine(), List.of());
  }

  private static Stream<List<String>> walk(CommandLine command, List<String> path) {
    return Stream.concat(
        Stream.of(path),
        command.getSubcommands().entrySet().stream()
            .filter(entry -> !entry.getKey().equals("help"))
            .flatMap(
                entry ->
                    walk(
                        entry.getValue(),
                        Stream.concat(path.stream(), Stream.of(entry.getKey())).toList())));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_ofEveryCommand_saysWhatItIsFor(List<String> path) {
    Console console =
        Console.run(Stream.concat(path.stream(), Stream.of("--help")).toArray(String[]::new));
    assertThat(console.status()).isZero();
    assertThat(console.err()).isEmpty();
    assertThat(console.out())
        .startsWith(
            "Usage: "
                + String.join(" ", Stream.concat(Stream.of("bayesagg"), path.stream()).toList()))
        .contains("-h, --help");
    assertThat(console.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void noCommand_isWrongUsage() {
    Console console = Console.run();
    assertThat(console.status()).isEqualTo(2);
    assertThat(console.out()).isEmpty();
    assertThat(console.err()).startsWith("bayesagg: no command").contains("\"bayesagg --help\"");
  }

  @Test
  void misspelledCommand_isAnsweredWithWhatWasPerhapsMeant() {
    Console console = Console.run("pign");
    assertThat(console.status()).isEqualTo(2);
    assertThat(console.err()).contains("Did you mean").contains("ping");
  }

  @Test
  void sessions_withoutACommand_isWrongUsage() {
    Console console = Console.run("sessions");
    assertThat(console.status()).isEqualTo(2);
    assertThat(console.err()).contains("\"bayesagg sessions --help\"");
  }

  @Test
  void ping_targetThatIsNoAddress_saysWhatOneLooksLike() {
    Console console = Console.run("ping", "--target", "host:notaport");
    assertThat(console.status()).isEqualTo(1);
    assertThat(console.err())
        .isEqualTo(
            "bayesagg: target \"host:notaport\": expected HOST:PORT, such as localhost:50051"
                + System.lineSeparator());
  }

  @Test
  void ping_withoutAnyCalls_isWrongUsage() {
    assertThat(Console.run("ping", "--count", "0").status()).isEqualTo(2);
    assertThat(Console.run("ping", "--count", "many").err())
        .startsWith("bayesagg: Invalid value for option '--count'")
        .doesNotContain("\tat ");
  }

  @Test
  void nobodyThere_isOneLineWithTheWayOut() {
    Console console = Console.run("ping", "--target", "localhost:1", "--timeout", "1");
    assertThat(console.status()).isEqualTo(1);
    assertThat(console.err().lines()).hasSize(1);
    assertThat(console.err())
        .startsWith("bayesagg: no answer from localhost:1")
        .contains("bayesagg serve");
  }

  @Test
  void verbose_showsTheStackTrace() {
    Console console = Console.run("ping", "--target", "localhost:1", "--timeout", "1", "--verbose");
    assertThat(console.status()).isEqualTo(1);
    assertThat(console.err()).contains("AggregationException").contains("\tat ");
  }

  @Test
  void version_isPrinted() {
    Console console = Console.run("--version");
    assertThat(console.status()).isZero();
    assertThat(console.out()).startsWith("bayesagg ").contains("Java ");
  }

  @Test
  void version_isTheSameForEveryCommand() {
    String version = Console.run("--version").out();
    for (String command : new String[] {"serve", "quickstart", "ping", "conformance", "bench"}) {
      assertThat(Console.run(command, "--version").out()).isEqualTo(version);
    }
  }

  @Test
  void serve_withAWrongSetting_isWrongUsage() {
    Console console = Console.run("serve", "--port", "99999");
    assertThat(console.status()).isEqualTo(2);
    assertThat(console.err()).contains("99999").contains("\"bayesagg serve --help\"");
  }

  @Test
  void completion_knowsTheCommands() {
    Console console = Console.run("generate-completion");
    assertThat(console.status()).isZero();
    assertThat(console.out()).contains("conformance", "sessions", "bench");
  }
}
