#!/usr/bin/env python3
"""Make the system refuse something, and check what the program reports.

    scripts/trust/errors.py reuters.jsonl.gz [--program P] [--rounds 100] [--only NAME]

Each case must end with exit code 2 (unless stated otherwise) and a message with the file and the true reason;
none may crash (101), hang, report damage or advise to delete or rebuild the index. Afterwards the index is as
before or as after the run: `verify` finds nothing, and after the next run all articles are present. --rounds is
for the last case: that many single system calls on files of the index fail, each with one of several errors.

Runs as root, because it removes permissions from an unprivileged user (with setpriv), mounts a small file system
if allowed, and uses strace. What the machine does not allow is reported as not tried.
"""
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess

import system_calls
from common import (Program, Scratch, Tally, Violation, arguments, articles, copy_index, expect, ids_of, kind_of, kinds,
                    left_files, read_lines, said, shorten, start, verify, without_doubles, write, write_corpus)

NOBODY = 65534
AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
DENIED = r"permission denied"
NOT_THERE = r"no such file|not found|does not exist|is gone"
FULL = r"no space left|disk is full|disk full|file too large|os error 27|os error 28"
MISLEADING = re.compile(r"damag|delete the|rebuild|remove this|corrupt|rotten|panicked|stack backtrace", re.IGNORECASE)
# What a system call may fail with, the calls that may, and what must be said.
FAULTS = [("ENOSPC", ["write", "pwrite64", "openat", "ftruncate", "fsync", "fdatasync", "rename", "mkdir"], FULL),
          ("EIO", ["read", "pread64", "write", "fsync", "fdatasync", "openat", "rename", "renameat", "statx",
                   "getdents64", "unlink"], r"input/output error|i/o error|os error 5\b"),
          ("EACCES", ["openat", "rename", "renameat", "unlink", "statx", "mkdir"], DENIED),
          ("EMFILE", ["openat"], r"too many open files"),
          ("ENOMEM", ["mmap"], r"cannot allocate memory|out of memory|os error 12")]


class Case:
    """A folder of its own with a corpus and an index of the first half of it."""

    def __init__(self, check, function):
        self.program, self.lines, self.kinds = check.program, check.lines, check.kinds
        self.tally, self.name = check.tally, function.__doc__
        self.folder = os.path.join(check.scratch, function.__name__)
        self.index, self.news = os.path.join(self.folder, "index"), os.path.join(self.folder, "news")
        paths = write_corpus(self.news, self.lines, 4)
        done = self.program.run("index", "-q", *paths[:2], "--index", self.index)
        expect(done.code == 0, f"indexing fails, {said(done)}")

    def says(self, done, *what, **how):
        """Like `says`, but the case goes on after a violation."""
        try:
            says(done, *what, **how)
        except Violation as violation:
            self.tally.violation(self.name, str(violation))

    def path(self, name):
        return os.path.join(self.folder, name)

    def segment(self, kind):
        """The path of a file of the index by its kind."""
        names = sorted(name for name in os.listdir(self.index) if kind_of(name) == kind)
        expect(names, f"the index has no file of kind {kind}")
        return os.path.join(self.index, names[0])

    def run(self, *args, **options):
        return self.program.run(*args, **options)

    def as_nobody(self, *args, **options):
        return self.program.run(*args, before=AS_NOBODY, **options)

    def give_to_nobody(self, path=None):
        for folder, _, names in os.walk(path or self.folder):
            for one in [folder, *(os.path.join(folder, name) for name in names)]:
                os.chown(one, NOBODY, NOBODY)

    def check_whole(self):
        """The index is sound, and the next run completes it."""
        if os.path.exists(self.index) and articles(self.program, self.index) is not None:
            without_doubles(articles(self.program, self.index))
            verify(self.program, self.index)
        done = self.run("index", "-q", self.news, "--index", self.index)
        expect(done.code == 0, f"the next run fails, {said(done)}")
        ids = without_doubles(articles(self.program, self.index))
        lost = ids_of(self.lines) - ids
        expect(not lost, f"{len(lost)} articles lost")
        verify(self.program, self.index, finished=True)
        left = left_files(self.index, self.kinds)
        expect(not left, f"{len(left)} left files: {', '.join(left[:5])}")


