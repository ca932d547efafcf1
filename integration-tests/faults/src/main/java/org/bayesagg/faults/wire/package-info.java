/** What goes wrong between a worker and the server. */
package org.bayesagg.faults.wire;
