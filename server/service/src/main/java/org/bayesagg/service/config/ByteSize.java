package org.bayesagg.service.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: a number of bytes, or one with KiB, MiB, GiB or TiB. */
final class ByteSize {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*(?:([KMGT])I?B?|B)?");
  private static final String UNITS = "KMGT";

  private ByteSize() {}

  /** The number of bytes, or -1 for what is none. */
  static long parse(String text) {
    Matcher form = FORM.matcher(text.trim().toUpperCase(Locale.ROOT));
    if (!form.matches()) {
      return -1;
    }
    long number = Long.parseLong(form.group(1));
    int shift = form.group(2) == null ? 0 : 10 * (UNITS.indexOf(form.group(2)) + 1);
    long bytes = number << shift;
    return bytes >> shift == number ? bytes : -1;
  }

  /** The shortest exact form: "64MiB", "1000". */
  static String format(long bytes) {
    for (int unit = UNITS.length(); unit > 0; unit--) {
      long size = 1L << (10 * unit);
      if (bytes >= size && bytes % size == 0) {
        return bytes / size + UNITS.substring(unit - 1, unit) + "iB";
      }
    }
    return String.valueOf(bytes);
  }
}
