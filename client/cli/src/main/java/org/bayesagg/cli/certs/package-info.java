/** Certificates for development. */
package org.bayesagg.cli.certs;
