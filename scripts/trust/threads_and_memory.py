#!/usr/bin/env python3
"""Index with every number of threads and every memory limit; the results must be the same.

    scripts/trust/threads_and_memory.py reuters.jsonl.gz [--program P] [--sizes 300,2000,9874]

Runs `index` with each number of threads, each memory limit and each number of articles,
`search --corpus` with each number of threads (and memory limit, where it has one), and `index -` with the
fewest articles arriving slowly. Each run must exit with 0 and leave the same articles, the same stories, the same
counts of stories per value, and an index that `verify` accepts. The reference is a run with
1 thread and 256M. Prints one table.
"""
import os
import threading
import time

from common import (ALL, Program, Scratch, Tally, Violation, arguments, articles, expect, ids_of, read_lines, rounds,
                    said, start, stories_of, verify, without_doubles, write)

THREADS = [1, 2, 4, 8, 12, 16, 32]
MEMORY = ["15M", "32M", "64M", "256M", "2G"]
# More than the most that tantivy takes for each of two threads.
TOO_MUCH = ["11G"]
# Slow standard input takes this many seconds in all.
SLOW_INPUT = 4.0


def state(program, index):
    """What must be the same in every run."""
    held = articles(program, index)
    expect(held is not None, "there is no index")
    facets = program.run("facets", "--index", index, "--count", "stories", "--by", "source,year,country,person",
                         "-n", ALL, "--json")
    expect(facets.code == 0, f"facets fails, {said(facets)}")
    return without_doubles(held), stories_of(held), facets.out


def describe_difference(got, wanted):
    names = ["articles", "stories"]
    for name, here, there in zip(names, got, wanted):
        if here != there:
            return f"{name}: {len(here - there)} too many, {len(there - here)} missing"
    return "facets of stories differ"


class Check:
    def __init__(self, args, tally, scratch):
        self.program, self.tally, self.scratch = Program(args.program), tally, scratch
        self.corpora, self.wanted, self.results = {}, {}, {}
        help_ = self.program.run("search", "--help").out.decode()
        self.memory_in_search = "--memory" in help_

    def prepare(self, lines, size):
        """Writes a corpus and the index to compare with."""
        self.corpora[size] = os.path.join(self.scratch, f"{size}.jsonl")
        write(self.corpora[size], "".join(lines[:size]))
        index = os.path.join(self.scratch, f"wanted-{size}")
        done = self.program.run("index", "-q", self.corpora[size], "--index", index, "--threads", 1)
        expect(done.code == 0, f"the run to compare with fails, {said(done)}")
        self.wanted[size] = state(self.program, index)
        expect(self.wanted[size][0] == ids_of(lines[:size]), "the run to compare with does not hold the articles")

    def cases(self, args):
        for size in args.sizes:
            for threads in args.threads:
                for memory in args.memory:
                    yield ("index", size, threads, memory)
                for memory in args.memory if self.memory_in_search else [None]:
                    yield ("search --corpus", size, threads, memory)
                if size == min(args.sizes):
                    yield ("slow input", size, threads, None)

    def one(self, case, folder, _rng):
        command, size, threads, memory = case
        start = time.time()
        try:
            self.run(command, size, threads, memory, os.path.join(folder, "index"))
            self.results[case] = f"ok {time.time() - start:.1f}s"
            self.tally.add("runs as expected")
        except Violation as violation:
            self.results[case] = "FAILS"
            raise violation
        self.tally.note(f"{case}: {self.results[case]}")

    def run(self, command, size, threads, memory, index):
        common = ["--index", index, "--threads", threads, *(["--memory", memory] if memory else [])]
        if command == "slow input":
            done = self.from_slow_input(size, common)
        elif command == "index":
            done = self.program.run("index", "-q", self.corpora[size], *common)
        else:
            done = self.program.run("search", "said", "--corpus", self.corpora[size], *common, "-q", "-n", 1)
        expect(done.code == 0, said(done))
        got = state(self.program, index)
        expect(got == self.wanted[size], describe_difference(got, self.wanted[size]))
        verify(self.program, index, finished=True)

    def from_slow_input(self, size, common):
        """Runs `index -` on articles that come little by little."""
        with open(self.corpora[size], "rb") as file:
            lines = file.readlines()
        reader, writer = os.pipe()

        def feed():
            with os.fdopen(writer, "wb", buffering=0) as pipe:
                for line in lines:
                    pipe.write(line)
                    time.sleep(SLOW_INPUT / len(lines))

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        try:
            return self.program.run("index", "-q", "-", *common, stdin=reader)
        finally:
            os.close(reader)
            feeder.join()

    def table(self, args):
        columns = [("index", memory) for memory in args.memory] + [("slow input", None)]
        columns += [("search --corpus", memory) for memory in (args.memory if self.memory_in_search else [None])]
        heads = ["articles", "threads"] + [f"{command} {memory or ''}".strip() for command, memory in columns]
        rows = [[str(size), str(threads)] + [self.results.get((command, size, threads, memory), "-")
                                             for command, memory in columns]
                for size in args.sizes for threads in args.threads]
        print("| " + " | ".join(heads) + " |")
        print("|" + "---|" * len(heads))
        for row in rows:
            print("| " + " | ".join(row) + " |")


def numbers(text):
    return [int(part) for part in text.split(",")]


def main():
    parser = arguments(__doc__, 1)
    parser.add_argument("--sizes", type=numbers, default=[300, 2000, 9874])
    parser.add_argument("--threads", type=numbers, default=THREADS)
    parser.add_argument("--memory", type=lambda text: text.split(","), default=MEMORY + TOO_MUCH)
    args = parser.parse_args()
    tally = Tally("threads and memory", args)
    lines = read_lines(args.articles, max(args.sizes))
    with Scratch(args) as scratch:
        check = Check(args, tally, scratch)
        for size in args.sizes:
            check.prepare(lines, size)
        rounds(tally, list(check.cases(args)) * args.rounds, check.one, scratch)
    check.table(args)
    tally.finish()


if __name__ == "__main__":
    start(main)
