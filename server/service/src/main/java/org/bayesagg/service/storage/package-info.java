/**
 * Keeps sessions on a disk: a journal of their changes, shared by all, and snapshots of each, so
 * that whatever was acknowledged outlives the process.
 *
 * <p>The data path: {@link org.bayesagg.service.storage.SessionLog} gives a change a sequence,
 * {@link org.bayesagg.service.storage.Appender} writes it beside the maths as sealed chunks into a
 * {@link org.bayesagg.service.storage.Journal}; {@link
 * org.bayesagg.service.storage.EmbeddedStorage} puts it together and reads it back.
 */
package org.bayesagg.service.storage;
