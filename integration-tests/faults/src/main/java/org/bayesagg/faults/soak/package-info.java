/** Hours in miniature: sessions come and go, and what the server holds must stay flat. */
package org.bayesagg.faults.soak;
