"""Child processes: started, pinned, measured, and always ended."""
import atexit, ctypes, os, re, resource, signal, socket, subprocess, time

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
running = []


def raise_file_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def end_all_at_exit():
    """Ctrl-C, SIGTERM and a plain exit all come past here; a child whose parent is killed outright gets SIGTERM from the kernel."""
    atexit.register(end_all)
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def end_all():
    for child in list(reversed(running)):
        child.end()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Child:
    def __init__(self, argv, cpu=None, env=None, log=None, **pipes):
        def before_exec():
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if cpu is not None:
                os.sched_setaffinity(0, {cpu})

        self.log_path = log or os.devnull
        with open(self.log_path, "ab") as out:
            options = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": out, "env": env, **pipes}
            # Its own session, so that Ctrl-C reaches the children through end_all and not all at once.
            self.process = subprocess.Popen(argv, preexec_fn=before_exec, start_new_session=True, **options)
        running.append(self)

    @property
    def pid(self):
        return self.process.pid

    def alive(self):
        return self.process.poll() is None

    def end(self):
        if self.alive():
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self in running:
            running.remove(self)

    def log_tail(self):
        with open(self.log_path, errors="replace") as log:
            return log.read()[-400:].strip()


def cpu_seconds(pids):
    """CPU time of all threads, ended ones too, in nanosecond steps: each process has a CPU clock that others may read."""
    return sum(time.clock_gettime((~pid << 3) | 2) for pid in pids)


def memory_kib(pids):
    """{rss, anonymous, file} of processes together, in KiB."""
    sums = {"rss": 0, "anonymous": 0, "file": 0}
    for pid in pids:
        with open("/proc/%d/status" % pid) as status:
            fields = dict(re.findall(r"^(\w+):\s+(\d+) kB", status.read(), re.M))
        sums["rss"] += int(fields["VmRSS"])
        sums["anonymous"] += int(fields["RssAnon"])
        sums["file"] += int(fields["RssFile"])
    return sums


def children_of(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid)) as children:
        return [int(child) for child in children.read().split()]


def wait_until(true, seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.005)
    raise SystemExit("%s: not within %g s" % (what, seconds))
