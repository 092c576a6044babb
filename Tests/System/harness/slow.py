"""Requests that come too slowly, or not at all."""
import threading
import time

from .viewer import connect


class Slow:
    """Sends a start, then a byte at a time; notes after how long the other side ended it."""

    def __init__(self, port, start, drip=b"", every=1.0, longest=45):
        self.closed = None
        self.data = b""
        self._line = connect(port)
        self._began = time.monotonic()
        self._line.sendall(start)
        arguments = (drip, every, longest)
        self._thread = threading.Thread(target=self._run, args=arguments, daemon=True)
        self._thread.start()

    def _run(self, drip, every, longest):
        self._line.settimeout(every)
        while time.monotonic() - self._began < longest:
            try:
                data = self._line.recv(1 << 16)
                if not data:
                    break
                self.data += data
            except TimeoutError:
                if self._drip(drip):
                    break
            except OSError:
                break
        else:
            return
        self.closed = time.monotonic() - self._began

    def _drip(self, drip):
        """Whether the line is dead."""
        try:
            self._line.sendall(drip)
        except OSError:
            return True
        return False

    def wait(self):
        """After how many seconds it was closed; nothing when it was not."""
        self._thread.join()
        self._line.close()
        return self.closed
