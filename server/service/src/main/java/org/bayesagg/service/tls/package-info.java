/** Certificates of both ports, and of those who call. */
package org.bayesagg.service.tls;
