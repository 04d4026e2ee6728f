import unittest

from support import load_utils

limits = load_utils("service_modules", "systemd_limits")
unit = load_utils("service_modules", "systemd_unit")


class FakeSystemd:
    """Answers systemctl: `show` gives the next of the states, the last one for ever."""

    def __init__(self, *states, fails=None, limits=(), takes=0):
        self.states = list(states)
        self.fails = fails
        self.limits = "\n".join(limits)
        self.takes = takes
        self.calls = []
        self.now = 0.0

    def __call__(self, *words, timeout):
        self.calls.append(" ".join(words[1:]))
        if words[1] == "reset-failed":
            return 1, "Failed to reset failed state of unit app.service: Unit app.service not loaded."
        if words[1] != "show":
            if self.takes > timeout:
                self.now += timeout
                raise unit.Unfinished("'%s' did not end within %g s" % (" ".join(words), timeout))
            self.now += self.takes
            return self.fails or (0, "")
        if "Timeout" in words[2]:
            return 0, self.limits
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return 0, "\n".join("%s=%s" % pair for pair in dict({"LoadState": "loaded"}, **state).items())

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds

    def unit(self, timeout=10, left=None):
        return unit.Unit("app", timeout, left, self, self.clock, self.sleep)

    def done(self):
        return [call for call in self.calls if not call.startswith("show")]


def state(active, restarts=0, **more):
    return dict({"ActiveState": active, "SubState": "x", "NRestarts": restarts}, **more)


