package org.bayesagg.service.codec;

import java.nio.ByteBuffer;
import java.util.List;
import org.bayesagg.v1.PredictRequest;

/** Reads the features of a request for predictions. */
public final class FeaturesDecoder {
  private FeaturesDecoder() {}

  /**
   * Features [n, featureDim].
   *
   * @throws InvalidRequestException naming what is wrong
   * @throws TooLargeException where they take more than {@code maxBytes}
   */
  public static Features decode(PredictRequest request, int featureDim, long maxBytes) {
    Problems problems = new Problems();
    FloatReader reader = null;
    if (request.hasFeatures()) {
      TensorHeader header =
          new TensorCheck(problems, false)
              .check(
                  "features",
                  "",
                  request.getFeatures(),
                  ElementType.REAL,
                  List.of(new Extents(Extents.ANY, featureDim)));
      reader = header == null ? null : new FloatReader(header);
    } else {
      problems.add(FieldReason.FIELD_MISSING, "features", "none", "a tensor");
    }
    problems.throwIfAny();
    if (reader.header().bytes() > maxBytes) {
      throw TooLargeException.contribution(reader.header().bytes(), maxBytes);
    }
    for (ByteBuffer piece : request.getFeatures().getData().asReadOnlyByteBufferList()) {
      reader.accept(piece);
    }
    if (reader.problem() != null) {
      throw new InvalidRequestException(List.of(reader.problem()));
    }
    return new Features((int) reader.header().shape()[0], reader.values());
  }

  /**
   * Features of n examples.
   *
   * @param examples n
   * @param values [n, d] row-major; belong to the caller
   */
  public record Features(int examples, float[] values) {}
}
