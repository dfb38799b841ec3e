#!/usr/bin/env python3
"""How fast the page answers: a server, and 1,000 distinct questions with random filters at a fixed rate.

    scripts/load.py INDEX ARTICLES.jsonl [--rate 100] [--seconds 30] [--suggest]

INDEX is an index of the articles in ARTICLES.jsonl, whose words the questions are made of. Needs a release build and
oha (`cargo install oha --locked`); both run on this machine, so the load generator takes its share of the cores.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import urllib.parse
from collections import Counter
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent / "target/release/dateline"
QUESTIONS = 1000
COUNTRIES = ["US", "GB", "JP", "DE", "FR", "CA", "CH", "SA", "BR", "CN", "IR", "IT", "AU", "KR"]


def words_of(articles):
    """The words of headlines and first lines, with how often each occurs."""
    counts = Counter()
    with open(articles, encoding="utf-8") as lines:
        for line, _ in zip(lines, range(10_000)):
            record = json.loads(line)
            headline = record.get("headline") or record.get("title") or ""
            body = record.get("body") or record.get("text") or ""
            counts.update(re.findall(r"[a-z]{4,}", f"{headline} {body[:300]}".lower()))
    return {word: count for word, count in counts.items() if count >= 5}


def question(words, weights, chance):
    """The parameters of one question."""
    parameters = {"q": " ".join(chance.choices(words, weights, k=chance.choice([1, 1, 2, 2, 3])))}
    narrowed = chance.random()
    if narrowed < 0.3:
        parameters["country"] = chance.choice(COUNTRIES)
    elif narrowed < 0.4:
        parameters["-country"] = chance.choice(COUNTRIES)
    if chance.random() < 0.2:
        parameters["any"] = "1"
    if chance.random() < 0.2:
        parameters["sort"] = "newest"
    return urllib.parse.urlencode(parameters)


def urls(base, words, suggest):
    """Distinct addresses of pages, or of completions."""
    chance = random.Random(15)
    words, weights = list(words), list(words.values())
    if suggest:
        typed = [chance.choice(words)[: chance.choice([2, 3, 4, 5])] for _ in range(QUESTIONS)]
        return [f"{base}/api/v1/suggest?q={urllib.parse.quote(text)}" for text in typed]
    questions = set()
    while len(questions) < QUESTIONS:
        questions.add(question(words, weights, chance))
    return [f"{base}/?{one}" for one in sorted(questions, key=lambda one: chance.random())]


def serve(index):
    """A server on a port of its own, and its base address."""
    command = [PROGRAM, "serve", "--index", index, "--listen", "127.0.0.1:0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for line in server.stderr:
        if found := re.search(r"http://[0-9.:]+", line):
            return server, found.group(0)
    sys.exit("the server did not start")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index")
    parser.add_argument("articles")
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--suggest", action="store_true")
    options = parser.parse_args()
    server, base = serve(options.index)
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write("\n".join(urls(base, words_of(options.articles), options.suggest)) + "\n")
            file.flush()
            command = ["oha", "-z", f"{options.seconds}s", "-q", str(options.rate), "-c", "50", "--latency-correction"]
            subprocess.run([*command, "--no-tui", "--urls-from-file", file.name], check=True)
        status = Path(f"/proc/{server.pid}/status").read_text()
        print(re.search(r"VmHWM:.*", status).group(0))
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
