package io.restartmonkey.internal.decision;

import io.restartmonkey.health.Condition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a triage has found so far. Mutable.
 *
 * @param proposals what could be done, the most urgent first
 * @param conditions what an operator must know of
 * @param quarantine servers to be left alone from now on, with the reason
 */
record Proposals(
    List<Proposal> proposals, List<Condition> conditions, Map<String, String> quarantine) {
  Proposals() {
    this(new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
  }

  void propose(Proposal proposal) {
    proposals.add(proposal);
  }

  @SuppressWarnings("AnnotateFormatMethod") // The annotation is in no package that this may use.
  void tell(String key, String text, Object... values) {
    conditions.add(new Condition(key, text.formatted(values)));
  }
}
