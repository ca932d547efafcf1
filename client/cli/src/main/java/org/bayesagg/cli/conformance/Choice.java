package org.bayesagg.cli.conformance;

import java.util.Arrays;
import java.util.Locale;

/** Words of a case to enum constants: {@code head} to {@code HEAD}. */
final class Choice {
  private Choice() {}

  static <E extends Enum<E>> E of(Class<E> type, String word, String what) {
    for (E value : type.getEnumConstants()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(word)) {
        return value;
      }
    }
    throw new MalformedCaseException(
        "the %s is \"%s\", expected one of %s"
            .formatted(
                what, word, Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)));
  }
}
