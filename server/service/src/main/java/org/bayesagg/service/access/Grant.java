package org.bayesagg.service.access;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A right on the sessions whose names match one of some patterns. Immutable. */
public final class Grant {
  private final List<String> globs;
  private final List<Pattern> patterns;
  private final Right right;

  /**
   * A grant.
   *
   * @param globs names of sessions, in which {@code *} stands for any characters and {@code ?} for
   *     one
   */
  public Grant(List<String> globs, Right right) {
    this.globs = List.copyOf(globs);
    this.patterns = globs.stream().map(Grant::pattern).toList();
    this.right = right;
  }

  private static Pattern pattern(String glob) {
    String regex =
        glob.chars()
            .mapToObj(
                each ->
                    switch (each) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(Character.toString(each));
                    })
            .collect(Collectors.joining());
    return Pattern.compile(regex, Pattern.DOTALL);
  }

  /** Whether it gives the right on that session. */
  boolean gives(Right asked, String session) {
    return right.includes(asked)
        && patterns.stream().anyMatch(pattern -> pattern.matcher(session).matches());
  }

  /** Whether it gives the right on every session, those to come included. */
  boolean givesAll(Right asked) {
    return right.includes(asked) && globs.contains("*");
  }
}