def says(done, reason, *names, codes=(2,), may_pass=False):
    """Expects a message that names a reason and files; may_pass: the run may not have met the error at all."""
    text = f"`{shorten(' '.join(map(str, done.args)))}` {said(done)}"
    # What `verify` finds is data, and stands on standard output.
    told = done.err + (done.out.decode(errors="replace") if done.args[0] == "verify" else "")
    expect(done.code not in (101, None) and done.code >= 0, f"crashes or hangs: {text}")
    expect(not MISLEADING.search(told), f"misleads: {text}")
    if may_pass and done.code in (0, 1):
        return
    expect(done.code in codes, f"exit code {done.code} instead of {codes}: {text}")
    expect(re.search(reason, told, re.IGNORECASE), f"does not say {reason!r}: {text}")
    for name in names:
        expect(name in told, f"does not name {name}: {text}")


def limit(which, value, ignored=None):
    """To call in the new process: sets a limit, and ignores a signal that would end it."""
    def set_limit():
        if ignored is not None:
            signal.signal(ignored, signal.SIG_IGN)
        resource.setrlimit(which, (value, value))
    return set_limit


# The cases. Each takes a Case; its first line of documentation is its name in the output.

def folder_without_access(case):
    """the folder of the index may not be entered"""
    case.give_to_nobody(case.news)
    os.chmod(case.index, 0o000)
    for command in (["search", "oil"], ["stats"], ["verify"], ["index", "-q", case.news]):
        case.says(case.as_nobody(*command, "--index", case.index), DENIED, case.index)
    os.chmod(case.index, 0o755)
    case.check_whole()


def file_of_the_index_without_access(case):
    """a file of the index may not be read"""
    case.give_to_nobody()
    for path in sorted(os.listdir(case.index)):
        full = os.path.join(case.index, path)
        if path.endswith(".lock") or not os.path.getsize(full):
            continue
        os.chown(full, 0, 0)
        os.chmod(full, 0o000)
        for command in (["search", "oil"], ["facets", "oil"], ["verify"], ["index", "-q", case.news]):
            case.says(case.as_nobody(*command, "--index", case.index), DENIED, path,
                 may_pass=command[0] != "verify" and kind_of(path) not in (".store", ".term"))
        os.chown(full, NOBODY, NOBODY)
        os.chmod(full, 0o644)
    case.check_whole()


def folder_that_is_read_only(case):
    """the folder of the index may only be read"""
    done = case.as_nobody("search", "oil", "--index", case.index)
    expect(done.code == 0, f"search fails in a folder that may be read, {said(done)}")
    done = case.as_nobody("verify", "--index", case.index)
    expect(done.code == 0, f"verify fails in a folder that may be read, {said(done)}")
    case.says(case.as_nobody("index", "-q", case.news, "--index", case.index), DENIED, case.index)
    case.says(case.as_nobody("search", "oil", "--corpus", case.news, "--index", case.index), DENIED, case.index)
    case.says(case.as_nobody("index", "-q", case.news, "--index", case.path("other")), DENIED, case.path("other"))
    expect(not os.path.exists(case.path("other")), "a run without access leaves a folder")
    case.check_whole()


