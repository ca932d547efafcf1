/** Random histories: sessions that are played while faults happen, and then judged. */
package org.bayesagg.faults.history;
