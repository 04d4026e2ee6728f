import unittest

from support import load_utils

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
        return unit.Limits("\n".join(said)).of(state) - unit.SLACK

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
            self.assertAlmostEqual(expected, unit.seconds(said), msg=said)

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
        self.assertEqual(unit.UNSAID, self.allowed("stopped"))

    def test_should_bound_a_start_without_limit(self):
        text = "TimeoutStopUSec=10s\nTimeoutStartUSec=infinity"
        self.assertEqual(unit.ENDLESS, unit.Limits(text).of("started"))
        self.assertTrue(unit.Limits(text).is_endless("restarted"))
        self.assertFalse(unit.Limits(text).is_endless("stopped"))


if __name__ == "__main__":
    unittest.main()
