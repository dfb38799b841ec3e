#!/usr/bin/env python3
"""Kill and interrupt the indexer at random moments and at random system calls; nothing may be lost.

    scripts/trust/kills.py reuters.jsonl.gz [--program P] [--rounds 300] [--calls 150] [--interrupts 100]

--rounds SIGKILLs hit at random moments, --calls at the k-th system call of a kind (with strace), and
--interrupts are SIGINT or SIGTERM at random moments, a second one after some of them. A third of the
runs starts without an index, a third on an index of half of the articles, and a third on an index
whose files and records were changed and deleted since. Commits are forced every 60 kB of text.

After each: the index opens or is reported as missing, `verify` finds no damage, the articles are
among those expected, without duplicates, and none is missing that should be there. After the next complete run: no
article is lost or duplicated, the texts and the stories are those of an undisturbed run, and
no extra file is left. An interrupted run exits with 130 or 143 and reports what
it committed; after a second signal it ends at once.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import time

import system_calls
from common import (Program, Scratch, Tally, Violation, arguments, articles, contents, copy_index,
                    environment_is_known, expect, json_lines, kinds, left_files, read_lines, rounds, said, start,
                    stories_of, verify, without_doubles, write_corpus)

COMMIT_BYTES = 60_000
EXIT = {signal.SIGINT: 130, signal.SIGTERM: 143}
# A process that was only just started has not yet set up what to do on a signal.
STARTUP = 0.05
TRIES = 20
# A run that was interrupted twice must be gone after this time.
AT_ONCE = 1.0


class Start:
    """A state to begin from: an index, the folder to index, and what a whole run makes of them."""

    def __init__(self, name, index, corpus, before):
        self.name, self.index, self.corpus, self.before = name, index, corpus, before
        self.length, self.calls = 0.0, []

    def measure(self, program, scratch, with_calls):
        """Lets one run end: how long it takes, what it leaves, which system calls it makes."""
        index = self.copy(os.path.join(scratch, f"whole-{self.name}"))
        began = time.time()
        done = program.run("index", "-q", self.corpus, "--index", index)
        self.length = time.time() - began
        expect(done.code == 0, f"{self.name}: a whole run fails, {said(done)}")
        held = articles(program, index)
        self.after, self.stories = without_doubles(held), stories_of(held)
        self.texts, self.kinds = contents(program, index), kinds(program, index)
        # What is in both may not be missing at any time.
        self.stays = self.before & self.after
        if with_calls:
            log = os.path.join(scratch, f"calls-{self.name}")
            traced = self.copy(index + "-traced")
            done = system_calls.trace(program, log, "index", "-q", self.corpus, "--index", traced)
            expect(done.code == 0, f"{self.name}: a run under strace fails, {said(done)}")
            # Before it looks for its files a run only loads libraries.
            self.calls = system_calls.calls_in(log, since=self.corpus)
        return self

    def copy(self, to):
        return copy_index(self.index, to) if self.index else to

    def __repr__(self):
        return self.name


def prepare(program, lines, scratch, with_calls):
    """The three states to start from."""
    corpus = os.path.join(scratch, "corpus")
    paths = write_corpus(corpus, lines, 8)
    half = os.path.join(scratch, "half")
    done = program.run("index", "-q", *paths[:4], "--index", half)
    expect(done.code == 0, f"indexing half of the articles fails, {said(done)}")
    whole = os.path.join(scratch, "to-change")
    changed = os.path.join(scratch, "changed")
    shutil.copytree(corpus, changed)
    done = program.run("index", "-q", changed, "--index", whole)
    expect(done.code == 0, f"indexing the articles fails, {said(done)}")
    before = without_doubles(articles(program, whole))
    change(changed)
    starts = [Start("no index", None, corpus, set()),
              Start("half", half, corpus, without_doubles(articles(program, half))),
              Start("changed", whole, changed, before)]
    return [start.measure(program, scratch, with_calls) for start in starts]


def change(corpus):
    """Edits every third record of two files, deletes every fifth of another, deletes one file, adds one."""
    names = sorted(os.listdir(corpus))
    for name in names[:2]:
        edit(os.path.join(corpus, name), lambda number, record: {**record, "body": record["body"] + " Updated."}
             if number % 3 == 0 else record)
    edit(os.path.join(corpus, names[3]), lambda number, record: None if number % 5 == 0 else record)
    os.remove(os.path.join(corpus, names[5]))
    with open(os.path.join(corpus, names[6])) as file, open(os.path.join(corpus, "new.jsonl"), "w") as new:
        for line in file:
            record = json.loads(line)
            new.write(json.dumps({**record, "id": "new-" + record["id"]}) + "\n")


def edit(path, replace):
    with open(path) as file:
        records = [replace(number, json.loads(line)) for number, line in enumerate(file)]
    with open(path, "w") as file:
        file.writelines(json.dumps(record) + "\n" for record in records if record is not None)


def check_after_kill(program, start, index):
    """What a run that was cut off left; returns how many articles the last commit holds."""
    if not os.path.exists(index):
        expect(not start.index, "the index is gone")
        return 0
    held = articles(program, index)
    if held is None:
        expect(not start.index, "the index is gone")
        done = program.run("verify", "--index", index)
        expect(done.code == 2 and "there is no index" in done.err, f"verify where there is no index, {said(done)}")
        return 0
    ids = without_doubles(held)
    expect(ids <= start.before | start.after, f"{len(ids - start.before - start.after)} articles that are not expected")
    expect(start.stays <= ids, f"{len(start.stays - ids)} articles lost until the next run")
    counted = verify(program, index)["articles"]
    expect(counted == len(held), f"verify counts {counted} articles, search {len(held)}")
    return len(ids)


def check_next_run(program, start, index):
    """A run to its end must complete the index and tidy up."""
    done = program.run("index", "--json", "-q", start.corpus, "--index", index)
    expect(done.code == 0, f"the next run fails, {said(done)}")
    held = articles(program, index)
    ids = without_doubles(held)
    lost, added = len(start.after - ids), len(ids - start.after)
    expect(not lost and not added, f"after the next run {lost} articles lost, {added} too many")
    expect(contents(program, index) == start.texts, "after the next run some texts are not the new ones")
    expect(stories_of(held) == start.stories, "after the next run the stories are others")
    left = left_files(index, start.kinds)
    expect(not left, f"{len(left)} left files: {', '.join(left[:5])}")
    verify(program, index, finished=True)
    again = json_lines(program.run("index", "--json", "-q", start.corpus, "--index", index).out)[-1]
    expect(again["added"] == again["changed"] == again["removed"] == 0, f"a second run finds work: {again}")


class Check:
    def __init__(self, program, tally, starts):
        self.program, self.tally, self.starts = program, tally, starts

    def one(self, case, folder, rng):
        how, start = case
        hit = {"moment": self.at_a_moment, "call": self.at_a_call, "interrupt": self.interrupt}[how]
        where, tries = None, 0
        # A run that ended too early is no kill; another moment is tried.
        while where is None and tries < TRIES:
            index = start.copy(os.path.join(folder, f"index-{tries}"))
            where, tries = hit(start, index, folder, rng), tries + 1
        try:
            expect(where, f"{TRIES} runs ended before they could be cut off")
            held = check_after_kill(self.program, start, index)
            check_next_run(self.program, start, index)
        except Violation as violation:
            raise Violation(f"{where}: {violation}") from None
        self.tally.add({"moment": "killed at a moment", "call": "killed at a system call",
                        "interrupt": "interrupted"}[how])
        if held not in (len(start.before), len(start.after)):
            self.tally.add("of them between the first commit and the last")
        self.tally.note(f"{how} {start.name}: {where}, {held} articles")

    def command(self, start, index):
        return ["index", "-q", start.corpus, "--index", index]

    def at_a_moment(self, start, index, _folder, rng):
        wait = rng.uniform(0, start.length * 1.05)
        child = self.program.start(*self.command(start, index), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(wait)
        running = child.poll() is None
        child.kill()
        code = child.wait()
        expect(running or code == 0, f"a run that was left alone exits with {code}")
        return f"killed after {wait:.3f} s" if running else None

    def at_a_call(self, start, index, folder, rng):
        name, number = system_calls.choose(start.calls, rng)
        done = system_calls.trace(self.program, os.path.join(folder, "log"), *self.command(start, index), calls=[name],
                                  inject=[f"{name}:signal=KILL:when={number}"])
        # strace ends itself with the signal that ended the run.
        killed = done.code in (-signal.SIGKILL, 128 + signal.SIGKILL)
        expect(killed or done.code == 0, f"a run under strace, {said(done)}")
        return f"killed at {name} {number}" if killed else None

    def interrupt(self, start, index, _folder, rng):
        which = rng.choice([signal.SIGINT, signal.SIGTERM])
        wait, second = rng.uniform(0, start.length * 1.05), rng.random() < 0.4
        child = self.program.start("index", start.corpus, "--index", index)
        time.sleep(wait)
        if child.poll() is not None:
            child.communicate()
            return None
        child.send_signal(which)
        where = f"{which.name} after {wait:.3f} s"
        if second:
            time.sleep(rng.uniform(0, 0.02))
            began = time.time()
            child.send_signal(which)
            where += ", twice"
        try:
            _, err = child.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            raise Violation(f"{where}: not gone after a minute") from None
        if second:
            took = time.time() - began
            expect(took < AT_ONCE, f"{where}: gone only after {took:.1f} s")
        self.check_exit(child.returncode, err.decode(errors="replace"), which, where, wait, second)
        return where if child.returncode != 0 else None

    def check_exit(self, code, err, which, where, wait, second):
        """The exit code names the signal; the message says what was committed."""
        if code == 0 and not second:
            # It was about to end.
            return
        if code == -which and (second or wait < STARTUP):
            return
        expect(code == EXIT[which], f"{where}: exits with {code} instead of {EXIT[which]}: {err[-300:]!r}")
        if not second:
            expect(re.search(r"commit", err), f"{where}: does not say what was committed: {err[-300:]!r}")


def main():
    parser = arguments(__doc__, 300)
    parser.add_argument("--calls", type=int, default=150, help="kills at a system call")
    parser.add_argument("--interrupts", type=int, default=100)
    parser.add_argument("--count", type=int, default=1200, help="number of articles")
    args = parser.parse_args()
    program = Program(args.program, DATELINE_COMMIT_BYTES=str(COMMIT_BYTES))
    if not environment_is_known(program, "DATELINE_COMMIT_BYTES"):
        print("note: this program does not know DATELINE_COMMIT_BYTES; there are few commits to kill between")
    if args.calls:
        system_calls.require_strace()
    tally = Tally("kills", args)
    with Scratch(args) as scratch:
        starts = prepare(program, read_lines(args.articles, args.count), scratch, args.calls > 0)
        for start in starts:
            tally.note(f"{start.name}: {start.length:.1f} s, {len(start.calls)} system calls")
        hows = ["moment"] * args.rounds + ["call"] * args.calls + ["interrupt"] * args.interrupts
        cases = [(how, starts[number % 3]) for number, how in enumerate(hows)]
        rounds(tally, cases, Check(program, tally, starts).one, scratch)
    tally.finish()


if __name__ == "__main__":
    start(main)
