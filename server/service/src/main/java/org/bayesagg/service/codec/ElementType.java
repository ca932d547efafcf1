package org.bayesagg.service.codec;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.bayesagg.v1.DataType;

/** How a tensor's elements are encoded. All are little-endian. */
enum ElementType {
  F32(DataType.DATA_TYPE_F32, 4),
  F64(DataType.DATA_TYPE_F64, 8),
  F16(DataType.DATA_TYPE_F16, 2),
  BF16(DataType.DATA_TYPE_BF16, 2),
  I32(DataType.DATA_TYPE_I32, 4),
  I64(DataType.DATA_TYPE_I64, 8),
  BOOL(DataType.DATA_TYPE_BOOL, 1);

  /** Real numbers of any width. */
  static final Set<ElementType> REAL = EnumSet.of(F32, F64, F16, BF16);

  /** Classes. */
  static final Set<ElementType> INTEGER = EnumSet.of(I32, I64);

  private final DataType wire;
  private final int bytes;

  ElementType(DataType wire, int bytes) {
    this.wire = wire;
    this.bytes = bytes;
  }

  DataType wire() {
    return wire;
  }

  /** Bytes of one element. */
  int bytes() {
    return bytes;
  }

  /** The type of a wire value, or null for one that is unset or unknown. */
  static ElementType of(DataType wire) {
    return Arrays.stream(values()).filter(type -> type.wire == wire).findFirst().orElse(null);
  }

  /** "F32, F64, F16 or BF16". */
  static String names(Set<ElementType> types) {
    String all = types.stream().map(Enum::name).collect(Collectors.joining(", "));
    int last = all.lastIndexOf(", ");
    return last < 0 ? all : all.substring(0, last) + " or " + all.substring(last + 2);
  }
}
