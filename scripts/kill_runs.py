#!/usr/bin/env python3
"""Kill the indexer at moments spread over the length of a run and check what it leaves. No dependencies.

    scripts/kill_runs.py ARTICLES.jsonl [--program target/release/dateline] [--kills 50]

Half of the kills hit runs from an empty index, half runs on an index that already holds the
first half of the articles. After each kill the index must open, be sound, and hold each
article at most once; after the last, a run to its end must complete it.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time


def run(program, *args):
    return subprocess.run([program, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)


def held(program, index):
    """How many articles the index holds; None if there is no commit yet."""
    stats = run(program, "stats", "--json", "--index", index)
    if stats.returncode == 2 and "there is no index" in stats.stderr:
        return None
    if stats.returncode != 0:
        sys.exit(f"the index does not open: {stats.stderr}")
    checked = run(program, "verify", "--index", index)
    if checked.returncode != 0:
        sys.exit(f"the index is not sound: {checked.stdout}{checked.stderr}")
    return json.loads(stats.stdout)["articles"]


def kill_after(program, index, folder, seconds):
    """Starts a run and kills it; true if it was still running."""
    child = subprocess.Popen([program, "index", "-q", folder, "--index", index], stdout=subprocess.DEVNULL)
    time.sleep(seconds)
    running = child.poll() is None
    child.kill()
    child.wait()
    return running


def round_of_kills(program, index, folder, before, total, kills):
    killed, seen = 0, set()
    timing = index + "-timing"
    if os.path.exists(index):
        shutil.copytree(index, timing)
    start = time.time()
    run(program, "index", "-q", folder, "--index", timing)
    length = time.time() - start
    shutil.rmtree(timing)
    for kill in range(kills):
        fresh = f"{index}-{kill}"
        if os.path.exists(index):
            shutil.copytree(index, fresh)
        killed += kill_after(program, fresh, folder, length * (kill + 0.5) / kills)
        now = held(program, fresh)
        seen.add(now)
        if now is not None and not before <= now <= total:
            sys.exit(f"{now} articles after a kill, expected {before} to {total}")
        done = json.loads(run(program, "index", "--json", "-q", folder, "--index", fresh).stdout)
        after = held(program, fresh)
        if after != total or done["added"] + done["unchanged"] != total or done["changed"] or done["removed"]:
            sys.exit(f"not completed: {after} articles, {done}")
        shutil.rmtree(fresh)
    print(f"{killed} of {kills} runs of {length:.1f} s killed while running, "
          f"articles at the last commit: {sorted(n or 0 for n in seen)}; every index sound and completed to {total}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles")
    parser.add_argument("--program", default="target/release/dateline")
    parser.add_argument("--kills", type=int, default=50)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder, index = os.path.join(scratch, "news"), os.path.join(scratch, "index")
        os.mkdir(folder)
        lines = open(args.articles).readlines()
        part = -(-len(lines) // 8)
        names = [os.path.join(folder, f"{n}.jsonl") for n in range(8)]
        for n, name in enumerate(names):
            open(name, "w").writelines(lines[n * part:(n + 1) * part])
        round_of_kills(args.program, index, folder, 0, len(lines), args.kills // 2)
        run(args.program, "index", "-q", *names[:4], "--index", index)
        half = held(args.program, index)
        round_of_kills(args.program, index, folder, half, len(lines), args.kills - args.kills // 2)


if __name__ == "__main__":
    main()
