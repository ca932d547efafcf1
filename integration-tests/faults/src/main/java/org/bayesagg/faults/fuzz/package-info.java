/** Hostile input: messages and bytes made to break the server, and who must not notice. */
package org.bayesagg.faults.fuzz;
