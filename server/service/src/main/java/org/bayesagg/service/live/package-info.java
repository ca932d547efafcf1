/** What the live page shows: kept while the server runs, for people to look at. */
package org.bayesagg.service.live;
