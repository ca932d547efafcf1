package org.bayesagg.service.grpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.math.state.UnknownStateVersionException;
import org.bayesagg.service.access.Identity;
import org.bayesagg.service.codec.FieldReason;
import org.bayesagg.service.codec.Fingerprint;
import org.bayesagg.service.codec.InvalidRequestException;
import org.bayesagg.service.codec.RequestChecks;
import org.bayesagg.service.codec.SessionEncoder;
import org.bayesagg.service.codec.TooLargeException;
import org.bayesagg.service.session.NewerVersionException;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionStorage.Description;
import org.bayesagg.service.session.StorageException;
import org.bayesagg.service.storage.SessionImage;
import org.bayesagg.v1.ImportHeader;
import org.bayesagg.v1.ImportSessionRequest;
import org.bayesagg.v1.ImportSessionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One import: the file is gathered on the disk, then read. */
final class ImportCall implements StreamObserver<ImportSessionRequest>, Stalls.Watched {
  private static final Logger LOG = LoggerFactory.getLogger(ImportCall.class);

  private final GuardedSessions sessions;
  private final Stalls stalls;
  private final Executor threads;
  private final long maxBytes;
  private final StreamObserver<ImportSessionResponse> out;
  private final Identity caller;
  private ImportHeader header;
  private Path file;
  private OutputStream to;
  private long bytes;
  private boolean over;
  private long heardAt = System.nanoTime();

  ImportCall(
      GuardedSessions sessions,
      Stalls stalls,
      Executor threads,
      long maxBytes,
      StreamObserver<ImportSessionResponse> out) {
    this.sessions = sessions;
    this.caller = CallerIdentity.current();
    this.stalls = stalls;
    this.threads = threads;
    this.maxBytes = maxBytes;
    this.out = out;
    // What lies before this may end the call, over a message that is none.
    ((ServerCallStreamObserver<ImportSessionResponse>) out).setOnCloseHandler(this::closed);
    stalls.add(this);
  }

  @Override
  public synchronized void onNext(ImportSessionRequest message) {
    if (over) {
      return;
    }
    heardAt = System.nanoTime();
    try {
      if (message.hasHeader() && header == null) {
        RequestChecks.check(message.getHeader());
        header = message.getHeader();
        file = Files.createTempFile("bayesagg-import", ".session");
        to = Files.newOutputStream(file);
      } else if (!message.hasHeader() && header != null) {
        write(message.getData());
      } else {
        throw wrong(
            FieldReason.STREAM_PROTOCOL,
            "frame",
            header == null ? "data" : "another header",
            header == null ? "a header first" : "data");
      }
    } catch (IOException e) {
      fail(notKept(e));
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void write(ByteString data) throws IOException {
    bytes += data.size();
    if (bytes > maxBytes) {
      throw TooLargeException.file(bytes, maxBytes);
    }
    data.writeTo(to);
  }

  @Override
  public synchronized void onError(Throwable cause) {
    end();
    discard();
  }

  private synchronized void closed() {
    if (!over) {
      end();
      discard();
    }
  }

  @Override
  public synchronized void onCompleted() {
    if (over) {
      return;
    }
    end();
    threads.execute(this::finish);
  }

  private void finish() {
    try {
      if (header == null) {
        throw wrong(FieldReason.FIELD_MISSING, "header", "none", "a header, then the file");
      }
      to.close();
      Session session = read();
      out.onNext(
          ImportSessionResponse.newBuilder().setSession(SessionEncoder.encode(session)).build());
      out.onCompleted();
    } catch (UnknownStateVersionException e) {
      out.onError(
          StatusMapping.toException(
              new NewerVersionException(
                  "the file",
                  e.getMessage(),
                  "import it into a server of that version, or one that is newer",
                  e)));
    } catch (CorruptStateException e) {
      out.onError(
          StatusMapping.toException(
              wrong(
                  FieldReason.VALUE_OUT_OF_RANGE,
                  "data",
                  "no session's file (" + e.getMessage().replace(file + ": ", "") + ")",
                  "what ExportSession gave, whole and unchanged")));
    } catch (IOException e) {
      out.onError(StatusMapping.toException(notKept(e)));
    } catch (RuntimeException | Error e) {
      out.onError(StatusMapping.toException(e));
    } finally {
      discard();
    }
  }

  private Session read() {
    try (SessionImage image = SessionImage.open(file)) {
      Description came = image.session();
      // A file's sums tell damage, not who made it: its name becomes that of a folder.
      String id = header.getSessionId().isEmpty() ? came.id() : header.getSessionId();
      RequestChecks.checkSessionName(id);
      Description session =
          new Description(
              id,
              Fingerprint.of(came.settings()),
              came.settings(),
              header.getNewRun() ? Instant.now() : came.createTime());
      return sessions.adopt(
          caller,
          session,
          header.getNewRun() ? image.ledger().fresh() : image.ledger(),
          image.maths());
    }
  }

  @Override
  public synchronized void look(long nowNanos) {
    if (!over && stalls.isStalled(heardAt, nowNanos)) {
      fail(stalls.stalled("the file was not finished"));
    }
  }

  private void end() {
    over = true;
    stalls.remove(this);
  }

  private void fail(RuntimeException why) {
    end();
    discard();
    out.onError(StatusMapping.toException(why));
  }

  private void discard() {
    try {
      if (to != null) {
        to.close();
      }
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("{} is left over", file, e);
    }
  }

  private static StorageException notKept(IOException e) {
    return new StorageException(
        "the server's folder for temporary files",
        "could not hold the file (" + e.getMessage() + ")",
        "make room there, and send the file again",
        e);
  }

  private static InvalidRequestException wrong(
      FieldReason reason, String field, String got, String expected) {
    return new InvalidRequestException(reason, field, got, expected);
  }
}
