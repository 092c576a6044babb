"""A full disk: plain words, nothing half stored, reading goes on, and all is well soon after there is room again."""
import os
import subprocess
import time

import pytest

from harness import figures
from harness.server import Parley
from harness.waiting import wait_for
from harness.words import are_the_first

SIZE = 4 << 20


@pytest.fixture
def small(tmp_path, upstream):
    """A server whose data folder is on a disk of four MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=%d" % SIZE, "tmpfs", str(disk)], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here: %s" % mounted.stderr.strip())
    parley = Parley(tmp_path, upstream)
    parley.data = parley.environment["PARLEY_DATA"] = str(disk / "data")
    yield parley.set_up().start()
    parley.kill()
    subprocess.run(["umount", str(disk)], check=False)


def ballast(parley):
    return os.path.join(os.path.dirname(parley.data), "ballast")


def fill(parley):
    with open(ballast(parley), "wb", buffering=0) as file:
        for size in (1 << 16, 512):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def until_full(parley, conversation):
    """Messages until one is refused: the refusal, and what was taken before it."""
    taken = []
    for number in range(400):
        content = "%d %s" % (number, "long " * 2000)
        answer = parley.send(conversation, content)
        if answer.status != 202:
            return answer, taken
        taken.append(content)
        parley.stop(conversation)
    raise AssertionError("the disk does not fill up")


def is_refusal(answer):
    return answer.status in (503, 507) and len(answer.error["message"]) > 15 and answer.error["type"] == "server_error"


def test_a_full_disk_is_told_and_survived(small):
    parley = small
    conversation = parley.conversation("say:x")
    running, id = parley.begin("endless:20¦disk")
    ending, ending_id = parley.begin("words:60@100¦disk")
    page, ending_page = parley.watch(running), parley.watch(ending)
    page.wait_for_text(id, 50)
    fill(parley)
    refusal, taken = until_full(parley, conversation)
    assert is_refusal(refusal) and "sql" not in refusal.error["message"].lower(), refusal

    # Everything that writes is refused, everything that reads goes on.
    before = [message["content"] for message in parley.history(conversation) if message["role"] == "user"]
    assert before == taken
    for method, path, body in (
            ("POST", "/api/conversations", {"model": "say:" + "x" * 1000, "system_prompt": "long " * 20_000}),
            ("PATCH", "/api/conversations/" + conversation, {"system_prompt": "long " * 20_000}),
            ("POST", "/api/conversations/%s/messages" % conversation, {"content": "long " * 20_000})):
        answer = parley.call(method, path, body)
        assert is_refusal(answer), (method, path, answer)
    for path in ("/", "/api/conversations", "/api/conversations/" + conversation, "/api/search?q=long", "/c/" + conversation,
                 "/api/models", "/api/session", "/healthz"):
        assert parley.call("GET", path).status == 200, path
    assert parley.call("GET", "/readyz").status in (200, 503, 507)
    assert [message["content"] for message in parley.history(conversation) if message["role"] == "user"] == taken
    signed_in = parley.sign_in()
    assert signed_in.status in (204, 503, 507), signed_in

    # Answers go on over the lines that are open, and one ends while nothing can be stored.
    shown = len(page.text(id))
    page.wait_for_text(id, shown + 200)
    ending_page.wait_for(lambda page: are_the_first(page.text(ending_id)) and len(page.text(ending_id)) > 250, 20, "its text")
    time.sleep(3)
    assert parley.child.is_running

    os.remove(ballast(parley))
    freed = time.monotonic()
    wait_for(lambda: parley.call("POST", "/api/conversations", {"model": "say:x"}).status == 201, 6, 0.1, "writing again")
    figures.note("disk full: writing again %.1f s after there was room" % (time.monotonic() - freed))
    wait_for(lambda: parley.call("GET", "/readyz").status == 200, 5, 0.2, "being ready again")
    stored = parley.finished(ending, ending_id, 10)
    figures.note("disk full: an answer that ended meanwhile is %s %.1f s after there was room" % (
        stored["status"], time.monotonic() - freed))
    assert stored["status"] == "complete" and are_the_first(stored["content"]) and stored["content"].count(" ") >= 60
    assert ending_page.wait_for_final(ending_id)["content"] == stored["content"]
    stopped = parley.stop(running)
    assert stopped.status == 200 and stopped.value["message"]["content"].startswith(page.text(id)[:shown])
    assert page.faults == [] and ending_page.faults == []
    assert parley.send(conversation, "and on").status == 202
    assert parley.command("check").returncode == 0


def test_an_answer_can_be_stopped_while_the_disk_is_full(small):
    parley = small
    running, id = parley.begin("endless:20¦stopfull")
    page = parley.watch(running)
    page.wait_for_text(id, 50)
    fill(parley)
    began = time.monotonic()
    answer = parley.stop(running)
    took = time.monotonic() - began
    figures.note("stop on a full disk: %d after %.1f s" % (answer.status, took))
    assert answer.status in (200, 503, 507) and took <= 10
    os.remove(ballast(parley))
    message = parley.finished(running, id, 10)
    assert message["status"] in ("stopped", "interrupted") and message["content"].startswith(page.text(id)[:50])


def test_a_server_starts_on_a_full_disk_or_says_why_not(small):
    parley = small
    conversation = parley.conversation("say:x")
    parley.send(conversation, "kept")
    parley.end()
    fill(parley)
    parley.launch()
    wait_for(lambda: not parley.child.is_running or parley.call("GET", "/healthz").status == 200, 15, what="a start or an end")
    if not parley.child.is_running:
        lines = [line for line in parley.log_text().splitlines() if line.startswith("parley:")]
        assert parley.child.wait() == 1 and len(lines) == 1 and ("full" in lines[0] or "space" in lines[0]), lines
    else:
        assert parley.history(conversation)[0]["content"] == "kept"
        parley.end()
    os.remove(ballast(parley))
    parley.start()
    assert parley.history(conversation)[0]["content"] == "kept"
