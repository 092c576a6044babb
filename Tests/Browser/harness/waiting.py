"""Waiting on conditions, never on hope."""
import http.client
import time


class Late(AssertionError):
    pass


def wait_for(question, seconds=20, every=0.02, what=None):
    """The first true answer to a question; fails when none comes in time. A refused connection counts as no."""
    end = time.monotonic() + seconds
    while True:
        try:
            answer = question()
        except (OSError, http.client.HTTPException):
            answer = None
        if answer:
            return answer
        if time.monotonic() >= end:
            raise Late("waited %s s for %s" % (seconds, what or question))
        time.sleep(every)


def held_by(page, held, seconds=20):
    """The first request of a page that a route has put into `held`. A page tells of a request before its route is asked."""
    end = time.monotonic() + seconds
    while not held:
        if time.monotonic() >= end:
            raise Late("no request came to be held")
        page.wait_for_timeout(10)
    return held[0]
