package org.bayesagg.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantTest {
  @ParameterizedTest
  @CsvSource({
    "run-*, run-1, true",
    "run-*, run-, true",
    "run-*, arun-1, false",
    "run-?, run-12, false",
    "run-?, run-1, true",
    "*, anything, true",
    "a.c, abc, false",
    "a.c, a.c, true",
    "a*c*e, abcde, true",
    "run-1, run-1, true",
    "run-1, run-11, false"
  })
  void pattern_matchesWholeNames(String glob, String session, boolean matches) {
    Identity identity = identity(new Grant(List.of(glob), Right.READ));
    assertThat(identity.may(Right.READ, session)).isEqualTo(matches);
  }

  @Test
  void rights_includeTheLesserOnes() {
    for (Right has : Right.values()) {
      Identity identity = identity(new Grant(List.of("*"), has));
      for (Right asked : Right.values()) {
        boolean included = has == asked || has == Right.ADMINISTER || asked == Right.READ;
        assertThat(identity.may(asked, "run")).as(has + " " + asked).isEqualTo(included);
        assertThat(identity.mayEverywhere(asked)).isEqualTo(included);
      }
    }
  }

  @Test
  void everySession_onlyByTheStarAlone() {
    assertThat(identity(new Grant(List.of("run-*"), Right.READ)).mayEverywhere(Right.READ))
        .isFalse();
    assertThat(identity().may(Right.READ, "run")).isFalse();
  }

  private static Identity identity(Grant... grants) {
    return new Identity("somebody", List.of(grants), OptionalInt.empty());
  }
}
