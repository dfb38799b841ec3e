"""What the trust checks share: running the program, reading an index from outside, counting violations."""

import argparse
import concurrent.futures
import gzip
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from types import SimpleNamespace

ALL = "1000000000"
NO_INDEX = "there is no index"
LOCKED = "another dateline is writing"
SEGMENT_FILE = re.compile(r"([0-9a-f]{32})\.(?:(\d+)\.)?([a-z]+)")
# A run that takes longer than this hangs.
TIMEOUT = 300
# At most this many violations of one case are printed.
PRINTED = 4


def arguments(doc, rounds, **defaults):
    """The parser of a check, with the options that all of them take."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", metavar="ARTICLES.jsonl", help="articles, one JSON object per line; may be gzip")
    parser.add_argument("--program", default="target/release/dateline")
    parser.add_argument("--rounds", type=int, default=rounds, help=f"number of rounds (default {rounds})")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="number of parallel rounds (default 1)")
    parser.add_argument("--scratch", help="folder for temporary files (default: the system's)")
    parser.add_argument("--keep", action="store_true", help="keep the folders of failed rounds")
    parser.add_argument("-v", "--verbose", action="store_true", help="print every round")
    parser.set_defaults(**defaults)
    return parser


def read_lines(path, count=None):
    """The first `count` lines of a JSONL file."""
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
    with opened as file:
        lines = [line for _, line in zip(range(count or 1 << 60), file)]
    if count and len(lines) < count:
        sys.exit(f"{path} has only {len(lines)} articles, but {count} are needed")
    return lines


def write_corpus(folder, lines, files):
    """Spreads articles over JSONL files; returns the paths."""
    os.makedirs(folder, exist_ok=True)
    part = -(-len(lines) // files)
    paths = []
    for number in range(files):
        path = os.path.join(folder, f"{number:02}.jsonl")
        write(path, "".join(lines[number * part:(number + 1) * part]))
        paths.append(path)
    return paths


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


def ids_of(lines):
    return {json.loads(line)["id"] for line in lines}


class Program:
    """The program under test, with an environment of its own."""

    def __init__(self, path, **environment):
        self.path = os.path.abspath(path)
        if not os.access(self.path, os.X_OK):
            sys.exit(f"no program at {path}")
        base = {key: value for key, value in os.environ.items() if not key.startswith("DATELINE_")}
        self.environment = {**base, "NO_COLOR": "1", **environment}

    def with_environment(self, **more):
        other = Program(self.path)
        other.environment = {**self.environment, **more}
        return other

    def run(self, *args, stdin=subprocess.DEVNULL, before=(), timeout=TIMEOUT, **options):
        """Runs the program to its end; `before` is put in front of the command, like `strace`."""
        command = [*before, self.path, *map(str, args)]
        process = subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=self.environment, start_new_session=True, **options)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            return SimpleNamespace(code=None, out=out, err=err.decode(errors="replace") + "\nhangs", args=args)
        return SimpleNamespace(code=process.returncode, out=out, err=err.decode(errors="replace"), args=args)

    def start(self, *args, before=(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options):
        command = [*before, self.path, *map(str, args)]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, env=self.environment,
                                **options)


def json_lines(bytes_):
    return [json.loads(line) for line in bytes_.decode().split("\n") if line]


class Violation(Exception):
    """Something that must not happen has happened."""


def expect(condition, text):
    if not condition:
        raise Violation(text)


def said(done):
    """What a run printed, short enough for a report."""
    text = (done.err.strip() or done.out.decode(errors="replace").strip()).replace("\n", " | ")
    return f"exit {done.code}: {shorten(text)}"


def shorten(text, most=600):
    """Takes out the path of the temporary folder, and the middle of a long text."""
    text = re.sub(r"\S*dateline-trust-\w+/", "…/", text)
    return text if len(text) <= most else f"{text[:most // 2]} [...] {text[-most // 2:]}"


def articles(program, index):
    """All articles of an index as (path, id, record) to story; None if there is no commit yet."""
    done = program.run("search", "", "--index", index, "--copies", "all", "--format", "jsonl", "-n", ALL, "-q")
    if done.code == 2 and NO_INDEX in done.err:
        return None
    if done.code == 1 and not done.out:
        return []
    expect(done.code == 0, f"search fails, {said(done)}")
    return [(hit["path"], hit["id"], hit.get("story")) for hit in json_lines(done.out)]


def stories_of(held):
    """The stories with more than one article, as sets of ids."""
    groups = {}
    for _, id_, story in held:
        if story is not None:
            groups.setdefault(story, set()).add(id_)
    return {frozenset(group) for group in groups.values()}


def contents(program, index):
    """The text of all articles: id to headline and body."""
    done = program.run("search", "", "--index", index, "--format", "articles", "-n", ALL, "-q")
    expect(done.code in (0, 1), f"search fails, {said(done)}")
    return {one["id"]: (one.get("headline"), one.get("body")) for one in json_lines(done.out)}


def verify(program, index, finished=None):
    """Expects an index without damage, and one whose last run has finished where that is asked for."""
    done = program.run("verify", "--json", "--index", index)
    expect(done.code == 0, f"verify finds damage, {said(done)} {done.out.decode(errors='replace').strip()[:400]}")
    result = json_lines(done.out)[-1]
    expect(result["sound"], f"verify says not sound, {result}")
    if finished is not None:
        expect(result["finished"] == finished, f"verify says finished: {result['finished']}")
    return result


def without_doubles(held):
    """Expects that no article is held twice; returns the ids."""
    twice = [id_ for id_, times in Counter((path, id_) for path, id_, _ in held).items() if times > 1]
    expect(not twice, f"{len(twice)} articles doubled, like {twice[:3]}")
    ids = [id_ for _, id_, _ in held]
    expect(len(ids) == len(set(ids)), f"{len(ids) - len(set(ids))} ids doubled")
    return set(ids)


def kind_of(name):
    """The kind of a file of an index: its name without what differs from run to run."""
    segment = SEGMENT_FILE.fullmatch(name)
    if segment:
        return f".{segment[3]}"
    if name.startswith(".tmp") or name.endswith(".tmp") or ".tmp" in name:
        return "temporary"
    return re.sub(r"\d+|[0-9a-f]{16,}", "N", name)


def left_files(index, allowed):
    """Files that no commit names, or of a kind that a run that was not disturbed does not leave."""
    meta = json.loads(read_bytes(os.path.join(index, "meta.json")))
    payload = meta.get("payload") or ""
    segments = {segment["segment_id"].replace("-", ""): segment.get("deletes") for segment in meta["segments"]}
    left, numbered = [], Counter()
    for folder, _, names in os.walk(index):
        for name in sorted(names):
            segment, kind = SEGMENT_FILE.fullmatch(name), kind_of(name)
            if segment:
                deletes = segments.get(segment[1], {"opstamp": None}) or {}
                named = segment[1] in segments and (segment[2] is None or str(deletes.get("opstamp")) == segment[2])
            elif "N" in kind and kind.split("N")[0] in payload:
                named = name in payload
            else:
                # Of a file with a number that the commit does not name there may be one.
                numbered[kind] += "N" in kind
                named = kind in allowed and numbered[kind] <= 1
            if not named:
                left.append(os.path.relpath(os.path.join(folder, name), index))
    return sorted(left)


def kinds(program, index):
    """The kinds of files in a sound index, with those that a search adds to a copy of it."""
    copy = index + "-kinds"
    shutil.copytree(index, copy, copy_function=shutil.copy)
    program.run("search", "said", "--index", copy)
    found = {kind_of(name) for folder in (index, copy) for _, _, names in os.walk(folder) for name in names}
    shutil.rmtree(copy)
    return found


def copy_index(index, to):
    """Copies an index with the times of its files, like `cp -p`."""
    shutil.copytree(index, to, copy_function=shutil.copy2)
    return to


class Tally:
    """Counts what happened and prints one line of it at the end."""

    def __init__(self, name, args):
        self.name, self.args = name, args
        self.counts, self.violations = Counter(), []
        self.lock, self.start = threading.Lock(), time.time()

    def add(self, what, number=1):
        with self.lock:
            self.counts[what] += number

    def violation(self, where, text):
        with self.lock:
            self.violations.append((where, text))
            already = sum(place == where for place, _ in self.violations)
        if already <= PRINTED or self.args.verbose:
            print(f"VIOLATION {where}: {shorten(text, 1200)}", flush=True)

    def note(self, text):
        if self.args.verbose:
            print(text, flush=True)

    def finish(self):
        """Prints the summary; the exit code is 1 if anything was violated."""
        for where, times in Counter(where for where, _ in self.violations).items():
            if times > PRINTED and not self.args.verbose:
                print(f"{times} violations in all: {where} (--verbose prints them)")
        counts = ", ".join(f"{number} {what}" for what, number in sorted(self.counts.items()))
        print(f"{self.name}: {counts or 'nothing done'}; {len(self.violations)} violations; "
              f"seed {self.args.seed}; {time.time() - self.start:.0f} s", flush=True)
        sys.exit(1 if self.violations else 0)


def rounds(tally, cases, work, scratch):
    """Calls `work(case, folder, rng)` for each case, some at a time, each in a folder of its own."""
    def one(number, case):
        folder = os.path.join(scratch, f"round-{number}")
        os.makedirs(folder)
        try:
            work(case, folder, random.Random(f"{tally.args.seed} {number}"))
        except Violation as violation:
            tally.violation(f"round {number} ({case})", str(violation))
            if tally.args.keep:
                print(f"  kept: {folder}", flush=True)
                return
        shutil.rmtree(folder, ignore_errors=True)

    with concurrent.futures.ThreadPoolExecutor(tally.args.jobs) as pool:
        for done in [pool.submit(one, number, case) for number, case in enumerate(cases)]:
            done.result()


def start(main):
    """Runs a check; what goes wrong before its first round is a violation too."""
    try:
        main()
    except Violation as violation:
        sys.exit(f"VIOLATION before the first round: {violation}")


class Scratch:
    """A temporary folder that goes away, but for rounds that are kept."""

    def __init__(self, args, mode=0o700):
        self.path, self.keep = tempfile.mkdtemp(prefix="dateline-trust-", dir=args.scratch), args.keep
        os.chmod(self.path, mode)

    def __enter__(self):
        return self.path

    def __exit__(self, *_):
        if not self.keep:
            shutil.rmtree(self.path, ignore_errors=True)


def environment_is_known(program, setting):
    """True if the program has a hidden setting; it is a text inside the program."""
    return setting.encode() in read_bytes(program.path)
