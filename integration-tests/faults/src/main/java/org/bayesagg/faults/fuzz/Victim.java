package org.bayesagg.faults.fuzz;

import com.google.protobuf.ByteString;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayOutputStream;
import java.util.Set;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.AggregationServiceGrpc.AggregationServiceBlockingStub;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.DeleteSessionRequest;
import org.bayesagg.v1.ExportSessionRequest;
import org.bayesagg.v1.GetPosteriorRequest;
import org.bayesagg.v1.GetSessionRequest;
import org.bayesagg.v1.ListSessionsRequest;
import org.bayesagg.v1.Session;

/**
 * The sessions that are attacked, and one that the attacker has no right to, as their owner sees
 * them.
 */
final class Victim implements AutoCloseable {
  static final String OPEN = "fuzz-base";
  private static final String GUARDED = "guarded";
  private static final Set<String> KEPT = Set.of(OPEN, GUARDED, "worker-1");

  private final ManagedChannel channel;
  private final AggregationServiceBlockingStub stub;
  private final ByteString before;

  Victim(int port, String token) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    stub =
        AggregationServiceGrpc.newBlockingStub(
            ClientInterceptors.intercept(
                channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
    create(OPEN);
    Session guarded = create(GUARDED);
    for (int step = 0; step < 3; step++) {
      var unused = stub.aggregate(Seeds.contribution(GUARDED, guarded.getFingerprint(), step));
    }
    before = state();
  }

  private Session create(String id) {
    return stub.createSession(
            CreateSessionRequest.newBuilder().setSessionId(id).setConfig(Seeds.config()).build())
        .getSession();
  }

  /** The session that may be attacked; made anew where that was deleted. */
  Session open() {
    boolean there =
        stub
            .listSessions(ListSessionsRequest.newBuilder().setPageSize(1000).build())
            .getSessionsList()
            .stream()
            .anyMatch(session -> session.getSessionId().equals(OPEN));
    return there
        ? stub.getSession(GetSessionRequest.newBuilder().setSessionId(OPEN).build()).getSession()
        : create(OPEN);
  }

  /** Its file. */
  byte[] image() {
    ByteArrayOutputStream image = new ByteArrayOutputStream();
    stub.exportSession(ExportSessionRequest.newBuilder().setSessionId(OPEN).build())
        .forEachRemaining(piece -> image.writeBytes(piece.getData().toByteArray()));
    return image.toByteArray();
  }

  /** Deletes what the attacker has created. */
  void clean() {
    for (Session session :
        stub.listSessions(ListSessionsRequest.newBuilder().setPageSize(1000).build())
            .getSessionsList()) {
      if (!KEPT.contains(session.getSessionId())) {
        var unused =
            stub.deleteSession(
                DeleteSessionRequest.newBuilder().setSessionId(session.getSessionId()).build());
      }
    }
  }

  /** Whether the session that nobody may touch is as it was. */
  boolean isUntouched() {
    return before.equals(state());
  }

  /** All that there is to know of it, but for when its worker was seen. */
  private ByteString state() {
    Session session =
        stub.getSession(GetSessionRequest.newBuilder().setSessionId(GUARDED).build()).getSession();
    ByteString posterior = ByteString.EMPTY;
    if (session.getPhase() == org.bayesagg.v1.SessionPhase.SESSION_PHASE_BAYESIAN) {
      var frames =
          stub.getPosterior(
              GetPosteriorRequest.newBuilder()
                  .setSessionId(GUARDED)
                  .setFingerprint(session.getFingerprint())
                  .setPrecision(true)
                  .build());
      while (frames.hasNext()) {
        posterior = posterior.concat(frames.next().toByteString());
      }
    }
    return session.toByteString().concat(posterior);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