class ServiceUnitTest(unittest.TestCase):
    def test_should_find_nothing_to_stop(self):
        for down in ("inactive", "failed"):
            self.assertTrue(FakeSystemd(state(down)).unit().is_as_told("stopped"))

    def test_should_find_nothing_to_start(self):
        self.assertTrue(FakeSystemd(state("active")).unit().is_as_told("started"))

    def test_should_start_what_systemd_is_only_trying_to_start(self):
        self.assertFalse(FakeSystemd(state("activating")).unit().is_as_told("started"))

    def test_should_always_have_something_to_restart(self):
        for active in ("active", "inactive"):
            self.assertFalse(FakeSystemd(state(active)).unit().is_as_told("restarted"))

    def test_should_restart_and_wait_until_it_is_active(self):
        systemd = FakeSystemd(state("activating"), state("activating"), state("active"))
        systemd.unit().act("restarted")
        self.assertEqual([state("active")], systemd.states)
        self.assertEqual(["reset-failed -- app", "restart -- app"], systemd.done())

    def test_should_stop_and_see_that_it_did(self):
        systemd = FakeSystemd(state("deactivating"), state("inactive"))
        systemd.unit().act("stopped")
        self.assertEqual([state("inactive")], systemd.states)
        self.assertEqual(["stop -- app"], systemd.done())

    def test_should_refuse_a_unit_that_is_not_there(self):
        systemd = FakeSystemd({"LoadState": "not-found", "ActiveState": "inactive"})
        with self.assertRaisesRegex(unit.Refused, "there is no unit app"):
            systemd.unit().is_as_told("stopped")

    def test_should_say_what_systemctl_says(self):
        with self.assertRaisesRegex(unit.Refused, "systemctl start app: Unit app is masked"):
            FakeSystemd(state("inactive"), fails=(1, "Unit app is masked")).unit().act("started")

    def test_should_not_wait_for_what_has_failed(self):
        with self.assertRaisesRegex(unit.Refused, "app is failed"):
            FakeSystemd(state("activating"), state("failed")).unit().act("started")

    def test_should_not_take_a_crash_loop_for_a_start(self):
        systemd = FakeSystemd(state("activating", 3), state("activating", 4))
        with self.assertRaisesRegex(unit.Refused, "again and again"):
            systemd.unit().act("restarted")

    def test_should_say_when_there_is_nothing_to_wait_for(self):
        for seen, why in (
            (state("active"), None),
            (state("activating", 2), None),
            (state("activating", 3), "unit app does not come up, systemd has tried 4 times"),
            (state("failed"), "unit app is failed"),
            (state("inactive"), "unit app is inactive"),
        ):
            self.assertEqual(why, FakeSystemd(seen).unit().why_in_vain())
        self.assertIsNone(unit.Unit("app", systemctl=lambda *_, **__: (1, "no bus")).why_in_vain())

    def test_should_not_wait_for_systemctl_for_ever(self):
        with self.assertRaisesRegex(unit.Refused, r"'sleep 60' did not end within 0.1 s"):
            unit.run("sleep", "60", timeout=0.1)

    def test_should_give_up_at_the_deadline(self):
        systemd = FakeSystemd(state("deactivating"))
        with self.assertRaisesRegex(unit.Refused, r"app is deactivating \(x\) after 3 s"):
            systemd.unit(timeout=3).act("stopped")
        self.assertLess(systemd.now, 3.2)

    def test_should_let_a_hung_unit_take_until_systemd_kills_it(self):
        systemd = FakeSystemd(state("failed"), limits=["TimeoutStopUSec=1min 30s"], takes=90.3)
        systemd.unit(timeout=None).act("stopped")
        self.assertEqual(["stop -- app"], systemd.done())

    def test_should_bound_what_systemd_does_not(self):
        systemd = FakeSystemd(
            state("deactivating", SubState="stop-sigterm"), limits=["TimeoutStopUSec=infinity"], takes=10**6
        )
        with self.assertRaisesRegex(
            unit.Refused, r"app is deactivating \(stop-sigterm\) after 300 s, it has no limit of its own"
        ):
            systemd.unit(timeout=None).act("stopped")

    def test_should_not_wait_longer_than_the_run_may(self):
        systemd = FakeSystemd(state("deactivating"), limits=["TimeoutStopUSec=10min"], takes=10**6)
        with self.assertRaisesRegex(unit.Refused, "after 500 s, it may take 615 s, but the run has no more time"):
            systemd.unit(timeout=None, left=500).act("stopped")

    def test_should_begin_nothing_when_no_time_is_left(self):
        systemd = FakeSystemd(state("active"), limits=["TimeoutStopUSec=10s"])
        with self.assertRaisesRegex(unit.Refused, "app was left alone: the run has no time left"):
            systemd.unit(timeout=None, left=0).act("restarted")
        self.assertEqual([], systemd.done())

    def test_should_take_what_has_run_for_done(self):
        ran = {"Type": "oneshot", "Result": "success"}
        FakeSystemd(state("inactive", **ran)).unit().act("restarted")
        self.assertIsNone(FakeSystemd(state("inactive", **ran)).unit().why_in_vain())
        for other in ({"Type": "simple"}, {"Result": "exit-code"}):
            with self.assertRaisesRegex(unit.Refused, "app is inactive"):
                FakeSystemd(state("inactive", **dict(ran, **other))).unit().act("restarted")

    def test_should_take_one_that_reloads_for_up(self):
        self.assertTrue(FakeSystemd(state("reloading")).unit().is_as_told("started"))

    def test_should_see_what_systemd_still_starts(self):
        for seen, coming in (
            (state("activating", SubState="start"), True),
            (state("activating", SubState="start-post"), True),
            (state("activating", SubState="auto-restart"), False),
            (state("active", SubState="running"), False),
        ):
            self.assertEqual(coming, FakeSystemd(seen).unit().is_coming_up())


