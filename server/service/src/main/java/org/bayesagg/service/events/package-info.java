/** What happens in the sessions, for the log. */
package org.bayesagg.service.events;
