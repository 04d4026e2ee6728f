package io.restartmonkey.plan;

import java.util.List;

/** What became of an attempt to plan. */
public sealed interface Planning {

  /**
   * The plan can be run.
   *
   * @param plan what to do
   */
  record Ready(Plan plan) implements Planning {}

  /**
   * Nothing may be run.
   *
   * @param reasons every reason found, not only the first; never empty
   */
  record Refused(List<Refusal> reasons) implements Planning {
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }
}