class LimitsTest(unittest.TestCase):
    """By systemd.service(5): every command of a unit has the limit anew."""

    def allowed(self, state, *said):
        return limits.Limits("\n".join(said)).of(state)

    def test_should_read_spans_of_time(self):
        for said, expected in (
            ("1min 30s", 90),
            ("10min", 600),
            ("1h 2min 3.500s", 3723.5),
            ("250ms", 0.25),
            ("1month 1d", 2716200),
            ("1us", 1e-6),
            ("infinity", float("inf")),
        ):
            self.assertAlmostEqual(expected, limits.seconds(said), msg=said)

    def test_should_count_the_commands_that_stop_it(self):
        self.assertEqual(90, self.allowed("stopped", "TimeoutStopUSec=1min 30s"))
        self.assertEqual(30, self.allowed("stopped", "TimeoutStopUSec=10s", "ExecStop={ a }", "ExecStop={ b }"))
        self.assertEqual(30, self.allowed("stopped", "TimeoutStopUSec=10s", "ExecStopPost={ a }"))

    def test_should_count_an_abort(self):
        said = ("TimeoutStopUSec=10s", "TimeoutAbortUSec=1min", "TimeoutStopFailureMode=%s")
        self.assertEqual(70, self.allowed("stopped", *said[:2], said[2] % "abort"))
        self.assertEqual(10, self.allowed("stopped", *said[:2], said[2] % "terminate"))

    def test_should_count_the_commands_that_start_it_and_then_its_end(self):
        said = ("TimeoutStopUSec=10s", "TimeoutStartUSec=1min", "ExecStartPre={ a }", "ExecStart={ b }")
        self.assertEqual(130, self.allowed("started", *said))
        self.assertEqual(140, self.allowed("restarted", *said))

    def test_should_take_the_limit_of_other_kinds_of_units(self):
        self.assertEqual(5, self.allowed("stopped", "TimeoutUSec=5s"))
        self.assertEqual(limits.UNSAID, self.allowed("stopped"))


