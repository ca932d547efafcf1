/** Who takes more than they may, one way after the other, and whether anybody else notices. */
package org.bayesagg.faults.abuse;
