"""strace on one thread of a child: which system calls it makes, and a fault put into one of them."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CHANGING = """write pwrite64 fsync fdatasync sync_file_range rename renameat renameat2 link linkat fchmod chmod fchmodat
    fchown chown fchownat setxattr fsetxattr utimensat open openat ftruncate truncate fallocate copy_file_range
    sendfile ioctl unlink unlinkat mkdir mkdirat"""
READING = "read pread64 lseek stat lstat fstat newfstatat statx getdents64 readlink flock fcntl access"
WATCHED = ",".join(f"?{call}" for call in f"{CHANGING} {READING}".split())  # ?: this computer may not have it
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\(")


@contextmanager
def attached(thread: int, log: Path, *options: str) -> Iterator[None]:
    """Watch one thread, from when the block begins until it ends. Raises RuntimeError when strace cannot."""
    command = ["strace", "-p", f"{thread}", "-o", str(log), "-e", f"trace={WATCHED}", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr
        try:
            if "attached" not in (said := tracer.stderr.readline()):
                raise RuntimeError(f"strace: {said.strip()}")
            yield
            with suppress(subprocess.TimeoutExpired):
                tracer.wait(5)  # it ends with the thread
        finally:
            tracer.terminate()


def is_changing(call: str) -> bool:
    """Whether a system call changes something on the disk: a kill there may leave something half done."""
    return call in CHANGING.split()


def calls(log: Path) -> dict[str, int]:
    """How often each system call stands in a log."""
    found = dict[str, int]()
    for line in log.read_text("utf-8", "replace").splitlines():
        if match := _CALL.match(line):
            found[match[1]] = found.get(match[1], 0) + 1
    return found


def was_injected(log: Path) -> bool:
    """Whether the fault did happen."""
    text = log.read_text("utf-8", "replace")
    return "(INJECTED)" in text or "+++ killed by SIGKILL +++" in text
