import unittest

from support import load_utils

addresses = load_utils("service_modules", "network_address")

SPELLINGS = {
    "10.0.0.1": "10.0.0.1",
    "::ffff:192.0.2.12": "192.0.2.12",
    "::FFFF:c000:20c": "192.0.2.12",
    "2001:DB8:0:0:0:0:0:17": "2001:db8::17",
    "App1.Example.COM": "app1.example.com",
    "0x7f.example.com": "0x7f.example.com",
    "127.0.0.1": "127.0.0.1",
    "::1": "::1",
    "::ffff:127.0.0.1": "127.0.0.1",
}

NO_ADDRESSES = (
    "",
    "10.0.0",
    "10.0.0.256",
    "127.1",
    "0x7f.1",
    "0x7f000001",
    "0X7F000001",
    "0x",
    "017700000001",
    "2130706433",
    "192.000.002.012",
    "1.2.3",
    "app.1",
    "app1.",
    "fe80::1%eth0",
    "[2001:db8::17]",
    "10.0.0.1\n",
    "app1\n",
    "host:22",
    "-oProxyCommand=id",
    "\uff11\uff10.0.0.1",
    "a\0b",
    "a" * 64,
)

KINDS = {
    "0.0.0.0": "unspecified",
    "0.1.2.3": "unspecified",
    "::": "unspecified",
    "::ffff:0.0.0.0": "unspecified",
    "169.254.1.1": "link-local",
    "fe80::1": "link-local",
    "::ffff:169.254.1.1": "link-local",
    "224.0.0.1": "multicast",
    "ff02::1": "multicast",
    "255.255.255.255": "broadcast",
    "::10.0.0.1": "IPv4-compatible",
}


class NetworkAddressTest(unittest.TestCase):
    def test_should_give_each_address_one_spelling(self):
        for written, meant in SPELLINGS.items():
            with self.subTest(written):
                self.assertEqual(meant, addresses.server_address(written))

    def test_should_refuse_what_is_no_address(self):
        for text in NO_ADDRESSES:
            with self.subTest(text), self.assertRaisesRegex(ValueError, "not an address"):
                addresses.server_address(text)

    def test_should_refuse_where_no_server_is_found_and_say_why(self):
        for text, kind in KINDS.items():
            with self.subTest(text), self.assertRaisesRegex(ValueError, " is " + kind):
                addresses.server_address(text)
