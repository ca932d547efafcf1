package org.bayesagg.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessFileTest {
  private static final String DIGEST = TokenHash.of("secret");

  @Test
  void token_isKnownByItsDigest() {
    Access access =
        AccessFile.parse(
            "identities:\n- name: one\n  tokenSha256: ["
                + DIGEST.toUpperCase(java.util.Locale.ROOT)
                + "]\n  stepsPerSecond: 7\n"
                + "  grants:\n  - sessions: [run-*, other]\n    right: Contribute\n");
    Identity identity = access.identify(new Credentials("secret", null, "here"));
    assertThat(identity.name()).isEqualTo("one");
    assertThat(identity.stepsPerSecond()).hasValue(7);
    assertThat(identity.may(Right.CONTRIBUTE, "other")).isTrue();
    assertThat(identity.may(Right.ADMINISTER, "other")).isFalse();
    assertThatThrownBy(() -> access.identify(new Credentials(DIGEST, null, "here")))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> access.identify(new Credentials(null, null, "here")))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("is needed");
  }

  @Test
  void nobody_isLetInByAnEmptyList() {
    Access access = AccessFile.parse("identities: []");
    assertThatThrownBy(() -> access.identify(new Credentials("t", null, "here")))
        .isInstanceOf(AccessDeniedException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identities: | identities is missing",
        "- a | the file: got [a], expected keys and values",
        "{identities: [], more: 1} | the file: got the key \"more\", expected identities",
        "{identities: [{name: a, certificates: [b]}]} | identities[0].grants is missing",
        "{identities: [{name: a, grants: []}]} | identities[0]: nobody can be that",
        "{identities: [{certificates: [b], grants: []}]} | identities[0].name is missing",
        "{identities: [{name: a, certificates: b, grants: []}]}"
            + " | identities[0].certificates: got b, expected a list",
        "{identities: [{name: a, certificates: [b], grants: [{sessions: ['*'], right: all}]}]}"
            + " | identities[0].grants[0].right: got all, expected read, contribute or administer",
        "{identities: [{name: a, certificates: [b], grants: [{session: ['*'], right: read}]}]}"
            + " | identities[0].grants[0]: got the key \"session\", expected sessions, right",
        "{identities: [{name: a, certificates: [b], grants: [], stepsPerSecond: 0}]}"
            + " | identities[0].stepsPerSecond: got 0, expected a whole number above 0",
        "{identities: [{name: a, certificates: [b], grants: []}, {name: a, certificates: [c], grants: []}]}"
            + " | identities[1].name: got a, expected a name that no other identity has",
        "{identities: [{name: a, certificates: [b], grants: []}, {name: c, certificates: [b], grants: []}]}"
            + " | certificate b stands for both a and c",
        "'{identities: [' | no YAML"
      })
  void whatIsNotAsAsked_isRefusedWithItsPlace(String yaml, String message) {
    assertThatThrownBy(() -> AccessFile.parse(yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void tokenInsteadOfItsDigest_isNotRepeated() {
    assertThatThrownBy(
            () ->
                AccessFile.parse(
                    "{identities: [{name: a, tokenSha256: [bayesagg_geheim], grants: []}]}"))
        .hasMessage(
            "identities[0].tokenSha256[0]: expected the SHA-256 of a token, 64 hexadecimal digits");
  }

  @Test
  void newTokens_differAndSayWhatTheyAre() {
    assertThat(TokenHash.newToken()).startsWith("bayesagg_").isNotEqualTo(TokenHash.newToken());
    // echo -n secret | sha256sum
    assertThat(DIGEST)
        .isEqualTo("2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b");
  }
}
