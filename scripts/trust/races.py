#!/usr/bin/env python3
"""Let two processes race on one index, in every window between named points, and at random.

    scripts/trust/races.py reuters.jsonl.gz [--program P] [--rounds 1000] [--points a,b,c]

The program pauses at named points if DATELINE_PAUSE_AT and DATELINE_PAUSE_DIR are set: it creates
NAME.PID.reached in that folder and waits until NAME.go is there. The names are those of the section
"Points" of docs/index-format.md, or --points. In seven of ten rounds one process pauses at a point while the
other runs, in half of these to its end and in half for a random time, in some with a pause of its own; in the other
rounds the two only start at random moments. A point that a command does not reach is not tried again with it.

The pairs are `index` and `index`, `verify`, `search --corpus` or `search`. Each must end with 0 or with "another
dateline is writing". A run that ends with 0 has its articles in the index. At the end `verify` finds no damage, and
after one more run all articles are there, none twice.
"""
import os
import random
import re
import subprocess
import time
from collections import Counter

from common import (LOCKED, Program, Scratch, Tally, Violation, arguments, articles, copy_index, environment_is_known,
                    expect, ids_of, kinds, left_files, read_lines, rounds, said, start, verify, without_doubles,
                    write)

PAIRS = [("index", "index"), ("index", "verify"), ("index", "search --corpus"), ("index", "search")]
HERE = os.path.dirname(os.path.abspath(__file__))
DOCS = os.path.join(HERE, "..", "..", "docs", "index-format.md")
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


