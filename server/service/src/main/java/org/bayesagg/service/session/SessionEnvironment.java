package org.bayesagg.service.session;

import java.util.concurrent.Executor;

/**
 * What all sessions of a server share.
 *
 * @param compute runs the sessions' turns, maths included
 * @param timers all deadlines
 */
record SessionEnvironment(
    SessionLimits limits, Executor compute, Timers timers, SessionListener listener) {}
