import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

from support import REPO, RedisServer, load, wait_for, web_server

agent = load("roles/agent/files/agent.py")


class CpuTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)

    def write(self, name, text):
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def test_should_read_cgroup_v1_of_a_container(self):
        self.write("cpuacct/cpuacct.usage", "2500000000\n")
        self.assertEqual(2.5, agent.cgroup_usage_reader(self.root)())

    def test_should_read_cgroup_v1_where_no_link_leads_to_its_two_controllers(self):
        self.write("cpu,cpuacct/cpuacct.usage", "2500000000\n")
        self.assertEqual(2.5, agent.cgroup_usage_reader(self.root)())

    def test_should_read_cgroup_v2_of_a_container(self):
        self.write("cpu.stat", "usage_usec 1500000\nuser_usec 1\n")
        self.write("cgroup.events", "populated 1\n")
        self.assertEqual(1.5, agent.cgroup_usage_reader(self.root)())

    def test_should_have_no_cgroup_reader_without_a_counter(self):
        self.write("cpu.stat", "nr_periods 0\n")
        self.write("cgroup.events", "populated 1\n")
        self.assertIsNone(agent.cgroup_usage_reader(self.root))

    def test_should_not_believe_the_root_cgroup_of_a_machine_as_steal_is_in_its_counter(self):
        self.write("cpu.stat", "usage_usec 1500000\n")
        self.assertIsNone(agent.cgroup_usage_reader(self.root))
        self.write("cpuacct/cpuacct.usage", "2500000000\n")
        self.write("cpuacct/release_agent", "")
        self.assertIsNone(agent.cgroup_usage_reader(self.root))

    def test_should_read_what_a_machine_did_itself(self):
        #                        user nice system idle iowait irq softirq steal guest guest_nice
        stat = self.write("stat", "cpu  200 100 300 5000 4000 40 60 90000 150 70\ncpu0 1 1 1 1 1 1 1 1 1 1\n")
        self.assertEqual(700 / os.sysconf("SC_CLK_TCK"), agent.machine_usage_reader(stat)())

    def test_should_read_an_old_kernel(self):
        stat = self.write("stat", "cpu  200 100 300 5000 4000 40 60\n")
        self.assertEqual(700 / os.sysconf("SC_CLK_TCK"), agent.machine_usage_reader(stat)())

    def test_should_see_that_this_machine_works(self):
        read = agent.machine_usage_reader()
        first = read()
        wait_for(lambda: read() > first, "some CPU time")

    def test_should_take_95_percent_of_steal_for_little_use(self):
        stat = self.root / "stat"
        clock = iter([0.0, 2.0])
        stat.write_text("cpu  0 0 0 0 0 0 0 0 0 0\n")
        meter = agent.CpuMeter(agent.machine_usage_reader(stat), lambda: next(clock))
        stat.write_text("cpu  4 0 2 4 0 0 0 190 0 0\n")  # one CPU for two seconds
        self.assertAlmostEqual(3.0, meter.percent() * os.sysconf("SC_CLK_TCK") / 100)

    def test_should_count_the_cpus_that_are_online(self):
        self.assertEqual(8, self.cpus(online="0-7\n"))
        self.assertEqual(3, self.cpus(online="0,2-3\n"))

    def test_should_count_those_of_a_cpuset(self):
        self.assertEqual(2, self.cpus(online="0-7\n", **{"cpuset.cpus.effective": "2-3\n"}))
        self.assertEqual(3, self.cpus(online="0-7\n", **{"cpuset/cpuset.effective_cpus": "0,4-5\n"}))
        self.assertEqual(1, self.cpus(online="0-7\n", **{"cpuset/cpuset.cpus": "5\n"}))
        self.assertEqual(1, self.cpus(online="0-7\n", **{"cpuset.cpus.effective": "7-8\n"}))

    def test_should_count_all_cpus_of_a_machine_whatever_its_first_process_is_bound_to(self):
        # isolcpus= and CPUAffinity= keep it away from CPUs that apps are pinned to; /proc/stat counts all of them.
        files = {"1/status": "Name:\tsystemd\nCpus_allowed_list:\t0-1\n", "cpuset.cpus.effective": "0-1\n"}
        stat = "cpu  9 9 9 9\n" + "".join(f"cpu{number} 1 1 1 1\n" for number in range(8)) + "intr 1\ncpufreq 1\n"
        self.assertEqual(8, self.cpus(online="0-7\n", is_container=False, stat=stat, **files))
        self.assertEqual(8, self.cpus(online="0-15\n", is_container=False, stat=stat, **files))  # as lxcfs shows it
        self.assertEqual(16, self.cpus(online="0-15\n", is_container=False, **files))

    def test_should_believe_the_cpuset_of_a_container_rather_than_its_first_process(self):
        files = {"1/status": "Name:\tsystemd\nCpus_allowed_list:\t0-1\n", "cpuset.cpus.effective": "0-3\n"}
        self.assertEqual(4, self.cpus(online="0-7\n", **files))

    def test_should_see_a_cpuset_by_the_first_process_where_it_is_hidden(self):
        self.assertEqual(2, self.cpus(online="0-7\n", **{"1/status": "Name:\tinit\nCpus_allowed_list:\t0-1\n"}))

    def test_should_take_the_quota_where_it_is_less(self):
        for quota, cpus in (("50000 100000", 0.5), ("max 100000", 8), ("1600000 100000", 8), ("150000 100000", 1.5)):
            with self.subTest(quota):
                self.assertEqual(cpus, self.cpus(online="0-7\n", **{"cpu.max": quota + "\n"}))

    def test_should_take_the_quota_of_cgroup_v1(self):
        for folder in ("cpu", "cpu,cpuacct"):
            for quota, cpus in (("50000", 0.5), ("-1", 8), ("0", 8)):
                with self.subTest(folder=folder, quota=quota):
                    files = {f"{folder}/cpu.cfs_quota_us": quota + "\n", f"{folder}/cpu.cfs_period_us": "100000\n"}
                    self.assertEqual(cpus, self.cpus(online="0-7\n", **files))

    def test_should_know_some_number_whatever_the_files_say(self):
        for text in ("", "\n", "x", "0-", "-3", "max", "1 2 3", "0 0"):
            with self.subTest(text):
                names = ("cpu.max", "cpuset.cpus.effective", "cpu/cpu.cfs_quota_us", "1/status")
                self.assertGreaterEqual(self.cpus(online=text, **dict.fromkeys(names, text)), 0.01)

    def test_should_write_whatever_quota_so_that_the_monitor_can_read_it(self):
        for quota, text in (("1000 30000", "0.0333"), ("7 3000", "0.01"), ("max 100000", "8"), ("200001 100000", "2")):
            with self.subTest(quota):
                self.assertEqual(text, self.ask(agent.CpuAllowance.text, online="0-7\n", **{"cpu.max": quota + "\n"}))

    def cpus(self, online, is_container=True, **files):
        return self.ask(agent.CpuAllowance.cpus, online, is_container, **files)

    def ask(self, question, online, is_container=True, **files):
        """With these files and no others."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in {**files, "online": online}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return question(agent.CpuAllowance(is_container, root, root, root / "online"))

    def test_should_say_percent_of_one_cpu(self):
        usage = iter([10.0, 10.5, 14.5, 14.5])
        clock = iter([100.0, 102.0, 104.0, 106.0])
        meter = agent.CpuMeter(lambda: next(usage), lambda: next(clock))
        self.assertEqual([25.0, 200.0, 0.0], [meter.percent() for _ in range(3)])

    def test_should_never_say_less_than_nothing(self):
        usage, clock = iter([10.0, 3.0, 5.0]), iter([0.0, 2.0, 2.0])
        meter = agent.CpuMeter(lambda: next(usage), lambda: next(clock))
        self.assertEqual([0.0, 0.0], [meter.percent(), meter.percent()])


class AppProbeTest(unittest.TestCase):
    def test_should_have_no_progress_without_an_app(self):
        self.assertEqual("-", agent.AppProbe("").progress())

    def test_should_tell_the_number_of_requests(self):
        self.assertEqual("42", self.progress(200, '{"requests": 42}'))

    def test_should_tell_it_also_of_an_unhealthy_app(self):
        self.assertEqual("42", self.progress(503, '{"requests": 42}'))

    def test_should_be_down_when_the_answer_makes_no_sense(self):
        for text in ("", "hello", "[]", "{}", '{"requests": "many"}', '{"requests": -1}', "\xff", "null"):
            with self.subTest(text):
                self.assertEqual("down", self.progress(200, text))

    def test_should_be_down_when_nobody_listens(self):
        self.assertEqual("down", agent.AppProbe("http://127.0.0.1:1/healthz").progress())

    def progress(self, status, text):
        with web_server(lambda _path: (status, text)) as url:
            return agent.AppProbe(url + "/healthz").progress()


class HeartTest(unittest.TestCase):
    def heart(self, beat, rounds, measure=lambda: {}):
        self.pauses, self.said = [], []

        def wait(seconds):
            self.pauses.append(seconds)
            return len(self.pauses) > rounds

        return agent.Heart(beat, measure, wait, 2.0, self.said.append)

    def test_should_beat_at_its_interval_until_stopped(self):
        beats = []
        self.heart(beats.append, 3).run()
        self.assertEqual([{}] * 3, beats)
        self.assertEqual([2.0] * 4, self.pauses)

    def test_should_survive_anything_and_back_off(self):
        def beat(_fields):
            raise MemoryError("out of anything")

        self.heart(beat, 5).run()
        self.assertEqual([2.0, 4.0, 5.0, 5.0, 5.0, 5.0], self.pauses)
        self.assertEqual(["no heartbeat: MemoryError: out of anything"], self.said)

    def test_should_drop_what_it_could_not_say_and_go_on(self):
        written, numbers = [], iter(range(10))

        def beat(fields):
            if fields["n"] in (1, 2):
                raise ConnectionError("away")
            written.append(fields["n"])

        self.heart(beat, 5, lambda: {"n": next(numbers)}).run()
        self.assertEqual([0, 3, 4], written)
        self.assertEqual(2.0, self.pauses[-1])
        self.assertEqual("heartbeats again, dropped meanwhile: 2", self.said[-1])


class AgentWithRedisTest(unittest.TestCase):
    def setUp(self):
        self.redis = RedisServer()
        self.addCleanup(self.redis.remove)
        self.redis.client().execute_command(
            "ACL SETUSER", "agent-app1", "on", ">secret", "~rm:{demo}:heartbeat:app1", "+xadd"
        )
        self.redis.client().execute_command("ACL SAVE")
        (self.redis.folder / "redis-password").write_text("secret\n")
        self.said = self.redis.folder / "said"
        self.agent = self.start_agent()

    def start_agent(self, **settings):
        env = {
            **os.environ,
            "CREDENTIALS_DIRECTORY": str(self.redis.folder),
            "AGENT_REDIS_HOST": "127.0.0.1",
            "AGENT_REDIS_PORT": str(self.redis.port),
            "AGENT_REDIS_USER": "agent-app1",
            "AGENT_KEY": "rm:{demo}:heartbeat:app1",
            "AGENT_INTERVAL": "0.05",
            "AGENT_BOOT_ID": "4f2d0a5de7d14b7bb1b2f7e2fe2a7a61",
            **settings,
        }
        program = REPO / "roles/agent/files/agent.py"
        with self.said.open("w") as said:
            agent = subprocess.Popen([sys.executable, str(program)], env=env, stderr=said)
        self.addCleanup(agent.wait)
        self.addCleanup(agent.kill)
        return agent

    def start_agent_with_tls(self, host, port, ca_file):
        """Instead of the one before. How many heartbeats there were."""
        self.agent.kill()
        self.agent.wait()
        before = self.heartbeats()
        self.agent = self.start_agent(
            AGENT_REDIS_HOST=host, AGENT_REDIS_PORT=str(port), AGENT_REDIS_TLS="yes", AGENT_REDIS_CA_FILE=str(ca_file)
        )
        return before

    def heartbeats(self):
        return self.redis.client().xlen("rm:{demo}:heartbeat:app1")

    def test_should_beat_with_nothing_but_its_own_rights(self):
        wait_for(lambda: self.heartbeats() >= 3, "three heartbeats")
        _, fields = self.redis.client().xrevrange("rm:{demo}:heartbeat:app1", count=1)[0]
        self.assertEqual({"cpu", "cpus", "boot", "app"}, set(fields))
        self.assertRegex(fields["cpus"], r"^\d+(\.\d+)?$")
        self.assertRegex(fields["cpu"], r"^\d+\.\d$")
        self.assertEqual("4f2d0a5d-e7d1-4b7b-b1b2-f7e2fe2a7a61", fields["boot"])
        self.assertEqual("-", fields["app"])

    def test_should_keep_few_heartbeats(self):
        self.redis.client().config_set("stream-node-max-entries", 10)
        wait_for(lambda: self.heartbeats() >= 120, "many heartbeats")
        self.assertLessEqual(self.heartbeats(), 220)

    def test_should_come_back_after_redis_was_away(self):
        wait_for(self.heartbeats, "a heartbeat")
        self.redis.stop()
        self.redis.start()
        before = self.heartbeats()
        wait_for(lambda: self.heartbeats() > before, "a heartbeat after the restart")
        self.assertIsNone(self.agent.poll())

    def test_should_come_back_after_redis_hung(self):
        wait_for(self.heartbeats, "a heartbeat")
        self.redis.process.send_signal(signal.SIGSTOP)
        try:
            wait_for(lambda: "no heartbeat" in self.said.read_text(), "the agent gives up waiting for an answer")
        finally:
            self.redis.process.send_signal(signal.SIGCONT)
        before = self.heartbeats()
        wait_for(lambda: self.heartbeats() > before, "a heartbeat after the hang")

    def test_should_beat_over_tls(self):
        port, authority = self.redis.speaks_tls_too("IP:127.0.0.1")
        before = self.start_agent_with_tls("127.0.0.1", port, authority)
        wait_for(lambda: self.heartbeats() > before, "a heartbeat over TLS")

    def test_should_not_beat_to_whom_it_does_not_trust(self):
        port, authority = self.redis.speaks_tls_too("IP:127.0.0.1")
        for host, authorities, words in (
            ("localhost", authority, "certificate is not valid for 'localhost'"),
            ("127.0.0.1", "", "self-signed certificate"),
        ):
            with self.subTest(words):
                before = self.start_agent_with_tls(host, port, authorities)
                wait_for(lambda words=words: words in self.said.read_text(), words)
                self.assertEqual(before, self.heartbeats())

    def test_should_end_at_once_on_term(self):
        wait_for(self.heartbeats, "a heartbeat")
        self.agent.terminate()
        self.assertEqual(0, self.agent.wait(5))


if __name__ == "__main__":
    unittest.main()
