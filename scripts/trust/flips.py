#!/usr/bin/env python3
"""Flip single bits of an index, keeping size and time of the file, and see whether the program notices.

    scripts/trust/flips.py reuters.jsonl.gz [--program P] [--rounds 500]

In each round an index of 2,000 articles is copied and one bit of one of its files is flipped; the
file keeps its size and its modification time. Then a fixed set of searches, facets and articles is
requested, `index` adds new articles (one, or in every other round enough to make it merge segments), and
the same is requested again. Half of the bits are chosen evenly over all bytes, half evenly over the files.

    said          exit code 2 or a message reports the damage
    right         the results are those of a sound index
    silent wrong  other results without a message
    laundered     `index` reports nothing, `verify` finds nothing, and results or bytes are not those of a sound index

In every fourth round in which `verify` finds the damage, `verify --repair` and one more run over all files must
make the index complete again; the only exception is meta.json.

Violations are wrong results after a writing run, laundered bits, silent wrong results of a search because of a bit of
the store or of the terms, and a crash. Prints a table by kind of file.
"""
import hashlib
import json
import os
import random
import re
import shutil
from collections import Counter, defaultdict

from common import (ALL, Program, Scratch, Tally, Violation, arguments, contents, copy_index, expect, kind_of,
                    read_bytes, read_lines, rounds, said, start, verify, write)

DAMAGE = re.compile(r"damage|corrupt|checksum|rotten|not as it was written|verify", re.IGNORECASE)
FACETS = "country,mentions,dateline,source_country,person,organisation,place,source,section,language,year"
# What `index` adds: one article, or so many that segments are merged.
ADDED = {"one article": 1, "a merge": 800}
# Damage of these must be noticed by a search on its own.
MUST_SAY = {".store", ".term"}
OUTCOMES = ["said", "right", "silent wrong"]


def query_lines(lines, rng, count):
    """Queries of all kinds on words of the articles."""
    words = sorted({word for line in lines for word in re.findall(r"[a-z]{4,12}", json.loads(line)["body"].lower())})
    texts = [json.loads(line)["body"].split() for line in lines]
    forms = [lambda: rng.choice(words), lambda: f"headline:{rng.choice(words)}", lambda: f"{rng.choice(words)[:4]}*",
             lambda: f"{rng.choice(words)}~1", lambda: f"{rng.choice(words)} OR {rng.choice(words)}",
             lambda: f"={rng.choice(words)}", lambda: phrase(rng.choice(texts), rng)]
    return [f"q{number}\t{forms[number % len(forms)]()}\n" for number in range(count)]


def phrase(text, rng):
    at = rng.randrange(max(1, len(text) - 3))
    return '"' + " ".join(re.sub(r"[^\w.,-]", "", word) for word in text[at:at + 3]) + '"'


class Questions:
    """The fixed set of commands that an index is asked."""

    def __init__(self, program, lines, folder, rng):
        self.program = program
        queries = os.path.join(folder, "queries.tsv")
        write(queries, "".join(query_lines(lines, rng, 140)))
        shown = [json.loads(line)["id"] for line in rng.sample(lines, 3)]
        self.commands = [
            ["search", "", "--format", "articles", "-n", ALL],
            ["search", "oil OR trade", "--format", "jsonl", "-n", "200", "--facets", "country"],
            ["search", "", "--format", "jsonl", "--copies", "together", "-n", ALL],
            ["search", "--queries", queries, "-n", "20"],
            ["facets", "--by", FACETS, "--json", "-n", ALL],
            ["facets", "bank", "--by", "source,country,person", "--count", "stories", "--json", "-n", ALL],
            *(["show", id_, "--json"] for id_ in shown),
        ]

    def ask(self, index):
        return [self.program.run(*command, "--index", index, "-q") for command in self.commands]


def judge(answers, wanted, names):
    """Said, right or silent wrong; `wanted` are lists of answers of which one must be given."""
    worst = "right"
    for number, got in enumerate(answers):
        expect(got.code in (0, 1, 2), f"{' '.join(map(str, got.args))[:120]}: crashes, {said(got)}")
        told = got.code == 2 or DAMAGE.search(got.err)
        same = any((got.code, got.out) == (want[number].code, want[number].out) for want in wanted)
        if not same and not told:
            names.append(" ".join(map(str, got.args[:2])))
            return "silent wrong"
        if told:
            worst = "said"
    return worst


