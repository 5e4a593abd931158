"""The emulator's clock: the computer's, or one that only a test moves."""

import time


class Clock:
    """Seconds since 1970. manual: stands still until somebody moves it, and sleeping moves it."""

    def __init__(self, manual: bool = False, start: float = 1_767_225_600.0) -> None:
        self.manual = manual
        self.time = start if manual else 0.0

    def now(self) -> float:
        """What time it is."""
        return self.time if self.manual else time.time() + self.time

    def advance(self, seconds: float) -> None:
        """Go forward."""
        self.time += seconds

    def sleep(self, seconds: float) -> None:
        """Let time pass: really, or on the manual clock alone."""
        if self.manual:
            self.advance(seconds)
        else:
            time.sleep(seconds)