class Racer:
    """One of two processes, which may pause at a point."""

    def __init__(self, program, command, folder, name, pause_at=None):
        self.command, self.point, self.name = command, pause_at, name
        self.folder = os.path.join(folder, f"pauses-{name}")
        os.makedirs(self.folder)
        if pause_at:
            program = program.with_environment(DATELINE_PAUSE_AT=pause_at, DATELINE_PAUSE_DIR=self.folder)
        self.out, self.err = (open(os.path.join(folder, f"{name}.{kind}"), "w+") for kind in ("out", "err"))
        self.process = program.start(*command, stdout=self.out, stderr=self.err)

    def reached(self):
        """Waits until the point is reached; false if the process ends before."""
        if not self.point:
            return False
        until = time.time() + 60
        while time.time() < until:
            if any(name.startswith(f"{self.point}.") and name.endswith(".reached")
                   for name in os.listdir(self.folder)):
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.001)
        raise Violation(f"{self.name} neither reaches {self.point} nor ends")

    def go(self):
        if self.point:
            open(os.path.join(self.folder, f"{self.point}.go"), "w").close()

    def wait(self, seconds):
        """True if the process has ended."""
        try:
            self.process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            return False

    def end(self):
        """Lets the process end; returns its exit code and what it said."""
        self.go()
        if not self.wait(60):
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
    def __init__(self, program, tally, scratch, lines):
        self.program, self.tally, self.lines = program, tally, lines
        self.index, self.base = os.path.join(scratch, "base"), os.path.join(scratch, "base.jsonl")
        write(self.base, "".join(lines[:100]))
        done = program.run("index", "-q", self.base, "--index", self.index)
        expect(done.code == 0, f"indexing fails, {said(done)}")
        self.kinds = kinds(self.index)
        # What was never reached: (command, point).
        self.unreached, self.lengths = set(), {}
        for command in ("index", "verify", "search --corpus", "search"):
            self.lengths[command] = self.length(command, scratch)

    def length(self, command, scratch):
        index = copy_index(self.index, os.path.join(scratch, f"length-{command}"))
        news = os.path.join(scratch, f"length-{command}.jsonl")
        write(news, "".join(self.lines[100:120]))
        began = time.time()
        done = self.program.run(*self.arguments(command, index, news))
        expect(done.code == 0, f"{command} fails, {said(done)}")
        return time.time() - began

    def arguments(self, command, index, news):
        return {"index": ["index", "-q", news, "--index", index],
                "verify": ["verify", "--index", index],
                "search --corpus": ["search", "said", "--corpus", news, "--index", index, "-q"],
                "search": ["search", "said", "--index", index, "-q"]}[command]

    def one(self, case, folder, rng):
        pair, points = case
        pair = pair if rng.random() < 0.5 else pair[::-1]
        # Half of the rounds begin without an index, for its first commit is a window of its own.
        fresh = rng.random() < 0.2
        index = os.path.join(folder, "index")
        if not fresh:
            copy_index(self.index, index)
        news = self.news(folder, rng, pair)
        racers, how = self.race(pair, points, index, news, folder, rng)
        how = f"{'no index yet, ' if fresh else ''}{how}"
        try:
            ends = [racer.end() for racer in racers]
            held = articles(self.program, index)
            for command, (code, out, err), path in zip(pair, ends, news):
                self.check_end(command, code, out, err, path, held, fresh)
            self.check_index(index, news, pair, fresh, held)
        except Violation as violation:
            raise Violation(f"{how}: {violation}") from None
        finally:
            for racer in racers:
                if racer.process.poll() is None:
                    racer.process.kill()
        self.tally.note(f"{how}: exits {[end[0] for end in ends]}")
        self.tally.add("rounds")

    def news(self, folder, rng, pair):
        """What each process is to index: new articles, sometimes the same for both."""
        same, paths = rng.random() < 0.3, []
        for number, _ in enumerate(pair):
            first = 100 if same else 100 + 40 * number
            paths.append(os.path.join(folder, "news.jsonl" if same else f"news-{number}.jsonl"))
            write(paths[-1], "".join(self.lines[first:first + rng.choice([1, 10, 40])] if not same
                                     else self.lines[100:120]))
        return paths

    def race(self, pair, points, index, news, folder, rng):
        """Runs the two against each other; returns them and how it went."""
        first, second = (self.arguments(command, index, path) for command, path in zip(pair, news))
        points = [(None if (command, point) in self.unreached else point) for command, point in zip(pair, points)]
        one = Racer(self.program, first, folder, f"first-{pair[0].replace(' ', '')}", points[0])
        if not points[0]:
            wait = rng.uniform(0, self.lengths[pair[0]] * 1.1)
            time.sleep(wait)
            other = Racer(self.program, second, folder, f"second-{pair[1].replace(' ', '')}")
            self.tally.add("at random moments")
            return (one, other), f"{pair[0]} for {wait:.3f} s, then {pair[1]}"
        if not one.reached():
            self.unreached.add((pair[0], points[0]))
            self.tally.add("points not reached")
        else:
            self.tally.add(f"paused at {points[0]}")
        other = Racer(self.program, second, folder, f"second-{pair[1].replace(' ', '')}", points[1])
        how = f"{pair[0]} paused at {points[0]}, {pair[1]}"
        if points[1]:
            if not other.reached():
                self.unreached.add((pair[1], points[1]))
            how += f" up to {points[1]}"
        else:
            wait = LONGEST_PAUSE if rng.random() < 0.5 else rng.uniform(0, self.lengths[pair[1]])
            other.wait(wait)
            how += f" for {wait:.3f} s"
        if points[1] and rng.random() < 0.5:
            # The second goes on while the first is still there.
            other.go()
            other.wait(rng.uniform(0, self.lengths[pair[1]]))
        one.go()
        return (one, other), how

    def check_end(self, command, code, out, err, path, held, fresh):
        """A process has done its work or said that another is writing."""
        text = f"exit {code}: {(err.strip() + ' ' + out.strip()).replace(chr(10), ' | ')[-400:]}"
        locked = code == 2 and LOCKED in err
        not_yet = fresh and code == 2 and "there is no index" in err and command in ("verify", "search")
        nothing = code == 1 and command.startswith("search")
        if locked:
            self.tally.add("told that another is writing")
        expect(code == 0 or locked or not_yet or nothing, f"{command}: {text}")
        if command in ("index", "search --corpus") and code == 0:
            expect(held is not None, f"{command} exits with 0, and there is no index")
            missing = ids_of(read_lines(path)) - {id_ for _, id_, _ in held}
            expect(not missing, f"{command} exits with 0, and {len(missing)} of its articles are not there")

    def check_index(self, index, news, pair, fresh, held):
        """The index is sound, and whole after one more run."""
        if held is not None:
            without_doubles(held)
            verify(self.program, index)
        paths = sorted({path for command, path in zip(pair, news) if command in ("index", "search --corpus")})
        paths += [] if fresh else [self.base]
        done = self.program.run("index", "-q", *paths, "--index", index)
        expect(done.code == 0, f"the next run fails, {said(done)}")
        ids = without_doubles(articles(self.program, index))
        wanted = set().union(*(ids_of(read_lines(path)) for path in paths))
        expect(ids == wanted, f"after the next run {len(wanted - ids)} articles lost, {len(ids - wanted)} too many")
        verify(self.program, index, finished=True)
        left = left_files(index, self.kinds)
        expect(not left, f"after the next run {len(left)} left files: {', '.join(left[:5])}")


def cases(points, count, hooked, rng):
    """Each point with each pair in turn, and rounds without points between them."""
    turns = [(pair, point) for point in points for pair in PAIRS]
    for number in range(count):
        if turns and rng.random() < hooked:
            pair, point = turns[number % len(turns)]
            yield pair, (point, rng.choice(points) if rng.random() < 0.3 else None)
        else:
            yield PAIRS[number % len(PAIRS)], (None, None)


def main():
    parser = arguments(__doc__, 1000)
    parser.add_argument("--points", type=lambda text: text.split(","), help="names of points, separated by commas")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    program, tally = Program(args.program), Tally("races", args)
    points = args.points or documented_points()
    if not points or not environment_is_known(program, "DATELINE_PAUSE_AT"):
        print("note: no points to pause at; all rounds are at random moments")
        points = []
    with Scratch(args) as scratch:
        check = Check(program, tally, scratch, read_lines(args.articles, 200))
        rounds(tally, list(cases(points, args.rounds, 0.7, rng)), check.one, scratch)
        reached = Counter({what: number for what, number in tally.counts.items() if what.startswith("paused at ")})
        never = [point for point in points if not reached[f"paused at {point}"]]
        for point in never:
            tally.violation("all rounds", f"no command reaches the point {point}")
    tally.finish()


if __name__ == "__main__":
    start(main)
