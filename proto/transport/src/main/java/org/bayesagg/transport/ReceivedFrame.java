package org.bayesagg.transport;

/**
 * A frame of a stream as it was read.
 *
 * @param message of its bytes those of a chunk may be read until {@code release} has run
 * @param release takes the chunk's array back; to be run once, or not at all
 */
public record ReceivedFrame<M>(M message, Runnable release) {}
