/** What people look at beside the directions: no answer depends on it, and it keeps no state. */
package org.bayesagg.math.inspection;
