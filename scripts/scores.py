#!/usr/bin/env python3
"""Run every scorer over the development data and add a row to docs/scores.md. No dependencies.

    scripts/scores.py --data DATA --scorers SCORERS [--program target/release/dateline] [--write]

DATA contains the folders pages, publishers, passages, pdf, countries, entities and ranking; SCORERS the scoring
scripts.
Prints the output of each scorer and the row for the table; --write adds the row to docs/scores.md.
"""
import argparse
import datetime
import gzip
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile

COLUMNS = [
    ("text news body", "F1 of the body of news pages saved as text"),
    ("text news headline", "headlines right, of those pages"),
    ("text all body", "the same over all pages"),
    ("text all headline", ""),
    ("html news body", "F1 of the body of news pages as HTML"),
    ("html news headline", ""),
    ("html all body", ""),
    ("html all headline", ""),
    ("html all date", "dates right, over all pages whose date is known"),
    ("html all date given", "dates right, of those given"),
    ("reuters F1", "countries articles are about, Reuters 1987"),
    ("reuters first", "the first country is right"),
    ("reuters no-US F1", "over articles whose truth is not only the USA"),
    ("reuters no-dateline no-US F1", "the same without datelines"),
    ("lgl any F1", "all countries mentioned, local papers"),
    ("worldwide all", "F1 of names, exact spans"),
    ("worldwide person", ""),
    ("worldwide organisation", ""),
    ("worldwide place", ""),
    ("gmb all", ""),
    ("TIME", "nDCG@10, any word enough"),
    ("CACM", ""),
    ("CISI", ""),
    ("publishers html F1", "today's news publishers: words of standfirst and body"),
    ("publishers html headline", ""),
    ("publishers html date", ""),
    ("publishers html byline", ""),
    ("publishers text F1", "the same pages copied as text"),
    ("publishers text headline", ""),
    ("publishers text date", ""),
    ("publishers text byline", ""),
    ("passages P", "passages that belong to the body and are in it"),
    ("passages R", ""),
    ("passages dates", ""),
    ("pdf F1", "words of PDF files"),
    ("unseen html F1", "pages in tests/data that nothing was tuned on"),
    ("unseen text F1", ""),
    ("modern F1", "countries of modern news"),
    ("modern first", ""),
    ("known items", "MRR@10 of known items in modern news, any word enough"),
    ("known short", ""),
    ("known long", "half remembered"),
    ("known names", "names and questions"),
    ("known mixed", "the same queries with 9,874 other articles among them"),
    ("topics", "nDCG@10 of topics in modern news"),
]


class Runner:
    def __init__(self, args, scratch):
        self.args, self.scratch = args, scratch

    def program(self, *arguments):
        """What dateline prints; its messages go to standard error."""
        done = subprocess.run([self.args.program, *arguments], stdout=subprocess.PIPE, check=False)
        if done.returncode not in (0, 1):
            sys.exit(f"dateline {' '.join(arguments)} ended with {done.returncode}")
        return done.stdout

    def extract(self, source, name, *options):
        path = os.path.join(self.scratch, name)
        with open(path, "wb") as out:
            out.write(self.program("extract", "-q", *options, source))
        return path

    def scorer(self, script, *arguments):
        command = [sys.executable, os.path.join(self.args.scorers, script), *arguments]
        said = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
        print(f"{script} {' '.join(os.path.basename(a) for a in arguments)}\n{said}", end="", flush=True)
        return said

    def data(self, *parts):
        return os.path.join(self.args.data, *parts)

    def unpacked(self, gz, change=None):
        """A gzipped JSONL file of the data unpacked into the scratch folder, records changed on the way."""
        path = os.path.join(self.scratch, ("changed-" if change else "") + os.path.basename(gz)[:-3])
        with gzip.open(gz, "rt") as lines, open(path, "w") as out:
            for line in lines:
                out.write(json.dumps(change(json.loads(line))) + "\n" if change else line)
        return path


def number(pattern, said):
    found = re.search(pattern, said)
    return float(found.group(1)) if found else None


