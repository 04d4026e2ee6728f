package io.restartmonkey;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.plan.AccessCheck;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.HostPatterns;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Planner;
import io.restartmonkey.plan.Planning;
import io.restartmonkey.plan.Playbook;
import io.restartmonkey.plan.PlaybookReader;
import io.restartmonkey.plan.Refusal;
import io.restartmonkey.plan.TreatmentPlanner;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRunner;
import io.restartmonkey.playbook.RunHandle;
import io.restartmonkey.run.Content;
import io.restartmonkey.run.Job;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.Stage;
import io.restartmonkey.term.Option;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Turns a request into a plan, by the content that there is. */
final class RequestPlanner {
  private static final String SILENT = "; mend or deregister what does not answer";
  private static final String VAULT =
      "; give Ansible the vault password: vault_password_file in ansible.cfg";
  private static final String LACKS =
      "; the plays need that there: mend it, or deregister the server";

  private final Content content;
  private final PlaybookRunner runner;
  private final Predicate<Server> isLocal;

  /**
   * @param isLocal recognises the machine that this runs on
   */
  RequestPlanner(Content content, PlaybookRunner runner, Predicate<Server> isLocal) {
    this.content = content;
    this.runner = runner;
    this.isLocal = isLocal;
  }

  /**
   * What can be believed of a snapshot on this machine. A loopback address means whichever machine
   * asks, so one registration of that kind must not cost the others.
   */
  ClusterSnapshot believed(ClusterSnapshot snapshot, boolean localAllowed) {
    return localAllowed
        ? snapshot
        : snapshot.refusing(
            server -> server.isLoopback() && isLocal.test(server),
            "its address is loopback, which is the machine that this runs on; set "
                + Option.LOCAL_ALLOWED
                + ", or register one where SSH finds the server");
  }

  Planning plan(RestartRequest request, ClusterSnapshot all, InventoryTemplate template) {
    ClusterSnapshot snapshot = believed(all, request.localAllowed());
    Planning planning = planBelieved(request, snapshot, template);
    return planning instanceof Planning.Refused refused
        ? explained(request, refused, snapshot, template)
        : planning;
  }

  /** Where servers are missing, whoever is not believed may be one of them: causes come first. */
  private Planning explained(
      RestartRequest request,
      Planning.Refused refused,
      ClusterSnapshot snapshot,
      InventoryTemplate template) {
    if (refused.reasons().stream().noneMatch(reason -> reason.kind() == Refusal.Kind.CLUSTER)) {
      return refused;
    }
    List<String> causes = new ArrayList<>(ExclusionNotes.doubts(snapshot));
    List<Refusal> consequences = new ArrayList<>(refused.reasons());
    if (!request.job().isTreatment()) {
      if (snapshot.servers().isEmpty()) {
        causes.add(
            "no server of cluster %s is registered%s; register its servers, or set %s to the right one, or read its servers from elsewhere"
                .formatted(
                    snapshot.cluster(),
                    snapshot.refused().isEmpty() ? "" : " that is believed",
                    Option.CLUSTER));
        consequences.removeIf(reason -> reason.kind() == Refusal.Kind.CLUSTER);
      }
      ExclusionNotes.strangers(snapshot, request.freshness(), template.groups())
          .ifPresent(causes::add);
    }
    return new Planning.Refused(
        Stream.concat(
                causes.stream().map(cause -> new Refusal(Refusal.Kind.CLUSTER, cause)),
                consequences.stream())
            .toList());
  }

  private Planning planBelieved(
      RestartRequest request, ClusterSnapshot snapshot, InventoryTemplate template) {
    return request.job() instanceof Job.Treatment treatment
        ? planTreatment(request, treatment.action(), snapshot, template)
        : planCluster(request, snapshot, template);
  }

  private Planning planTreatment(
      RestartRequest request, Action action, ClusterSnapshot snapshot, InventoryTemplate template) {
    return template.groups().contains(action.server())
        ? new Planning.Refused(List.of(namesake(action.server())))
        : new TreatmentPlanner(
                content.treatments(), isLocal, request.localAllowed(), request.freshness())
            .plan(action.remedy(), action.server(), snapshot);
  }

  private Planning planCluster(
      RestartRequest request, ClusterSnapshot snapshot, InventoryTemplate template) {
    List<Playbook> playbooks = playbooks(request).stream().map(PlaybookReader::read).toList();
    Inventory live = template.fill(snapshot.live(request.freshness()));
    HostPatterns patterns =
        new GroupPatterns(
            live, pattern -> runner.hosts(live, folder(playbooks.get(0).file()), pattern));
    Unanswered unanswered = Unanswered.of(playbooks, request.variables().keySet());
    List<Refusal> own =
        Stream.concat(
                live.servers().stream()
                    .map(Server::name)
                    .filter(template.groups()::contains)
                    .map(RequestPlanner::namesake),
                unanswered.refusals().stream())
            .toList();
    List<String> notes =
        new ArrayList<>(ExclusionNotes.notes(snapshot, request.freshness(), template.groups()));
    notes.addAll(unanswered.notes());
    Planning planning =
        new Planner(patterns, isLocal, request.localAllowed()).plan(playbooks, notes);
    if (planning instanceof Planning.Ready ready) {
      return own.isEmpty()
          ? new Planning.Ready(noted(request, ready.plan(), live))
          : new Planning.Refused(own);
    }
    return new Planning.Refused(
        Stream.concat(own.stream(), ((Planning.Refused) planning).reasons().stream()).toList());
  }