class TransactionTest(unittest.TestCase):
    """By systemd.unit(5): what stops or starts with a unit, and in which order."""

    def transaction(self, state, *units):
        """Of the first of these units: {property: value}."""
        known = {said["Id"]: said for said in units}

        def show(names):
            blocks = [known.get(name, {"Id": name, "LoadState": "not-found", "ActiveState": "inactive"}) for name in names]
            return "\n\n".join("\n".join("%s=%s" % pair for pair in said.items()) for said in blocks)

        return limits.Transaction(show, units[0]["Id"], state)

    def allowed(self, state, *units):
        return self.transaction(state, *units).allowed() - limits.SLACK

    def test_should_take_the_limits_of_a_unit_alone(self):
        alone = unit_of("app.service", 10, 60)
        self.assertEqual([10, 70, 80], [self.allowed(state, alone) for state in ("stopped", "started", "restarted")])
        self.assertEqual("its own limits are over", self.transaction("stopped", alone).why())

    def test_should_wait_for_the_units_that_stop_before(self):
        for kind in ("RequiredBy", "BoundBy", "ConsistsOf"):
            app = unit_of("app.service", 10, 60, Before="web.service shutdown.target", **{kind: "web.service"})
            web = unit_of("web.service", 30, 60)
            self.assertEqual([40, 110], [self.allowed(state, app, web) for state in ("stopped", "restarted")], kind)
            self.assertEqual(70, self.allowed("started", app, web), kind)
            self.assertEqual(
                "the limits of it and of what it waits for (web.service) are over", self.transaction("stopped", app, web).why()
            )

    def test_should_not_wait_for_what_is_not_ordered_or_does_not_stop_or_is_down(self):
        web = unit_of("web.service", 30, 60)
        self.assertEqual(10, self.allowed("stopped", unit_of("app.service", 10, 60, ConsistsOf="web.service"), web))
        self.assertEqual(10, self.allowed("stopped", unit_of("app.service", 10, 60, Before="web.service"), web))
        app = unit_of("app.service", 10, 60, ConsistsOf="web.service", Before="web.service")
        self.assertEqual(10, self.allowed("stopped", app, dict(web, ActiveState="failed")))

    def test_should_sum_the_slowest_chain(self):
        app = unit_of("app.service", 10, 0, BoundBy="a.service b.service", Before="a.service b.service")
        a = unit_of("a.service", 20, 0, ConsistsOf="c.service", Before="c.service")
        b = unit_of("b.service", 40, 0)
        self.assertEqual(10 + 20 + 30, self.allowed("stopped", app, a, b, unit_of("c.service", 30, 0)))
        self.assertEqual(10 + 40, self.allowed("stopped", app, a, b, unit_of("c.service", 15, 0)))

    def test_should_wait_for_what_it_requires_and_is_not_up(self):
        for kind in ("Requires", "BindsTo", "Wants"):
            app = unit_of("app.service", 10, 60, After="db.service sysinit.target", **{kind: "db.service"})
            db = unit_of("db.service", 5, 100, ActiveState="inactive")
            self.assertEqual([70 + 105, 80 + 105], [self.allowed(s, app, db) for s in ("started", "restarted")], kind)
            self.assertEqual(10, self.allowed("stopped", app, db), kind)
            self.assertEqual(70, self.allowed("started", app, dict(db, ActiveState="active")), kind)
            self.assertEqual(70, self.allowed("started", app), kind)

    def test_should_not_wait_for_requirements_that_start_at_the_same_time(self):
        db = unit_of("db.service", 5, 100, ActiveState="inactive")
        self.assertEqual(70, self.allowed("started", unit_of("app.service", 10, 60, Requires="db.service"), db))

    def test_should_wait_for_a_part_that_restarts_before_it(self):
        app = unit_of("app.service", 10, 60, ConsistsOf="helper.service", After="helper.service")
        helper = unit_of("helper.service", 5, 20)
        self.assertEqual(80 + 5 + 25, self.allowed("restarted", app, helper))
        self.assertEqual(10, self.allowed("stopped", app, helper))

    def test_should_look_through_targets_that_take_no_time(self):
        app = unit_of("app.service", 10, 60, Requires="all.target", After="all.target")
        target = {"Id": "all.target", "ActiveState": "inactive", "Wants": "db.service", "After": "db.service"}
        db = unit_of("db.service", 5, 100, ActiveState="inactive")
        self.assertEqual(70 + 105, self.allowed("started", app, target, db))

    def test_should_bound_what_has_no_limit(self):
        app = unit_of("app.service", 10, 60, Requires="once.service", After="once.service")
        once = unit_of("once.service", 5, "infinity", ActiveState="activating")
        found = self.transaction("started", app, once)
        self.assertEqual((70 + limits.ENDLESS, "as systemd has no limit for once.service"), (found.allowed(), found.why()))
        alone = unit_of("app.service", 10, "infinity")
        self.assertEqual(limits.ENDLESS, self.transaction("restarted", alone).allowed())
        self.assertEqual("it has no limit of its own", self.transaction("restarted", alone).why())
        self.assertEqual("its own limits are over", self.transaction("stopped", alone).why())

    def test_should_end_where_units_are_ordered_in_a_circle(self):
        app = unit_of("app.service", 10, 0, ConsistsOf="a.service", Before="a.service")
        a = unit_of("a.service", 20, 0, ConsistsOf="app.service a.service", Before="app.service a.service")
        self.assertEqual(30, self.allowed("stopped", app, a))

    def test_should_look_at_a_bounded_number_of_units(self):
        names = ["u%d.service" % number for number in range(3 * limits.MAX_UNITS)]
        units = [unit_of(name, 1, 0, BoundBy=after, Before=after) for name, after in zip(names, names[1:])]
        self.assertEqual(limits.MAX_UNITS, self.allowed("stopped", *units))
        many = unit_of("many.service", 1, 0, BoundBy=" ".join(names), Before=" ".join(names))
        self.assertEqual(2, self.allowed("stopped", many, *[unit_of(name, 1, 0) for name in names]))


def unit_of(name, stop, start, **more):
    spans = {
        key: span if span == "infinity" else "%ds" % span
        for key, span in (("TimeoutStopUSec", stop), ("TimeoutStartUSec", start))
    }
    return dict({"Id": name, "LoadState": "loaded", "ActiveState": "active"}, **dict(spans, **more))


if __name__ == "__main__":
    unittest.main()
