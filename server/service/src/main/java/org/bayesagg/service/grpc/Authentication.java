package org.bayesagg.service.grpc;

import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthGrpc;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.bayesagg.service.access.Access;
import org.bayesagg.service.access.Credentials;

/**
 * Finds out who calls before anything of the call is read; whoever is not known gets no further.
 * Probes of health are for everybody: an orchestrator has no token.
 */
public final class Authentication implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BEARER = "bearer ";

  private final Supplier<Access> access;

  /** With what is in force when a call comes. */
  public Authentication(Supplier<Access> access) {
    this.access = access;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (HealthGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
      return next.startCall(call, headers);
    }
    Credentials credentials =
        new Credentials(
            token(headers), call.getAttributes().get(PeerCertificate.NAMES), address(call));
    return Contexts.interceptCall(
        CallerIdentity.with(new KnownCaller(access, credentials)), call, headers, next);
  }

  private static String token(Metadata headers) {
    String value = headers.get(AUTHORIZATION);
    if (value == null) {
      return null;
    }
    // Another scheme is a wrong token: it must not pass for none.
    return value.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? value.substring(BEARER.length()).trim()
        : value;
  }

  private static String address(ServerCall<?, ?> call) {
    SocketAddress peer = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return peer instanceof InetSocketAddress socket
        ? socket.getAddress().getHostAddress()
        : String.valueOf(peer);
  }
}
