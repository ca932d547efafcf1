package org.bayesagg.service.http;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import com.sun.net.httpserver.HttpsExchange;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;
import org.bayesagg.service.access.Access;
import org.bayesagg.service.access.AccessDeniedException;
import org.bayesagg.service.access.CertificateNames;
import org.bayesagg.service.access.Credentials;
import org.bayesagg.service.access.Identity;
import org.bayesagg.service.access.Right;

/**
 * Lets in who may read every session: by a bearer token, by a client certificate, or, since that is
 * what browsers have, by Basic with the token as password and any name.
 */
final class HttpAccess extends Authenticator {
  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private final Supplier<Access> access;

  HttpAccess(Supplier<Access> access) {
    this.access = access;
  }

  @Override
  public Result authenticate(HttpExchange exchange) {
    try {
      Identity identity =
          access
              .get()
              .identify(
                  new Credentials(
                      token(exchange.getRequestHeaders().getFirst("Authorization")),
                      certificate(exchange),
                      exchange.getRemoteAddress().getAddress().getHostAddress()));
      return identity.mayEverywhere(Right.READ)
          ? new Success(new HttpPrincipal(identity.name(), "bayesagg"))
          : new Failure(FORBIDDEN);
    } catch (AccessDeniedException e) {
      exchange
          .getResponseHeaders()
          .set("WWW-Authenticate", "Basic realm=\"BayesAgg: any name, the token as password\"");
      return new Retry(UNAUTHORIZED);
    }
  }

  private static String token(String header) {
    if (header == null) {
      return null;
    }
    if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return header.substring(BEARER.length()).trim();
    }
    if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      try {
        byte[] decoded = Base64.getDecoder().decode(header.substring(BASIC.length()).trim());
        String pair = new String(decoded, StandardCharsets.UTF_8);
        return pair.substring(pair.indexOf(':') + 1);
      } catch (IllegalArgumentException e) {
        // No Base64 is no token.
        return header;
      }
    }
    return header;
  }

  private static CertificateNames certificate(HttpExchange exchange) {
    return exchange instanceof HttpsExchange encrypted
        ? CertificateNames.ofPeer(encrypted.getSSLSession())
        : null;
  }
}
