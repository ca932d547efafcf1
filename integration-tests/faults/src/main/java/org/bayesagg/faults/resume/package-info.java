/** How long a server takes to come back. */
package org.bayesagg.faults.resume;