def input_without_access(case):
    """an input may not be read"""
    case.give_to_nobody()
    closed = os.path.join(case.news, "03.jsonl")
    os.chown(closed, 0, 0)
    os.chmod(closed, 0o000)
    done = case.as_nobody("index", case.news, "--index", case.index)
    case.says(done, DENIED, "03.jsonl")
    held = without_doubles(articles(case.program, case.index))
    expect(len(held) == len(case.lines) // 4 * 3, f"{len(held)} articles: the other files were not read")
    case.says(case.as_nobody("extract", case.news), DENIED, "03.jsonl")
    inner = os.path.join(case.news, "inner")
    os.mkdir(inner, 0o000)
    case.says(case.as_nobody("index", case.news, "--index", case.index), DENIED, "inner")
    os.rmdir(inner)
    os.chmod(closed, 0o644)
    case.check_whole()


def input_that_fails(case):
    """reading an input fails in the middle"""
    path = os.path.join(case.news, "03.jsonl")
    for command in (["index", "-q", case.news, "--index", case.index], ["extract", case.news]):
        before = ["strace", "-f", "-qq", "-o", case.path("log"), "-P", path, "-e", "trace=read,pread64",
                  "-e", "inject=read,pread64:error=EIO:when=2+"]
        done = case.run(*command, before=before)
        case.says(done, r"input/output error|os error 5\b", "03.jsonl")
    case.says(case.run("index", "-q", "-", "--index", case.index, stdin=os.open(case.folder, os.O_RDONLY)),
         r"is a directory|input/output error", "standard input")
    case.check_whole()


def input_that_is_not_there(case):
    """an input does not exist"""
    gone, fresh = case.path("nowhere"), case.path("fresh")
    for command in (["index", "-q", gone], ["search", "oil", "--corpus", gone]):
        case.says(case.run(*command, "--index", fresh), NOT_THERE, gone)
        expect(not os.path.exists(fresh), f"`{command[0]}` of a file that is not there leaves an index")
    before = sorted(os.listdir(case.index))
    case.says(case.run("index", "-q", gone, "--index", case.index), NOT_THERE, gone)
    expect(sorted(os.listdir(case.index)) == before, "`index` of a file that is not there changes the index")
    case.check_whole()


def fill(path):
    """Writes a file until nothing more fits."""
    try:
        with open(path, "wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
    except OSError:
        pass


def disk_that_is_full(case):
    """the disk is full"""
    small = case.path("small")
    os.mkdir(small)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", small], check=False,
                      stderr=subprocess.DEVNULL).returncode != 0:
        return "not tried: mounting is not allowed"
    try:
        index = os.path.join(small, "index")
        case.says(case.run("index", "-q", case.news, "--index", index), FULL, small)
        shutil.rmtree(index, ignore_errors=True)
        subprocess.run(["mount", "-o", "remount,size=3m", small], check=True)
        index = copy_index(case.index, index)
        held = len(articles(case.program, index))
        fill(os.path.join(small, "filler"))
        case.says(case.run("index", "-q", case.news, "--index", index), FULL, small)
        expect(len(articles(case.program, index)) >= held, "articles are lost on a full disk")
        verify(case.program, index)
        case.says(case.run("search", "oil", "--index", index), "", codes=(0,))
        os.remove(os.path.join(small, "filler"))
    finally:
        subprocess.run(["umount", small], check=False)
    with open("/dev/full", "wb") as full:
        for command in (["search", "oil", "--json"], ["facets"], ["stats"], ["show", case.first_id(), "--json"]):
            process = subprocess.run([case.program.path, *command, "--index", case.index], stdout=full,
                                     stderr=subprocess.PIPE, env=case.program.environment, check=False)
            err = process.stderr.decode(errors="replace")
            expect(process.returncode == 2 and re.search(FULL, err, re.IGNORECASE),
                   f"{command[0]} to a full disk: exit {process.returncode}: {err.strip()}")
    case.check_whole()
    return None


def files_that_may_not_grow(case):
    """files may not grow beyond a limit"""
    for size in (0, 100, 1_000, 10_000, 50_000, 100_000, 200_000):
        done = case.run("index", "-q", case.news, "--index", case.index,
                        preexec_fn=limit(resource.RLIMIT_FSIZE, size, signal.SIGXFSZ))
        case.says(done, FULL, case.index, may_pass=size > 50_000)
    case.check_whole()


def too_many_open_files(case):
    """too many files are open"""
    met = 0
    for most in range(4, 60, 3):
        for command in (["search", "oil"], ["index", "-q", case.news], ["verify"]):
            index = copy_index(case.index, case.path(f"{command[0]}-{most}"))
            done = case.run(*command, "--index", index, preexec_fn=limit(resource.RLIMIT_NOFILE, most))
            if done.code == 127:
                continue
            met += done.code == 2
            case.says(done, r"too many open files|os error 24", may_pass=True)
            verify(case.program, index)
    expect(met, "no limit was met")
    case.check_whole()


def too_few_threads(case):
    """too few threads are allowed"""
    case.give_to_nobody()
    met = 0
    for most in [*range(1, 24), 32]:
        for command in (["index", "-q", case.news, "--threads", "8"], ["search", "oil", "--threads", "8"],
                        ["extract", case.news, "--threads", "8"]):
            index = copy_index(case.index, case.path("index-few"))
            case.give_to_nobody(index)
            before = [*AS_NOBODY, "prlimit", f"--nproc={most}"]
            done = case.run(*command, *([] if command[0] == "extract" else ["--index", index]), before=before)
            met += done.code == 2
            case.says(done, r"thread", may_pass=True)
            verify(case.program, index)
            shutil.rmtree(index)
    expect(met, "no limit was met")
    case.check_whole()


def output_that_is_closed(case):
    """the reader of the output has gone"""
    for command in (["search", "", "--json", "-n", "1000"], ["facets", "--json"], ["stats"], ["verify"],
                    ["index", case.news], ["extract", case.news], ["search", "", "--format", "csv", "-n", "1000"]):
        where = [] if command[0] == "extract" else ["--index", case.index]
        for closed in ("out", "both"):
            reader, writer = os.pipe()
            os.close(reader)
            process = subprocess.run([case.program.path, *command, *where], stdout=writer, env=case.program.environment,
                                     stderr=writer if closed == "both" else subprocess.PIPE, check=False)
            os.close(writer)
            err = (process.stderr or b"").decode(errors="replace")
            expect(process.returncode == 0 and "panicked" not in err,
                   f"{command[0]} with {closed} closed: exit {process.returncode}: {err[-300:]}")
    case.check_whole()


def one_bad_query_of_many(case):
    """one query of a file is bad"""
    queries = case.path("queries.tsv")
    write(queries, "a\toil\nb\tdate:nonsense\nc\ttrade\n")
    done = case.run("search", "--queries", queries, "--strict-query", "--index", case.index)
    got = {line.split()[0] for line in done.out.decode().splitlines() if line}
    expect({"a", "c"} <= got, f"the queries beside a bad one are not answered: {sorted(got)}; {said(done)}")
    case.says(done, r"date", "b")


def single_calls_that_fail(case, check):
    """single system calls on files of the index fail"""
    whole = copy_index(case.index, case.path("whole"))
    log = case.path("whole.log")
    command = lambda index: ["index", "-q", case.news, "--index", index]
    done = system_calls.trace(case.program, log, *command(whole), names=True)
    expect(done.code == 0, f"a run under strace fails, {said(done)}")
    calls = system_calls.calls_in(log, about=whole)
    for number in range(check.args.rounds):
        index = copy_index(case.index, case.path(f"fault-{number}"))
        error, names, reason = check.rng.choice(FAULTS)
        usable = [call for call in calls if call[0] in names]
        name, at = system_calls.choose(usable, check.rng)
        log = case.path(f"fault-{number}.log")
        done = system_calls.trace(case.program, log, *command(index), calls=[name], names=True,
                                  inject=[f"{name}:error={error}:when={at}"])
        hit = system_calls.injected(log)
        where = f"{error} at {hit[0].split(' ', 1)[1][:160] if hit else f'{name} {at}, not reached'}"
        try:
            check.after_a_fault(case, done, hit, index, reason)
        except Violation as violation:
            check.tally.violation(case.name, f"round {number}, {where}: {violation}")
        check.tally.note(shorten(f"{where}: {said(done)}"))
        shutil.rmtree(index, ignore_errors=True)


class Check:
    def __init__(self, args, tally, scratch):
        self.args, self.tally, self.scratch, self.rng = args, tally, scratch, random.Random(args.seed)
        # The unprivileged user must be able to run it.
        program = os.path.join(scratch, "dateline")
        shutil.copy(args.program, program)
        os.chmod(program, 0o755)
        self.program, self.lines = Program(program), read_lines(args.articles, args.count)
        corpus, index = (os.path.join(scratch, name) for name in ("whole-news", "whole"))
        paths = write_corpus(corpus, self.lines, 4)
        done = self.program.run("index", "-q", *paths, "--index", index)
        expect(done.code == 0, f"indexing fails, {said(done)}")
        self.kinds = kinds(self.program, index) | {".del"}

    def one(self, function):
        case, before = Case(self, function), len(self.tally.violations)
        case.first_id = lambda: json.loads(self.lines[0])["id"]
        try:
            outcome = function(case, self) if function is single_calls_that_fail else function(case)
            self.tally.add("cases not tried" if outcome else "cases")
            found = len(self.tally.violations) > before
            print(f"{outcome or ('violated' if found else 'as expected')}: {function.__doc__}", flush=True)
        except Violation as violation:
            self.tally.violation(function.__doc__, str(violation))
        finally:
            shutil.rmtree(case.folder, ignore_errors=True)

    def after_a_fault(self, case, done, hit, index, reason):
        """What a run says to a call that failed, and that nothing is lost by it."""
        if not hit:
            self.tally.add("calls not reached")
            expect(done.code == 0, f"a run that was left alone fails, {said(done)}")
            return
        self.tally.add("calls that failed")
        if not all(os.path.basename(index) in call for call in hit):
            # strace counts for each thread, so that another thread's call may fail too, or first, on another file:
            # the write of the message itself, say.
            self.tally.add("of them not on the index")
            expect(done.code not in (101, None), f"crashes, {said(done)}")
        else:
            says(done, reason, index, codes=(0, 2), may_pass=True)
        verify(self.program, index)
        again = self.program.run("index", "-q", case.news, "--index", index)
        expect(again.code == 0, f"the next run fails, {said(again)}")
        ids = without_doubles(articles(self.program, index))
        expect(ids == ids_of(self.lines), f"{len(ids_of(self.lines) - ids)} articles lost")
        verify(self.program, index, finished=True)
        left = left_files(index, self.kinds)
        expect(not left, f"{len(left)} left files: {', '.join(left[:5])}")


CASES = [folder_without_access, file_of_the_index_without_access, folder_that_is_read_only, input_without_access,
         input_that_fails, input_that_is_not_there, disk_that_is_full, files_that_may_not_grow, too_many_open_files,
         too_few_threads, output_that_is_closed, one_bad_query_of_many, single_calls_that_fail]


def main():
    parser = arguments(__doc__, 100)
    parser.add_argument("--count", type=int, default=400, help="number of articles")
    parser.add_argument("--only", help="only the cases whose name contains this text")
    args = parser.parse_args()
    if os.geteuid() != 0:
        raise SystemExit("this check must run as root, to remove permissions from another user")
    system_calls.require_strace()
    tally = Tally("errors", args)
    with Scratch(args, mode=0o755) as scratch:
        check = Check(args, tally, scratch)
        for function in CASES:
            if not args.only or args.only in function.__name__:
                check.one(function)
    tally.finish()


if __name__ == "__main__":
    start(main)
