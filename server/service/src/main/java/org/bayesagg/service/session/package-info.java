/**
 * Sessions, epochs and steps: who waits for whom, and what counts exactly once. Knows the maths;
 * knows nothing of gRPC, protobuf or HTTP. The reasons are in {@code
 * server/service/docs/sessions.md}.
 */
package org.bayesagg.service.session;
