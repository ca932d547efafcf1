package org.bayesagg.service.codec;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A page token: the last name of the page before, encoded so that nobody builds on it. */
public final class PageToken {
  private static final String VERSION = "1:";

  private PageToken() {}

  /** The token of the page after {@code lastName}. */
  public static String after(String lastName) {
    byte[] token = (VERSION + lastName).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /**
   * The name after which the page starts; empty for the first page.
   *
   * @throws InvalidRequestException for a token that {@link #after} did not make
   */
  public static String read(String token) {
    if (token.isEmpty()) {
      return "";
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith(VERSION) && text.length() > VERSION.length()) {
        return text.substring(VERSION.length());
      }
    } catch (IllegalArgumentException e) {
      // Not even base64: answered as any other token that is not ours.
    }
    throw new InvalidRequestException(
        FieldReason.PAGE_TOKEN_INVALID,
        "page_token",
        Problems.quote(token),
        "a next_page_token of this server");
  }
}
