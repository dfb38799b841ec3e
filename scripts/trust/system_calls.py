"""Counting the system calls of a run with strace, and choosing one of them to disturb."""

import os
import re
import shutil
import sys
from collections import Counter

# Those that change or read files; each is a place where a run may be cut off.
CALLS = ["openat", "read", "pread64", "write", "pwrite64", "writev", "rename", "renameat", "renameat2", "fsync",
         "fdatasync", "unlink", "unlinkat", "ftruncate", "mmap", "munmap", "close", "flock", "fcntl", "mkdir",
         "statx", "getdents64", "chmod", "fchmod", "lseek"]
STARTED = re.compile(r"^(\d+)\s+(\w+)\(")


def require_strace():
    if not shutil.which("strace"):
        sys.exit("this check needs strace (apt-get install strace)")


def trace(program, log, *args, calls=CALLS, inject=(), names=False):
    """Runs the program under strace; the log names the system calls of each thread."""
    # A name that this machine's strace does not know would end it, so that unknown ones are marked with `?`.
    wanted = "trace=" + ",".join(f"?{call}" for call in calls)
    before = ["strace", "-f", "-qq", *(["-y"] if names else []), "-o", log, "-e", wanted, "-e", "signal=none"]
    for what in inject:
        before += ["-e", f"inject={what}"]
    return program.run(*args, before=before)


def calls_in(log, about="", since=""):
    """Each system call as (name, how many calls of the name the same thread made up to it).

    strace counts for each thread and each name on its own. `about` chooses the lines that hold a text,
    `since` those from the first line on that holds one.
    """
    seen, found, begun = Counter(), [], False
    with open(log, errors="replace") as file:
        for line in file:
            started = STARTED.match(line)
            if started:
                begun = begun or since in line
                seen[started[1], started[2]] += 1
                if begun and about in line:
                    found.append((started[2], seen[started[1], started[2]]))
    return found


def choose(calls, rng):
    """One of the calls; a rare name is chosen as often as a frequent one every other time."""
    if rng.random() < 0.5:
        return rng.choice(calls)
    name = rng.choice(sorted({name for name, _ in calls}))
    return rng.choice([call for call in calls if call[0] == name])


def injected(log):
    """The lines of the calls that were disturbed."""
    if not os.path.exists(log):
        return []
    with open(log, errors="replace") as file:
        return [line.strip() for line in file if "(INJECTED)" in line]
