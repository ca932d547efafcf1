package org.bayesagg.service.session;

/** Names a contribution within its session; counted exactly once. */
public record ContributionKey(String worker, long epoch, long step) {}
