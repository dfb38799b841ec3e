#!/usr/bin/env python3
"""Let two processes race on one index at every critical point, and at random; neither may see or do damage.

    scripts/trust/races.py reuters.jsonl.gz [--program P] [--rounds 1000] [--points a,b,c]

The pairs are `index` and `index`, `verify`, `search --corpus` or `search`, and either may be the first. In a round

- the first pauses at a named point while the second runs. The program pauses if DATELINE_PAUSE_AT and
  DATELINE_PAUSE_DIR are set: it creates NAME.PID.reached in that folder and waits until NAME.go is there. The names
  are those of the section "Points" of docs/index-format.md, or --points. Or
- the first is stopped at a system call on a file of the index (with strace) while the second runs. Or
- the first runs, and the second is started at a random moment, repeatedly until the first has ended.

The second runs to its end in half of the rounds, otherwise for a random time, at some points with a pause of its own.
A point that a command does not reach is not tried again with that command.

Each process must end with 0 or with "another dateline is writing". A run that ends with 0 has its articles in the
index. At the end `verify` finds no damage, and after one more run all articles are present, none twice.
"""
import os
import random
import re
import signal
import subprocess
import time

import system_calls
from common import (LOCKED, NO_INDEX, Program, Scratch, Tally, Violation, arguments, articles, copy_index,
                    environment_is_known, expect, ids_of, kinds, left_files, read_bytes, read_lines, rounds, said,
                    shorten, start, verify, without_doubles, write)

WRITERS = ("index", "search --corpus")
COMMANDS = ("index", "verify", "search --corpus", "search")
PAIRS = [("index", "index"), ("index", "verify"), ("index", "search --corpus"), ("index", "search")]
HERE = os.path.dirname(os.path.abspath(__file__))
DOCS = os.path.join(HERE, "..", "..", "docs", "index-format.md")
# How many articles the index holds at first; of few, every run merges segments.
BASE, FEW = 400, 4
# The program goes on by itself after ten seconds.
LONGEST_PAUSE = 8.0


def documented_points():
    """The names in the section "Points" of the documentation: the first code span of each row or item."""
    with open(DOCS) as file:
        text = file.read()
    section = re.search(r"^(?:#+ Points|\*\*Points\.?\*\*)(.*?)(?=^#|^\*\*[A-Z]|\Z)", text, re.MULTILINE | re.DOTALL)
    if not section:
        return []
    return re.findall(r"^\s*[|*-]\s*`([\w.-]+)`", section[1], re.MULTILINE)


class Point:
    """A pause at a named point of the program."""

    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        os.makedirs(folder)

    def start(self, program, command, **files):
        program = program.with_environment(DATELINE_PAUSE_AT=self.name, DATELINE_PAUSE_DIR=self.folder)
        return program.start(*command, **files)

    def is_reached(self):
        names = os.listdir(self.folder)
        return any(name.startswith(f"{self.name}.") and name.endswith(".reached") for name in names)

    def go(self):
        write(os.path.join(self.folder, f"{self.name}.go"), "")

    def __repr__(self):
        return self.name


class Call:
    """A stop at the k-th system call of a kind."""

    def __init__(self, call, folder):
        self.name, self.number = call
        os.makedirs(folder)
        self.log, self.process = os.path.join(folder, "log"), None

    def start(self, program, command, **files):
        before = ["strace", "-f", "-qq", "-o", self.log, "-e", f"trace={self.name}", "-e", "signal=SIGSTOP",
                  "-e", f"inject={self.name}:signal=SIGSTOP:when={self.number}"]
        self.process = program.start(*command, before=before, **files)
        return self.process

    def is_reached(self):
        return os.path.exists(self.log) and b"stopped by SIGSTOP" in read_bytes(self.log)

    def go(self):
        try:
            children = read_bytes(f"/proc/{self.process.pid}/task/{self.process.pid}/children").split()
            for child in children:
                os.kill(int(child), signal.SIGCONT)
        except (FileNotFoundError, ProcessLookupError):
            pass

    def __repr__(self):
        return f"{self.name} {self.number}"


class Racer:
    """One of two processes, which may pause."""

    def __init__(self, program, command, folder, name, pause=None):
        self.command, self.pause, self.name = command, pause, name
        self.out, self.err = (open(os.path.join(folder, f"{name}.{kind}"), "w+") for kind in ("out", "err"))
        begin = pause.start if pause else Racer.start
        self.process = begin(program, command, stdout=self.out, stderr=self.err)

    @staticmethod
    def start(program, command, **files):
        return program.start(*command, **files)

    def reached(self):
        """Waits until the process pauses; false if it ends before."""
        until = time.time() + 60
        while self.pause and time.time() < until:
            if self.pause.is_reached():
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.001)
        expect(not self.pause, f"{self.name} neither reaches {self.pause} nor ends")
        return False

    def go(self):
        if self.pause:
            self.pause.go()

    def wait(self, seconds):
        """True if the process has ended."""
        try:
            self.process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            return False

    def end(self):
        """Lets the process end; returns its exit code and what it said."""
        until = time.time() + 60
        while not self.wait(0.2):
            # A process that was not yet stopped when it was told to go on is told again.
            self.go()
            if time.time() > until:
                self.process.kill()
                self.process.wait()
                raise Violation(f"{self.name} ({self.command[0]}) hangs")
        texts = []
        for file in (self.out, self.err):
            file.seek(0)
            texts.append(file.read())
            file.close()
        return self.process.returncode, texts[0], texts[1]


