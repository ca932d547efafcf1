/** Proof by fault: what happens to sessions when servers, workers and wires fail. */
package org.bayesagg.faults;
