/** {@code bayesagg watch}: a server's sessions at work, in a terminal. */
package org.bayesagg.cli.watch;