class Check:
    def __init__(self, program, tally, scratch, lines, with_calls):
        self.program, self.tally, self.lines = program, tally, lines
        self.index, self.base = os.path.join(scratch, "base"), os.path.join(scratch, "base.jsonl")
        write(self.base, "".join(lines[:BASE]))
        done = program.run("index", "-q", self.base, "--index", self.index)
        expect(done.code == 0, f"indexing fails, {said(done)}")
        self.kinds = kinds(program, self.index)
        # What was never reached: (command, point).
        self.unreached, self.lengths, self.calls = set(), {}, {}
        for command in COMMANDS:
            self.measure(command, scratch, with_calls)

    def measure(self, command, scratch, with_calls):
        """How long a command takes, and its system calls on files of the index."""
        news = os.path.join(scratch, f"measure-{command}.jsonl")
        write(news, "".join(self.lines[BASE:BASE + 20]))
        index = copy_index(self.index, os.path.join(scratch, f"measure-{command}"))
        began = time.time()
        done = self.program.run(*self.arguments(command, index, news))
        expect(done.code == 0, f"{command} fails, {said(done)}")
        self.lengths[command] = time.time() - began
        if with_calls:
            index = copy_index(self.index, os.path.join(scratch, f"calls-{command}"))
            log = os.path.join(scratch, f"calls-{command}.log")
            system_calls.trace(self.program, log, *self.arguments(command, index, news), names=True)
            self.calls[command] = system_calls.calls_in(log, about=index)
            expect(self.calls[command], f"strace sees no call of {command} on the index")

    def arguments(self, command, index, news):
        return {"index": ["index", "-q", news, "--index", index],
                "verify": ["verify", "--index", index],
                "search --corpus": ["search", "said", "--corpus", news, "--index", index, "-q"],
                "search": ["search", "said", "--index", index, "-q"]}[command]

    def one(self, case, folder, rng):
        how, pair, points = case
        # In some rounds there is no index yet, for its first commit is a window of its own.
        fresh = rng.random() < 0.15
        index, news = os.path.join(folder, "index"), self.news(folder, rng)
        if not fresh:
            copy_index(self.index, index)
        commands = [self.arguments(command, index, path) for command, path in zip(pair, news)]
        text, ends = f"{pair[0]} and {pair[1]}, {how}", []
        try:
            if how == "moment":
                ends, where = self.at_random_moments(pair, commands, folder, rng)
            else:
                ends, where = self.at_a_pause(how, pair, points, commands, folder, rng)
            text = f"{'no index yet, ' if fresh else ''}{where}"
            held = articles(self.program, index)
            for which, end in ends:
                self.check_end(pair[which], *end, news[which], held, fresh)
            self.check_index(index, news, pair, fresh, held)
        except Violation as violation:
            raise Violation(f"{text}: {violation}") from None
        self.tally.note(f"{text}: exits {[end[0] for _, end in ends]}")
        self.tally.add("rounds")

    def news(self, folder, rng):
        """What each process is to index: articles of its own, or the same file."""
        if rng.random() < 0.3:
            path = os.path.join(folder, "news.jsonl")
            write(path, "".join(self.lines[BASE:BASE + 20]))
            return [path, path]
        paths = [os.path.join(folder, f"news-{number}.jsonl") for number in range(2)]
        for number, path in enumerate(paths):
            first = BASE + 40 * number
            write(path, "".join(self.lines[first:first + rng.choice([1, 10, 40])]))
        return paths

    def at_random_moments(self, pair, commands, folder, rng):
        """Starts the second again and again while the first runs; returns the ends of all."""
        first, ends = Racer(self.program, commands[0], folder, "first"), []
        while first.process.poll() is None or len(ends) == 0:
            wait = rng.uniform(0, self.lengths[pair[0]])
            time.sleep(wait if not ends else wait / 5)
            second = Racer(self.program, commands[1], folder, f"second-{len(ends)}")
            ends.append((1, second.end()))
        self.tally.add("rounds at random moments")
        return [(0, first.end()), *ends], f"{pair[0]}, meanwhile {len(ends)} × {pair[1]}"

    def pause(self, how, command, point, folder, rng):
        if how == "call":
            return Call(system_calls.choose(self.calls[command], rng), folder)
        return Point(point, folder) if point and (command, point) not in self.unreached else None

    def at_a_pause(self, how, pair, points, commands, folder, rng):
        """Lets the second run while the first pauses; returns the ends of both."""
        pauses = [self.pause(how, pair[0], points[0], os.path.join(folder, "pause-0"), rng),
                  self.pause("point", pair[1], points[1], os.path.join(folder, "pause-1"), rng)]
        first = Racer(self.program, commands[0], folder, "first", pauses[0])
        reached = first.reached()
        self.count(how, pair[0], pauses[0], reached)
        second = Racer(self.program, commands[1], folder, "second", pauses[1])
        where = f"{pair[0]} paused at {pauses[0]}, {pair[1]}"
        if pauses[1]:
            self.count("point", pair[1], pauses[1], second.reached())
            where += f" up to {pauses[1]}"
            if rng.random() < 0.5:
                # The second goes on while the first is still there.
                second.go()
                second.wait(rng.uniform(0, self.lengths[pair[1]]))
        else:
            wait = LONGEST_PAUSE if rng.random() < 0.5 else rng.uniform(0, self.lengths[pair[1]])
            second.wait(wait)
            where += f" for up to {wait:.3f} s"
        first.go()
        return [(0, first.end()), (1, second.end())], where

    def count(self, how, command, pause, reached):
        if not pause:
            return
        if how == "point" and not reached:
            self.unreached.add((command, pause.name))
        if reached:
            self.tally.add("pauses at a system call" if how == "call" else f"pauses at {pause}")
        else:
            self.tally.add("pauses that were not reached")

    def check_end(self, command, code, out, err, path, held, fresh):
        """A process has done its work or said that another is writing."""
        text = f"exit {code}: {shorten(' | '.join((err + out).strip().splitlines()))}"
        locked = code == 2 and LOCKED in err
        not_yet = fresh and code == 2 and NO_INDEX in err and command in ("verify", "search")
        nothing = code == 1 and command.startswith("search")
        if locked:
            self.tally.add("times told that another is writing")
        expect(code == 0 or locked or not_yet or nothing, f"{command}: {text}")
        if command in WRITERS and code == 0:
            expect(held is not None, f"{command} exits with 0, and there is no index")
            missing = ids_of(read_lines(path)) - {id_ for _, id_, _ in held}
            expect(not missing, f"{command} exits with 0, and {len(missing)} of its articles are not there")

    def check_index(self, index, news, pair, fresh, held):
        """The index is sound, and whole after one more run."""
        if held is not None:
            without_doubles(held)
            verify(self.program, index)
        paths = sorted({path for command, path in zip(pair, news) if command in WRITERS})
        paths += [] if fresh else [self.base]
        done = self.program.run("index", "-q", *paths, "--index", index)
        expect(done.code == 0, f"the next run fails, {said(done)}")
        ids = without_doubles(articles(self.program, index))
        wanted = set().union(*(ids_of(read_lines(path)) for path in paths))
        expect(ids == wanted, f"after the next run {len(wanted - ids)} articles lost, {len(ids - wanted)} too many")
        verify(self.program, index, finished=True)
        left = left_files(index, self.kinds)
        expect(not left, f"after the next run {len(left)} left files: {', '.join(left[:5])}")


