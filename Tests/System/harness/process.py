"""Child processes that never outlive the tests, and what the kernel knows of them."""
import atexit
import os
import signal
import socket
import subprocess

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
ESTABLISHED = "01"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Child:
    """A started program; its output goes to files."""

    def __init__(self, argv, out, err, **more):
        with open(out, "ab") as out_file, open(err, "ab") as err_file:
            self.process = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=out_file, stderr=err_file, **more)
        atexit.register(self.kill)

    @property
    def pid(self):
        return self.process.pid

    @property
    def is_running(self):
        return self.process.poll() is None

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def wait(self, seconds=15):
        return self.process.wait(seconds)

    def kill(self):
        if self.is_running:
            self.process.kill()
            self.process.wait()

    def rss(self):
        """Bytes of memory that are resident."""
        with open("/proc/%d/statm" % self.pid) as file:
            return int(file.read().split()[1]) * PAGE_BYTES

    def open_files(self):
        return len(os.listdir("/proc/%d/fd" % self.pid))


def connections(port):
    """The kernel's rows of TCP connections whose local end is a port: state, unsent bytes, the other end's port."""
    ending = ":%04X" % port
    found = []
    for name in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(name) as file:
            rows = [line.split() for line in file.readlines()[1:]]
        for row in rows:
            if row[1].endswith(ending) and row[3] != "0A":
                found.append(
                    {"state": row[3], "unsent": int(row[4].split(":")[0], 16), "peer": int(row[2].split(":")[1], 16)})
    return found


def is_open(local_port, peer_port):
    return any(
        row["peer"] == peer_port and row["state"] == ESTABLISHED for row in connections(local_port))
