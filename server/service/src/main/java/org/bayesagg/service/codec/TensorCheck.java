package org.bayesagg.service.codec;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bayesagg.v1.Tensor;

/** Checks the form of tensors, overflow-safe and before anything is allocated. */
final class TensorCheck {
  /** Some JVMs keep a few words of the largest array for themselves. */
  private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  private final Problems problems;
  private final boolean mayAnnounce;

  /**
   * Checks that report to {@code problems}.
   *
   * @param mayAnnounce whether a tensor's bytes may follow in chunks
   */
  TensorCheck(Problems problems, boolean mayAnnounce) {
    this.problems = problems;
    this.mayAnnounce = mayAnnounce;
  }

  /**
   * The header of a tensor of one of the types and shapes, or null where it is wrong and has been
   * reported.
   */
  TensorHeader check(
      String field, String task, Tensor tensor, Set<ElementType> types, List<Extents> shapes) {
    ElementType type = ElementType.of(tensor.getDtype());
    if (type == null || !types.contains(type)) {
      return wrong(
          FieldReason.TENSOR_DTYPE,
          field,
          task,
          "dtype " + (type == null ? tensor.getDtypeValue() : type.name()),
          ElementType.names(types));
    }
    long[] shape = tensor.getShapeList().stream().mapToLong(Long::longValue).toArray();
    if (shapes.stream().noneMatch(expected -> expected.matches(shape))
        || Arrays.stream(shape).anyMatch(extent -> extent < 1)) {
      String expected = shapes.stream().map(Extents::toString).collect(Collectors.joining(" or "));
      return wrong(FieldReason.TENSOR_SHAPE, field, task, shown(shape), "shape " + expected);
    }
    long elements = product(shape);
    if (elements < 0) {
      return wrong(
          FieldReason.TENSOR_SHAPE,
          field,
          task,
          shown(shape),
          "at most " + MAX_ELEMENTS + " elements");
    }
    TensorHeader header =
        new TensorHeader(field, task, type, shape, (int) elements, tensor.getData());
    return checkBytes(header) ? header : null;
  }

  private boolean checkBytes(TensorHeader header) {
    long came = header.data().size();
    if (came == header.bytes() || (came == 0 && mayAnnounce)) {
      return true;
    }
    String expected =
        header.bytes() + " bytes for " + Extents.format(header.shape()) + " of " + header.type();
    wrong(
        came < header.bytes() ? FieldReason.TENSOR_TRUNCATED : FieldReason.TENSOR_OVERLONG,
        header.field(),
        header.task(),
        came + " bytes",
        expected);
    return false;
  }

  /** The product of the extents, or -1 where it does not fit an array. */
  private static long product(long[] shape) {
    long product = 1;
    for (long extent : shape) {
      if (extent > MAX_ELEMENTS / product) {
        return -1;
      }
      product *= extent;
    }
    return product;
  }

  private static String shown(long[] shape) {
    return shape.length <= 8 ? Extents.format(shape) : "a shape of rank " + shape.length;
  }

  private TensorHeader wrong(
      FieldReason reason, String field, String task, String got, String expected) {
    problems.add(reason, field, task, got, expected);
    return null;
  }
}