def cases(points, count, with_calls, rng):
    """Each point with each pair in turn, and between them stops at system calls and random moments."""
    turns = [(pair, point) for point in points for pair in PAIRS + [pair[::-1] for pair in PAIRS[1:]]]
    hows = ["point"] * (6 if turns else 0) + ["call"] * (2 if with_calls else 0) + ["moment"] * 2
    at = 0
    for number in range(count):
        how = hows[number % len(hows)]
        if how == "point":
            pair, point = turns[at % len(turns)]
            at += 1
            yield how, pair, (point, rng.choice(points) if rng.random() < 0.3 else None)
        elif how == "call":
            pair = rng.choice(PAIRS)
            yield how, pair if rng.random() < 0.5 else pair[::-1], (None, None)
        else:
            yield how, rng.choice(PAIRS), (None, None)


def main():
    parser = arguments(__doc__, 1000)
    parser.add_argument("--points", type=lambda text: text.split(","), help="pause points, separated by commas")
    parser.add_argument("--few", action="store_true", help=f"start with {FEW} articles, so that every run merges")
    parser.add_argument("--no-calls", action="store_true", help="no stops at system calls, which need strace")
    args = parser.parse_args()
    global BASE
    BASE = FEW if args.few else BASE
    if not args.no_calls:
        system_calls.require_strace()
    program, tally, rng = Program(args.program), Tally("races", args), random.Random(args.seed)
    # A run that adds little to much merges nothing.
    points = args.points or [point for point in documented_points() if args.few or point != "merged"]
    if not points or not environment_is_known(program, "DATELINE_PAUSE_AT"):
        print("note: there are no points to pause at, only system calls and random moments")
        points = []
    with Scratch(args) as scratch:
        check = Check(program, tally, scratch, read_lines(args.articles, BASE + 80), not args.no_calls)
        turns = list(cases(points, args.rounds, not args.no_calls, rng))
        rounds(tally, turns, check.one, scratch)
    tried = {points_[0] for how, _, points_ in turns if how == "point"}
    for point in sorted(tried):
        if not tally.counts[f"pauses at {point}"]:
            tally.violation("all rounds", f"no command reaches the point {point}")
    tally.finish()


if __name__ == "__main__":
    start(main)
