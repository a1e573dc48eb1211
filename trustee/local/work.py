"""Work that takes longer than a page may wait: one thread, whose progress any page can show."""

import threading
from collections.abc import Callable, Iterable
from typing import Literal

from trustee.local.errors import StoppedError

State = Literal["running", "done", "failed"]


class Work:
    """A piece of work that runs in a thread from its making on.

    ``task`` is called with this object; it calls :meth:`tell` and :meth:`check` now and then. Errors of ``expected``
    kinds end the work and are kept; others end it too, for the page must not wait for ever, and go on to the terminal.
    """

    def __init__(self, name: str, task: Callable[["Work"], None], expected: Iterable[type[Exception]]) -> None:
        self.name = name
        self.state: State = "running"
        self.error: Exception | None = None
        self.subject = ""
        """What is worked on just now, for the person."""
        self.done = 0
        self.total = 0
        """How far it is, in parts of ``total``; 0 while nobody knows."""
        self._stop = threading.Event()
        self._task = task
        self._expected = tuple(expected)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self.state == "running"

    def tell(self, done: int, total: int | None) -> None:
        """Say how far the work is; ``StoppedError`` if it should end."""
        self.done, self.total = done, total or 0
        self.check()

    def check(self) -> None:
        """``StoppedError`` if the work should end."""
        if self._stop.is_set():
            raise StoppedError("The work was stopped. Nothing was sent.")

    def wait(self, seconds: float) -> None:
        """Let time pass, less if the work should end; then ``StoppedError``."""
        self._stop.wait(seconds)
        self.check()

    def stop(self, seconds: float = 20.0) -> bool:
        """Ask the work to end and wait for that; whether it did."""
        self._stop.set()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._task(self)
        except StoppedError:
            self.state = "done"
        except self._expected as error:
            self.error, self.state = error, "failed"
        else:
            self.state = "done"
        finally:
            if self.state == "running":
                self.state = "failed"
