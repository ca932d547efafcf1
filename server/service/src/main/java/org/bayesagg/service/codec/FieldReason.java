package org.bayesagg.service.codec;

/** Why a field of a request is refused; stable for machines. */
public enum FieldReason {
  /** The bytes are no message of the method. */
  MESSAGE_UNREADABLE,
  /** A required field is not set. */
  FIELD_MISSING,
  /** A field is set that does not apply here. */
  FIELD_NOT_APPLICABLE,
  /** A name is empty, too long or holds other characters than [A-Za-z0-9._-]. */
  NAME_INVALID,
  /** A number or enum value out of its range. */
  VALUE_OUT_OF_RANGE,
  /** A task that the session does not have. */
  TASK_UNKNOWN,
  /** A task that comes twice. */
  TASK_REPEATED,
  /** An element type that the field does not take. */
  TENSOR_DTYPE,
  /** A rank or extent that the field does not take, or a product of extents that overflows. */
  TENSOR_SHAPE,
  /** Fewer bytes than shape and dtype ask for. */
  TENSOR_TRUNCATED,
  /** More bytes than shape and dtype ask for. */
  TENSOR_OVERLONG,
  /** An element that is not finite, out of range, or not a value of its type. */
  TENSOR_VALUE,
  /** A choice of the configuration that is out of range or contradicts another. */
  CONFIG_INVALID,
  /** A page token that this server did not give out. */
  PAGE_TOKEN_INVALID,
  /** A frame that breaks the stream's protocol. */
  STREAM_PROTOCOL,
  /** The stream ended before all announced bytes came. */
  STREAM_TRUNCATED
}
