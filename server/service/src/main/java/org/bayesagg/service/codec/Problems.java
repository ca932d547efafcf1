package org.bayesagg.service.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.bayesagg.math.spec.Violation;

/** Collects what is wrong with a request, so that one answer names all of it. */
final class Problems {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final int SHOWN_CHARACTERS = 60;

  private final List<FieldViolation> found = new ArrayList<>();

  void add(FieldReason reason, String field, String got, String expected) {
    found.add(FieldViolation.of(reason, field, got, expected));
  }

  void add(FieldReason reason, String field, String task, String got, String expected) {
    found.add(new FieldViolation(reason, task, new Violation(field, got, expected)));
  }

  /** A name of 1 to 128 characters of [A-Za-z0-9._-]. */
  void checkName(String field, String value) {
    if (value.isEmpty()) {
      add(FieldReason.FIELD_MISSING, field, "none", "a name");
    } else if (!NAME.matcher(value).matches()) {
      add(FieldReason.NAME_INVALID, field, quote(value), "1 to 128 characters of [A-Za-z0-9._-]");
    }
  }

  void checkAtLeast(String field, long value, long least) {
    if (value < least) {
      add(
          FieldReason.VALUE_OUT_OF_RANGE,
          field,
          String.valueOf(value),
          "a number of at least " + least);
    }
  }

  void add(FieldViolation violation) {
    found.add(violation);
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidRequestException(found);
    }
  }

  /** The value in quotes, cut where it is long. */
  static String quote(String value) {
    return value.length() <= SHOWN_CHARACTERS
        ? "\"" + value + "\""
        : "\"" + value.substring(0, SHOWN_CHARACTERS) + "…\"";
  }
}