def digests(index):
    """Kind and hash of each segment file."""
    names = [name for name in os.listdir(index) if kind_of(name).startswith(".") and name[0] != "."]
    return Counter((kind_of(name), hashlib.sha256(read_bytes(os.path.join(index, name))).hexdigest())
                   for name in names)


def flip(index, rng):
    """Flips a bit; returns the file, the offset and the bytes that the file has now."""
    sizes_of = {name: os.path.getsize(os.path.join(index, name)) for name in os.listdir(index)}
    # Names of segments are others in every run; the same seed must choose the same file.
    names = sorted((name for name in sizes_of if sizes_of[name]), key=lambda name: (kind_of(name), sizes_of[name]))
    sizes = [sizes_of[name] for name in names]
    name = rng.choices(names, sizes)[0] if rng.random() < 0.5 else rng.choice(names)
    path = os.path.join(index, name)
    before, content = os.stat(path), bytearray(read_bytes(path))
    at = rng.randrange(len(content))
    content[at] ^= 1 << rng.randrange(8)
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(content[at:at + 1])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return name, at, bytes(content)


class Check:
    def __init__(self, program, tally, scratch, lines, rng):
        self.program, self.tally = program, tally
        self.results = defaultdict(Counter)
        self.can_repair = "--repair" in program.run("verify", "--help").out.decode()
        self.inputs = [os.path.join(scratch, name) for name in ("first.jsonl", "second.jsonl")]
        self.index = self.build(scratch, lines)
        self.questions = Questions(program, lines[:2000], scratch, rng)
        self.sound = self.questions.ask(self.index)
        self.added, self.after, self.bytes, self.texts = {}, {}, {}, {}
        for name, count in ADDED.items():
            self.added[name] = os.path.join(scratch, f"added-{count}.jsonl")
            write(self.added[name], "".join(lines[2000:2000 + count]))
            self.after[name], self.bytes[name] = self.reference(scratch, name)

    def build(self, scratch, lines):
        """An index of two segments, one of them with deleted articles."""
        index, (first, second) = os.path.join(scratch, "index"), self.inputs
        write(first, "".join(lines[:1960]))
        write(second, "".join(lines[1960:2000]))
        for paths in [[first], [second]]:
            self.write_to(index, *paths)
        write(first, "".join(line for number, line in enumerate(lines[:1960]) if number % 100))
        self.write_to(index, first)
        return index

    def write_to(self, index, *paths):
        done = self.program.run("index", "-q", *paths, "--index", index, "--threads", 1)
        expect(done.code == 0, f"indexing fails, {said(done)}")
        verify(self.program, index)

    def reference(self, scratch, name):
        """What a sound index answers after the writing run, and its bytes if they are always the same."""
        seen = []
        for number in range(2):
            index = copy_index(self.index, os.path.join(scratch, f"sound-{name}-{number}"))
            self.write_to(index, self.added[name])
            answers = self.questions.ask(index)
            seen.append((answers, digests(index)))
            self.texts[name] = contents(self.program, index)
            shutil.rmtree(index)
        (answers, first), (again, second) = seen
        for one, other in zip(answers, again):
            expect((one.code, one.out) == (other.code, other.out), f"two sound runs answer differently: {one.args}")
        if first != second:
            print(f"note: the bytes of segments differ from run to run ({name}); only answers are compared")
        return answers, first if first == second else None

    def one(self, added, folder, rng):
        index = copy_index(self.index, os.path.join(folder, "index"))
        # The program may note in a copy what it found out about it; that is done before the bit is flipped.
        self.program.run("stats", "--index", index)
        name, at, flipped = flip(index, rng)
        kind, where = kind_of(name), f"{name} byte {at}, {added}"
        count = self.results[kind]
        count["flips"] += 1
        problems, wrong = [], []
        before = judge(self.questions.ask(index), [self.sound], wrong)
        count[f"search {before}"] += 1
        if before == "silent wrong" and kind in MUST_SAY:
            problems.append(f"search is silently wrong before the writing run: {wrong[-1]}")
        run = self.program.run("index", "-q", self.added[added], "--index", index, "--threads", 1)
        expect(run.code in (0, 2), f"{where}: index crashes, {said(run)}")
        if "panicked" in run.err:
            self.tally.add("runs of `index` that print a panic")
        told = run.code == 2 or bool(DAMAGE.search(run.err))
        count["run said"] += told
        wanted = [self.after[added]] + ([self.sound] if told else [])
        after = judge(self.questions.ask(index), wanted, wrong)
        checked = self.program.run("verify", "--index", index)
        expect(checked.code in (0, 2), f"{where}: verify crashes, {said(checked)}")
        clean = checked.code == 0
        rotten = self.rotten(index, name, flipped, added) if not told else None
        count["after " + ("silent wrong, but the run said" if after == "silent wrong" and told else after)] += 1
        count["verify says"] += not clean
        if told and clean:
            count["said, and verify finds nothing"] += 1
        if after == "silent wrong" and not told:
            problems.append(f"silently wrong after the writing run: {wrong[-1]}")
        if clean and not told and (rotten or after == "silent wrong"):
            count["laundered"] += 1
            problems.append(f"laundered: {rotten or 'wrong answers'}")
        self.tally.note(f"{where}: search {before}; index {said(run) if told else 'says nothing'}; then {after}; "
                        f"verify {'clean' if clean else 'finds it'}; {rotten or ''}")
        self.tally.add("flips")
        if not clean and self.can_repair and rng.random() < 0.25:
            problems += self.repair(index, added, kind, count)
        if problems:
            raise Violation(f"{where}: {'; '.join(problems)}")

    def repair(self, index, added, kind, count):
        """Repairs the index and reads again what was given up; returns what is wrong then."""
        done = self.program.run("verify", "--repair", "--index", index)
        if kind == "meta.json" and done.code == 2:
            count["beyond repair"] += 1
            return []
        again = self.program.run("index", "-q", *self.inputs, self.added[added], "--index", index)
        try:
            expect(again.code == 0, f"after --repair ({said(done)}) the next run fails, {said(again)}")
            expect(contents(self.program, index) == self.texts[added], f"not whole after --repair ({said(done)})")
            verify(self.program, index, finished=True)
        except Violation as violation:
            return [str(violation)]
        count["repaired"] += 1
        return []

    def rotten(self, index, name, flipped, added):
        """What is rotten in the bytes after a writing run; None if nothing is."""
        path = os.path.join(index, name)
        if os.path.exists(path) and read_bytes(path) == flipped:
            return "the flipped bit is still there"
        if self.bytes[added] is not None:
            got = digests(index)
            kinds = sorted({kind for kind, _ in (got - self.bytes[added])})
            return f"other bytes than in a sound index: {', '.join(kinds)}" if kinds else None
        return None

    def table(self):
        columns = ["flips", "search said", "search right", "search silent wrong", "run said", "after said",
                   "after right", "after silent wrong", "after silent wrong, but the run said", "laundered",
                   "verify says", "said, and verify finds nothing", "repaired", "beyond repair"]
        print("| file | " + " | ".join(columns) + " |")
        print("|---|" + "---:|" * len(columns))
        rows = sorted(self.results.items())
        total = Counter()
        for _, counts in rows:
            total.update(counts)
        for kind, counts in [*rows, ("all", total)]:
            print(f"| {kind} | " + " | ".join(str(counts[column]) for column in columns) + " |")


def main():
    parser = arguments(__doc__, 500)
    args = parser.parse_args()
    tally, program = Tally("flips", args), Program(args.program)
    lines = read_lines(args.articles, 2000 + max(ADDED.values()))
    with Scratch(args) as scratch:
        check = Check(program, tally, scratch, lines, random.Random(args.seed))
        cases = [list(ADDED)[number % len(ADDED)] for number in range(args.rounds)]
        rounds(tally, cases, check.one, scratch)
    check.table()
    tally.finish()


if __name__ == "__main__":
    start(main)
