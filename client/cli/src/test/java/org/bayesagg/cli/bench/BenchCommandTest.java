package org.bayesagg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.bayesagg.cli.Console;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {

  @ParameterizedTest
  @CsvSource({
    "--workers=0,      --workers 0: at least 1",
    "--sessions=0,     --sessions 0: at least 1",
    "--rounds=0,       --rounds 0: at least 1",
    "--steps=5,        --steps 5: at least 10",
    "--rate=-1,        --rate -1.0: above 0",
    "--prime=-1,       '--duration, --warmup and --prime: at least 0'",
    "--dtype=f64,      '--dtype f64: f32, f16 or bf16'",
    "--yardstick=,     --yardstick: an empty command",
    "gaussian:1x2,     'shape \"gaussian:1x2\": expected KIND:NxDxK'"
  })
  void wrongOption_isWrongUsage(String option, String problem) {
    Console console = Console.run("bench", "gaussian:8x4x3", option);
    assertThat(console.status()).isEqualTo(2);
    assertThat(console.err()).contains(problem).contains("\"bayesagg bench --help\"");
  }

  @ParameterizedTest
  @CsvSource({
    "--rate=5,          '--overload: finds its own rate'",
    "--json=x.json,     '--overload: finds its own rate'",
    "--deadline=0,      '--overload: --deadline above 0'",
    "--target=host:1,   '--metrics of the server at --target'",
    "--durability,      one of them at a time",
    "--overhead,        one of them at a time"
  })
  void overload_withWhatItHasNoUseFor_isWrongUsage(String option, String problem) {
    Console console = Console.run("bench", "gaussian:8x4x3", "--overload", option);
    assertThat(console.status()).isEqualTo(2);
    assertThat(console.err()).contains(problem);
  }

  @Test
  void unary_forAShapeThatIsTooLarge_isWrongUsage() {
    Console console = Console.run("bench", "gaussian:1024x1024x8", "--transport", "unary");
    assertThat(console.status()).isEqualTo(2);
    assertThat(console.err()).contains("gaussian:1024x1024x8 is too large for a unary call");
  }
}
