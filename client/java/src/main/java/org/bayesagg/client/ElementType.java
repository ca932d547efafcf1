package org.bayesagg.client;

/** How floating-point elements are encoded on the wire. */
public enum ElementType {
  /** IEEE 754 binary32. */
  F32,
  /** IEEE 754 binary64; answers only. */
  F64,
  /** IEEE 754 binary16: half the bytes, values up to 65504. */
  F16,
  /** The upper half of a binary32: half the bytes, 8 bits of precision. */
  BF16
}
