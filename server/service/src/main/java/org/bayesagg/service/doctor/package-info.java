/** What a server would find when it starts here, looked at one by one, with what mends it. */
package org.bayesagg.service.doctor;
