/** What is read from files, and read again when they change. */
package org.bayesagg.service.reload;
