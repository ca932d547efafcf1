/** A server of a command's own, in a process of its own. */
package org.bayesagg.cli.server;
