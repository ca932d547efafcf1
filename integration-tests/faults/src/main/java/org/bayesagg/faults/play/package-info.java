/** Workers that play sessions whose contributions follow from a seed. */
package org.bayesagg.faults.play;
