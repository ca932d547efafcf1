package org.bayesagg.service.grpc;

/**
 * What one stream may hold. Beyond it the server stops reading until answers have been taken.
 *
 * @param contributions contributions that are not yet answered
 * @param bytes of their tensors; one more contribution may come beyond it
 */
record StreamLimits(int contributions, long bytes) {}
