package org.bayesagg.service.grpc;

import com.google.common.collect.Iterators;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import org.bayesagg.service.access.Right;
import org.bayesagg.service.storage.SessionImage;
import org.bayesagg.v1.ExportSessionRequest;
import org.bayesagg.v1.ExportSessionResponse;
import org.bayesagg.v1.ImportSessionRequest;
import org.bayesagg.v1.ImportSessionResponse;

/** Sessions that go out as files and come in from them. */
final class ImageCalls {
  private final GuardedSessions sessions;
  private final Stalls stalls;
  private final Executor threads;
  private final long maxBytes;

  /**
   * Calls.
   *
   * @param threads where files are read, which takes time
   * @param maxBytes of a file that comes
   */
  ImageCalls(GuardedSessions sessions, Stalls stalls, Executor threads, long maxBytes) {
    this.sessions = sessions;
    this.stalls = stalls;
    this.threads = threads;
    this.maxBytes = maxBytes;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback answers every failure
  void export(ExportSessionRequest request, ServerCallStreamObserver<ExportSessionResponse> out) {
    FrameWriter<ExportSessionResponse> writer = new FrameWriter<>(out, stalls);
    out.setOnCancelHandler(writer::cancel);
    try {
      sessions
          .get(Right.ADMINISTER, request.getSessionId())
          .copy(SessionImage::copy)
          .whenComplete(
              (pieces, thrown) -> {
                if (thrown != null) {
                  writer.fail(thrown);
                } else {
                  writer.write(() -> frames(pieces), writer::complete);
                }
              });
    } catch (RuntimeException e) {
      writer.fail(e);
    }
  }

  private static Iterator<ExportSessionResponse> frames(List<ByteBuffer> pieces) {
    return Iterators.transform(
        pieces.iterator(),
        piece -> {
          // The copy is nobody else's.
          ByteString data = UnsafeByteOperations.unsafeWrap(piece);
          return ExportSessionResponse.newBuilder().setData(data).build();
        });
  }

  StreamObserver<ImportSessionRequest> importSession(StreamObserver<ImportSessionResponse> out) {
    return new ImportCall(sessions, stalls, threads, maxBytes, out);
  }
}
