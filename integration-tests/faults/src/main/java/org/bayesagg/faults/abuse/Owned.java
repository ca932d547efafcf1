package org.bayesagg.faults.abuse;

import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.AggregationServiceGrpc.AggregationServiceBlockingStub;
import org.bayesagg.v1.DeleteSessionRequest;
import org.bayesagg.v1.ListSessionsRequest;
import org.bayesagg.v1.Session;

/** The sessions of one who has a token, made and deleted as everybody may. */
final class Owned implements AutoCloseable {
  private static final int PAGE = 1000;

  /** Features of sessions that are not about their size. */
  static final int FEW = 8;

  private final ManagedChannel channel;
  private final AggregationServiceBlockingStub stub;

  Owned(int port, String token) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    stub =
        AggregationServiceGrpc.newBlockingStub(
            ClientInterceptors.intercept(
                channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
  }

  /** A new session. */
  Session session(String id, int featureDim, int maxExamples) {
    return stub.createSession(Requests.create(id, featureDim, maxExamples)).getSession();
  }

  /**
   * New sessions in which whatever comes for epoch 1 waits: a worker is in epoch 0 and does not end
   * it.
   */
  List<Session> waiting(String id, int count) {
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Session session = session(id + "-" + i, FEW, 1);
      var unused = stub.aggregate(Requests.contribution(session, "first", 0, 0));
      sessions.add(session);
    }
    return sessions;
  }

  /** Deletes what the caller may delete of that prefix. */
  void clear(String prefix) {
    for (Session session :
        stub.listSessions(ListSessionsRequest.newBuilder().setPageSize(PAGE).build())
            .getSessionsList()) {
      if (session.getSessionId().startsWith(prefix)) {
        var unused =
            stub.deleteSession(
                DeleteSessionRequest.newBuilder().setSessionId(session.getSessionId()).build());
      }
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
