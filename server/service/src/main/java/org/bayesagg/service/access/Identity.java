package org.bayesagg.service.access;

import java.util.List;
import java.util.OptionalInt;

/**
 * Somebody who calls, and what they may do. Immutable.
 *
 * @param name for people, and what limits are counted by
 * @param grants what they may do
 * @param stepsPerSecond their own limit; empty: the server's
 */
public record Identity(String name, List<Grant> grants, OptionalInt stepsPerSecond) {
  private static final List<Grant> ALL = List.of(new Grant(List.of("*"), Right.ADMINISTER));

  /** Copies the list. */
  public Identity {
    grants = List.copyOf(grants);
  }

  /** Somebody who may do everything, where nobody has to say who they are. */
  public static Identity unrestricted(String name) {
    return new Identity(name, ALL, OptionalInt.empty());
  }

  /** Whether they have the right on a session of that name, which need not exist. */
  public boolean may(Right right, String session) {
    return grants.stream().anyMatch(grant -> grant.gives(right, session));
  }

  /** Whether they have the right on every session. */
  public boolean mayEverywhere(Right right) {
    return grants.stream().anyMatch(grant -> grant.givesAll(right));
  }
}
