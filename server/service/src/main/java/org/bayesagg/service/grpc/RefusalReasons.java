package org.bayesagg.service.grpc;

import com.google.rpc.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bayesagg.service.access.AccessDeniedException;
import org.bayesagg.service.codec.FieldReason;
import org.bayesagg.service.codec.TooLargeException;
import org.bayesagg.service.session.SessionException;

/** Every reason by which this server refuses; what gRPC itself ends comes under its code. */
final class RefusalReasons {
  static final String TASK_NOT_FOUND = "TASK_NOT_FOUND";
  static final String FILE_TOO_NEW = "FILE_TOO_NEW";

  private RefusalReasons() {}

  static Set<String> all() {
    Set<String> reasons =
        new TreeSet<>(List.of(TASK_NOT_FOUND, FILE_TOO_NEW, Code.INTERNAL.name()));
    Stream.<Enum<?>[]>of(
            SessionException.Reason.values(),
            FieldReason.values(),
            TooLargeException.Reason.values(),
            AccessDeniedException.Reason.values(),
            LimitException.Reason.values())
        .flatMap(Arrays::stream)
        .forEach(reason -> reasons.add(reason.name()));
    return reasons;
  }
}
