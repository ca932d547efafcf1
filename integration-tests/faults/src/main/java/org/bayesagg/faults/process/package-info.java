/** Servers and workers as processes that can be killed, held and started again. */
package org.bayesagg.faults.process;