  private static Refusal namesake(String server) {
    return new Refusal(
        Refusal.Kind.CLUSTER,
        "server '%s' has the name of a group, so Ansible cannot tell them apart; register it by another name"
            .formatted(server));
  }

  /** A plan that also says which running servers it does not cover, and which it only stops. */
  private Plan noted(RestartRequest request, Plan plan, Inventory live) {
    List<String> notes = new ArrayList<>(plan.notes());
    notes.addAll(unread(playbooks(request).get(0)));
    ExclusionNotes.uncovered(plan, live, content.delegates()).ifPresent(notes::add);
    if (request.stages().containsAll(List.of(Stage.STOP, Stage.RESTART))) {
      ExclusionNotes.stoppedForGood(
              plan, content.playbook(Stage.STOP), content.playbook(Stage.RESTART))
          .ifPresent(notes::add);
    }
    return new Plan(plan.steps(), notes);
  }

  private List<String> unread(Path playbook) {
    Path here = Path.of("").toAbsolutePath();
    Set<Path> places = new LinkedHashSet<>(Arrays.asList(here, folder(content.template())));
    return ExclusionNotes.unread(places, folder(playbook), System.getenv("ANSIBLE_CONFIG") != null);
  }

  /** What can be done to servers of a provider. */
  Powers powers() {
    return new Powers(content, runner);
  }

  /** What Ansible has against the playbooks. */
  List<Refusal> refusals(RestartRequest request, Inventory targets) {
    return runner.refusals(targets, playbooks(request)).stream()
        .map(refusal -> new Refusal(Refusal.Kind.CONTENT, refusal))
        .toList();
  }

  /** The servers that must let us in: the targets, and those that run and are delegated to. */
  Inventory asked(
      RestartRequest request, Plan plan, ClusterSnapshot snapshot, InventoryTemplate template) {
    Inventory live = template.fill(snapshot.live(request.freshness()));
    Set<Server> servers = new LinkedHashSet<>(plan.targets());
    content.delegates().forEach(group -> servers.addAll(live.named(group).orElse(List.of())));
    return template.fill(List.copyOf(servers));
  }

  /**
   * Begins to ask which servers let us in, and have what the plays need. Where they do, the
   * connections are open for the first steps. Not asked for smoke tests alone: they say so
   * themselves, and stop nothing.
   */
  RunHandle reach(RestartRequest request, Inventory targets) {
    if (targets.servers().isEmpty() || request.job().onlyTests()) {
      PlaybookOutcome nothing = new PlaybookOutcome.Succeeded(Map.of());
      return new RunHandle(CompletableFuture.completedFuture(nothing), () -> {});
    }
    List<String> delegates =
        content.delegates().stream()
            .filter(group -> !targets.named(group).orElse(List.of()).isEmpty())
            .toList();
    Path folder = folder(playbooks(request).get(0));
    return runner.beginReach(
        targets,
        folder,
        request.variables(),
        AccessCheck.playbooks(folder, playbooks(request), delegates));
  }

  /** What {@link #reach} could not try. */
  static List<String> untried(PlaybookOutcome reached) {
    return reached.hosts().values().stream()
        .filter(host -> host.isOk() && !host.message().isEmpty())
        .map(HostOutcome::message)
        .distinct()
        .toList();
  }

  /** Why servers do not let us in, as {@link #reach} found. */
  List<Refusal> unreachable(PlaybookOutcome reached) {
    if (reached.isSuccess()) {
      return List.of();
    } else if (reached instanceof PlaybookOutcome.NotStarted refused) {
      return List.of(new Refusal(Refusal.Kind.CONTENT, refused.reason()));
    }
    return List.of(new Refusal(Refusal.Kind.CLUSTER, reached.summary() + cure(reached)));
  }

  private static String cure(PlaybookOutcome reached) {
    if (reached.summary().contains("no vault secrets")) {
      return VAULT;
    }
    if (isLetIn(reached)) {
      return LACKS;
    }
    boolean isOfServers =
        (reached instanceof PlaybookOutcome.CutOff cut && cut.late())
            || reached.hosts().values().stream().anyMatch(RequestPlanner::doesNotAnswer);
    return isOfServers ? SILENT : "";
  }

  /** Whether all servers let us in, and some lack what plays need. */
  private static boolean isLetIn(PlaybookOutcome reached) {
    return !reached.hosts().isEmpty()
        && reached.hosts().values().stream()
            .allMatch(
                host ->
                    host.state() == HostOutcome.State.OK
                        || host.state() == HostOutcome.State.FAILED);
  }

  private static boolean doesNotAnswer(HostOutcome host) {
    return host.state() == HostOutcome.State.UNREACHABLE
        || host.state() == HostOutcome.State.FAILED;
  }

  /**
   * The servers that runs may have to do with: those that run, those that it is about, and those of
   * the delegates whether they run or not: a proxy that is passed over keeps on sending requests.
   */
  Inventory servers(
      RestartRequest request, Plan plan, ClusterSnapshot snapshot, InventoryTemplate template) {
    List<Server> servers = new ArrayList<>(plan.targets());
    servers.addAll(snapshot.live(request.freshness()));
    Inventory registered = template.fill(snapshot.registered());
    content.delegates().forEach(group -> servers.addAll(registered.named(group).orElse(List.of())));
    return template.fill(servers);
  }

  /** The template as it is now. */
  InventoryTemplate template() {
    return InventoryTemplate.read(content.template());
  }

  private List<Path> playbooks(RestartRequest request) {
    return request.stages().stream().map(content::playbook).toList();
  }

  private static Path folder(Path playbook) {
    return Objects.requireNonNull(playbook.toAbsolutePath().getParent());
  }
}
