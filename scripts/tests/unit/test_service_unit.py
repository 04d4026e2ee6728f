import unittest

from support import load_utils

unit = load_utils("service_modules", "systemd_unit")


class FakeSystemd:
    """Answers systemctl: `show` gives the next of the states, the last one for ever."""

    def __init__(self, *states, fails=None):
        self.states = list(states)
        self.fails = fails
        self.calls = []
        self.now = 0.0

    def __call__(self, *words):
        self.calls.append(" ".join(words[1:]))
        if words[1] != "show":
            return self.fails or (0, "")
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return 0, "\n".join("%s=%s" % pair for pair in dict({"LoadState": "loaded"}, **state).items())

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds

    def unit(self, timeout=10):
        return unit.Unit("app", timeout, self, self.clock, self.sleep)

    def done(self):
        return [call for call in self.calls if not call.startswith("show")]


def state(active, restarts=0):
    return {"ActiveState": active, "SubState": "x", "NRestarts": restarts}


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
        self.assertEqual(["restart -- app"], systemd.done())

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
        self.assertIsNone(unit.Unit("app", 1, lambda *_: (1, "no bus")).why_in_vain())

    def test_should_not_wait_for_systemctl_for_ever(self):
        with self.assertRaisesRegex(unit.Refused, r"'sleep 60' did not end within 0.1 s"):
            unit.run("sleep", "60", timeout=0.1)

    def test_should_give_up_at_the_deadline(self):
        systemd = FakeSystemd(state("deactivating"))
        with self.assertRaisesRegex(unit.Refused, r"app is deactivating \(x\) after 3 s"):
            systemd.unit(timeout=3).act("stopped")
        self.assertLess(systemd.now, 3.2)


if __name__ == "__main__":
    unittest.main()