def pages(run, row):
    for kind in ("text", "html"):
        with tarfile.open(run.data("pages", f"{kind}.tar.xz")) as archive:
            archive.extractall(run.scratch, filter="data")
        out = run.extract(os.path.join(run.scratch, kind), f"{kind}.jsonl")
        for label, options in (("news", ["--news"]), ("all", [])):
            said = run.scorer("score_pages.py", run.data("pages", "truth.jsonl"), out, *options)
            row[f"{kind} {label} body"] = number(r"body P \S+ R \S+ F1 (\S+)", said)
            row[f"{kind} {label} headline"] = number(r"headline (\S+) of", said)
            row[f"{kind} {label} date"] = number(r"date (\S+) of", said)
            row[f"{kind} {label} date given"] = number(r"given (\S+)", said)


def unpack(run, *parts):
    """Unpacks an archive of the data into a folder of its own."""
    folder = os.path.join(run.scratch, parts[0])
    with tarfile.open(run.data(*parts)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def publishers(run, row):
    for kind, truth in (("html", "truth.jsonl"), ("text", "truth_text.jsonl")):
        folder = unpack(run, "publishers", f"{kind}.tar.xz")
        out = run.extract(os.path.join(folder, kind), f"publishers-{kind}.jsonl")
        said = run.scorer("score_publishers.py", run.data("publishers", truth), out)
        row[f"publishers {kind} F1"] = number(r"F1 (\S+)", said)
        for field in ("headline", "date", "byline"):
            row[f"publishers {kind} {field}"] = number(rf"{field} (\S+)", said)


def passages(run, row):
    folder = unpack(run, "passages", "html.tar.xz")
    said = run.scorer("score_passages.py", run.data("passages", "truth.jsonl"), run.extract(folder, "passages.jsonl"))
    row["passages P"], row["passages R"] = number(r"P (\S+)", said), number(r"R (\S+)", said)
    row["passages dates"] = number(r"dates \S+ (\S+)", said)


def pdf(run, row):
    folder = unpack(run, "pdf", "files.tar.xz")
    said = run.scorer("score_pdf.py", run.data("pdf", "ref"), run.extract(folder, "pdf.jsonl"))
    row["pdf F1"] = number(r"F1 (\S+)", said)


def unseen(run, row):
    here = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tests", "data", "unseen-pages")
    for kind in ("html", "text"):
        folder = os.path.join(here, kind)
        names = {os.path.splitext(name)[0] for name in os.listdir(folder)}
        truth = os.path.join(run.scratch, f"unseen-{kind}-truth.jsonl")
        with open(os.path.join(here, "truth.jsonl")) as lines, open(truth, "w") as out:
            out.writelines(line for line in lines if json.loads(line)["id"] in names)
        said = run.scorer("score_publishers.py", truth, run.extract(folder, f"unseen-{kind}.jsonl"))
        row[f"unseen {kind} F1"] = number(r"F1 (\S+)", said)


def modern(run, row):
    truth = run.unpacked(run.data("countries", "modern.jsonl.gz"))
    out = run.extract(truth, "modern-out.jsonl", "--input-format", "jsonl")
    said = run.scorer("score_countries.py", truth, out)
    row["modern F1"], row["modern first"] = number(r"F1 (\S+)", said), number(r"first is right (\S+)", said)


def countries(run, row):
    reuters = run.unpacked(run.data("countries", "reuters.jsonl.gz"))
    out = run.extract(reuters, "reuters-out.jsonl", "--input-format", "jsonl")
    said = run.scorer("score_countries.py", reuters, out)
    row["reuters F1"], row["reuters first"] = number(r"F1 (\S+)", said), number(r"first is right (\S+)", said)
    said = run.scorer("score_countries.py", reuters, out, "--skip-only", "US")
    row["reuters no-US F1"] = number(r"F1 (\S+)", said)

    def without_dateline(record):
        record.pop("dateline", None)
        return record

    bare = run.unpacked(run.data("countries", "reuters.jsonl.gz"), without_dateline)
    out = run.extract(bare, "bare-out.jsonl", "--input-format", "jsonl")
    said = run.scorer("score_countries.py", bare, out, "--skip-only", "US")
    row["reuters no-dateline no-US F1"] = number(r"F1 (\S+)", said)
    lgl = run.unpacked(run.data("countries", "lgl-mentions.jsonl.gz"))
    out = run.extract(lgl, "lgl-out.jsonl", "--input-format", "jsonl")
    row["lgl any F1"] = number(r"F1 (\S+)", run.scorer("score_countries.py", lgl, out, "--any-role"))


def entities(run, row):
    for name in ("worldwide", "gmb"):
        gold = run.unpacked(run.data("entities", "dev", f"{name}.jsonl.gz"))
        out = run.extract(gold, f"{name}-out.jsonl", "--input-format", "jsonl")
        said = run.scorer("score_entities.py", gold, out)
        for kind in ("person", "organisation", "place", "all"):
            row[f"{name} {kind}"] = number(rf"{kind}\s+P \S+ R \S+ F1 (\S+)", said)


def ranking(run, row):
    for name in ("time", "cacm", "cisi"):
        index = os.path.join(run.scratch, f"index-{name}")
        run.program("index", "-q", run.data("ranking", name, "docs.jsonl"), "--index", index)
        queries = run.data("ranking", name, "queries.tsv")
        found = run.program("search", "-q", "--index", index, "--any", "--plain", "--queries", queries)
        path = os.path.join(run.scratch, f"{name}.run")
        with open(path, "wb") as out:
            out.write(found)
        said = run.scorer("score_run.py", run.data("ranking", name, "qrels.txt"), path)
        row[name.upper()] = number(r"'nDCG@10': ([0-9.]+)", said)


def run_of(run, name, files, queries):
    """The ranking for a file of queries over an index of these files, as a TREC run."""
    index = os.path.join(run.scratch, f"index-{name}")
    if not os.path.isdir(index):
        run.program("index", "-q", *files, "--index", index)
    path = os.path.join(run.scratch, f"{name}-{os.path.basename(queries)}.run")
    with open(path, "wb") as out:
        out.write(run.program("search", "-q", "--index", index, "--any", "--plain", "--queries", queries))
    return path


def news_ranking(run, row):
    def data(name):
        return run.data("ranking", "news", name)

    news = run.unpacked(data("docs.jsonl.gz"))
    reuters = run.unpacked(run.data("countries", "reuters.jsonl.gz"))
    topics = os.path.join(run.scratch, "topics.tsv")
    with open(data("topics.tsv")) as lines, open(topics, "w") as out:
        out.writelines("\t".join(line.split("\t")[:2]).rstrip("\n") + "\n" for line in lines)
    said = run.scorer("score_known.py", data("qrels.txt"), run_of(run, "news", [news], data("queries.tsv")))
    names = ("all", "short", "long", "names and questions")
    for column, name in zip(("known items", "known short", "known long", "known names"), names):
        row[column] = number(rf"(?m)^{name}: .*?MRR@10 (\S+)", said)
    mixed = run_of(run, "mixed", [news, reuters], data("queries.tsv"))
    row["known mixed"] = number(r"(?m)^all: .*?MRR@10 (\S+)", run.scorer("score_known.py", data("qrels.txt"), mixed))
    judged = [data("topics_qrels.txt"), run_of(run, "news", [news], topics), data("topics_exclude.txt")]
    row["topics"] = number(r"'nDCG@10': ([0-9.]+)", run.scorer("score_run.py", *judged))


def table_row(row):
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, text=True).stdout.strip()
    values = [f"{row[name]:.3f}" if row.get(name) is not None else "" for name, _ in COLUMNS]
    return f"| {datetime.date.today()} | {commit} | " + " | ".join(values) + " |"


def write(line):
    path = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "docs", "scores.md")
    with open(path) as page:
        text = page.read()
    head = "| date | after commit | " + " | ".join(name for name, _ in COLUMNS) + " |"
    if head not in text:
        text += f"\n{head}\n|{' --- |' * (len(COLUMNS) + 2)}\n"
    with open(path, "w") as page:
        page.write(text.rstrip("\n") + "\n" + line + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--scorers", required=True)
    parser.add_argument("--program", default="target/release/dateline")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    row = {}
    with tempfile.TemporaryDirectory() as scratch:
        run = Runner(args, scratch)
        for part in (pages, countries, entities, ranking, news_ranking, publishers, passages, pdf, unseen, modern):
            part(run, row)
    line = table_row(row)
    print(line)
    if args.write:
        write(line)


if __name__ == "__main__":
    main()
