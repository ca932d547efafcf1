package org.bayesagg.service.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a setting's text may be.
 *
 * @param kind how it is read
 * @param label what stands for it in usage texts
 * @param least of a number or of bytes
 * @param most of a number or of bytes; {@code Long.MAX_VALUE}: no bound
 * @param names of a choice, in lower case
 */
record Values(Kind kind, String label, long least, long most, List<String> names) {
  /** How a text is read. */
  enum Kind {
    TEXT,
    PATH,
    SWITCH,
    NUMBER,
    BYTES,
    CHOICE
  }

  static Values text(String label) {
    return new Values(Kind.TEXT, label, 0, 0, List.of());
  }

  static Values path(String label) {
    return new Values(Kind.PATH, label, 0, 0, List.of());
  }

  static Values flag() {
    return new Values(Kind.SWITCH, "BOOL", 0, 0, List.of());
  }

  static Values number(String label, long least, long most) {
    return new Values(Kind.NUMBER, label, least, most, List.of());
  }

  static Values atLeast(String label, long least) {
    return number(label, least, Integer.MAX_VALUE);
  }

  static Values bytes(long least, long most) {
    return new Values(Kind.BYTES, "BYTES", least, most, List.of());
  }

  static Values choice(String label, Enum<?>[] all) {
    return new Values(
        Kind.CHOICE,
        label,
        0,
        0,
        Arrays.stream(all).map(each -> each.name().toLowerCase(Locale.ROOT)).toList());
  }

  /** In words. */
  String range() {
    return switch (kind) {
      case TEXT -> "text";
      case PATH -> "a path";
      case SWITCH -> "true, false";
      case CHOICE -> String.join(", ", names);
      case NUMBER, BYTES -> bounded() ? least + " to " + most : "at least " + least;
    };
  }

  private boolean bounded() {
    return most != Integer.MAX_VALUE && most != Long.MAX_VALUE;
  }

  /** Throws what says that {@code value} is none of these. */
  void check(Setting setting, long value) {
    if (value < least || value > most) {
      throw new InvalidSettingException(setting, String.valueOf(value), range());
    }
  }
}
