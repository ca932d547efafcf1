/**
 * Who may do what: identities, how they are known (tokens, certificates) and their rights on
 * sessions. Knows nothing of the wire.
 */
package org.bayesagg.service.access;
