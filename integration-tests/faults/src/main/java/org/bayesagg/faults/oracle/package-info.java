/** What the answers must have been: the plain maths over what was acknowledged. */
package org.bayesagg.faults.oracle;
