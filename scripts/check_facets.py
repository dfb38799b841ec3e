#!/usr/bin/env python3
"""Compares the facet counts of an index with a full scan of the articles that the program prints.

    python3 scripts/check_facets.py --program target/release/dateline --index DIR [--queries 200] [--seed 1]

Every query is a few words, or none, and up to three chosen values of any facets. `search`
decides which articles match the words; the filters and the counts are computed
here from the articles that `search --format articles` prints. Which forms of a name are equal is
read from `facets --forms`. Prints the differences, and exits with 1 if there are any.
"""

import argparse
import json
import random
import subprocess
import sys
from collections import Counter, defaultdict

ALL = "1000000000"
COUNTRIES = ["country", "mentions", "dateline", "source_country"]
CHOSEN_ONCE = COUNTRIES + ["source", "section", "language"]
NAMES = ["person", "organisation", "place"]
FACETS = CHOSEN_ONCE + NAMES + ["year"]
OPTION = {"source_country": "--source-country", "organisation": "--org"}


class Program:
    def __init__(self, path, index):
        self.command = [path, "--quiet", "--index", index]

    def lines(self, *arguments):
        done = subprocess.run(self.command + list(arguments), stdout=subprocess.PIPE, check=False)
        if done.returncode not in (0, 1):
            sys.exit(f"{arguments}: exit {done.returncode}")
        return (json.loads(line) for line in done.stdout.decode("utf-8").split("\n") if line)

    def places(self, *arguments):
        """The articles that match, as (path, record)."""
        hits = self.lines("search", *arguments, "--copies", "all", "--format", "jsonl", "-n", ALL)
        return {(hit["path"], hit["record"]) for hit in hits}


def values_of(article, value_of_form):
    """The values that an article is counted under, by facet."""
    about = {c["code"] for c in article["countries"] if c["role"] == "about"}
    values = {
        "country": about,
        "mentions": {c["code"] for c in article["countries"]},
        "dateline": {article.get("dateline_country")},
        "source_country": {article.get("source_country")},
        "source": {(article.get("source") or "").lower()},
        "section": {(article.get("section") or "").lower()},
        "language": {article.get("language")},
        "year": {article.get("published", "")[:4]},
    }
    for kind in NAMES:
        named = (e["name"] for e in article["entities"] if e["type"] == kind)
        values[kind] = {value_of_form[kind].get(name) for name in named}
    return {facet: {value for value in held if value} for facet, held in values.items()}


def forms(program):
    """For each kind of names: the value under which each form is counted."""
    value_of_form = defaultdict(dict)
    for line in program.lines("facets", "--by", ",".join(NAMES), "--forms", "--json"):
        for form in line.get("forms", []):
            value_of_form[line["facet"]][form["name"]] = line["value"]
    return value_of_form


def words_of(articles, rng):
    """Words from headlines, to make queries of."""
    headlines = rng.sample(articles, min(400, len(articles)))
    words = {w for a in headlines for w in (a.get("headline") or "").split() if w.isascii() and w.isalpha() and len(w) > 3}
    return sorted(word.lower() for word in words) or ["the"]


def draw(rng, words, known):
    text = rng.choice(["", rng.choice(words), f"{rng.choice(words)} OR {rng.choice(words)}"])
    choices = [rng.choice([f for f in FACETS if f != "year" and known[f]]) for _ in range(rng.randrange(4))]
    return text, [(facet, rng.choice(known[facet])) for facet in choices]


def options(chosen):
    return [part for facet, value in chosen for part in (OPTION.get(facet, f"--{facet}"), value)]


class Scan:
    def __init__(self, program):
        self.program = program
        self.value_of_form = forms(program)
        articles = list(program.lines("search", "--format", "articles", "-n", ALL))
        self.articles = articles
        self.values = {(a["path"], a["record"]): values_of(a, self.value_of_form) for a in articles}
        self.named = {}

    def bearing(self, facet, name):
        """The articles that bear a name, asked for alone."""
        if (facet, name) not in self.named:
            self.named[facet, name] = self.program.places(OPTION.get(facet, f"--{facet}"), name)
        return self.named[facet, name]

    def passing(self, matching, chosen, counted=None):
        """The articles with all that was chosen, but for the facet that is counted."""
        for facet in {facet for facet, _ in chosen}:
            wanted = {value for of, value in chosen if of == facet}
            if facet in NAMES:
                for name in wanted:
                    matching = matching & self.bearing(facet, name)
            elif facet != counted:
                wanted = {value.lower() for value in wanted} if facet in ("source", "section") else wanted
                matching = {place for place in matching if self.values[place][facet] & wanted}
        return matching

    def counts(self, places, facet):
        return Counter(value for place in places for value in self.values[place][facet])

    def counted(self, arguments):
        """What the program counts, by facet, each value as the scan has it."""
        counts = {facet: Counter() for facet in FACETS}
        for line in self.program.lines("facets", *arguments, "--by", ",".join(FACETS), "--forms", "--json"):
            facet, value = line["facet"], line["value"]
            if facet in NAMES:
                value = self.value_of_form[facet].get(value, value)
            elif facet in ("source", "section"):
                value = value.lower()
            counts[facet][value] += line["count"]
        return counts


def check(scan, number, text, chosen):
    """Prints what differs for one query; the number of differences."""
    query = [text] if text else []
    matching = scan.program.places(*query) if text else set(scan.values)
    found = scan.program.places(*query, *options(chosen))
    wrong = 0
    if found != scan.passing(matching, chosen):
        wrong += 1
        print(f"{number}: {text!r} {chosen}: search finds {len(found)} articles, the scan {len(scan.passing(matching, chosen))}")
    for facet, counted in scan.counted([*query, *options(chosen)]).items():
        scanned = scan.counts(scan.passing(matching, chosen, facet), facet)
        if counted != scanned:
            wrong += 1
            differ = {v for v in counted | scanned if counted[v] != scanned[v]}
            shown = ", ".join(f"{v} {counted[v]} / {scanned[v]}" for v in sorted(differ)[:5])
            print(f"{number}: {text!r} {chosen}: {facet} differs (counted / scanned): {shown}")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="target/release/dateline")
    parser.add_argument("--index", required=True)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    scan = Scan(Program(arguments.program, arguments.index))
    words = words_of(scan.articles, rng)
    known = {facet: sorted(scan.counts(scan.values, facet)) for facet in FACETS}
    # Frequent values too, so that choices meet.
    for facet in FACETS:
        frequent = [value for value, _ in scan.counts(scan.values, facet).most_common(20)]
        known[facet] = known[facet] + frequent * (len(known[facet]) // 20 + 1)
    wrong = non_empty = 0
    for number in range(arguments.queries):
        text, chosen = draw(rng, words, known)
        wrong += check(scan, number, text, chosen)
        non_empty += bool(chosen)
    print(f"{arguments.queries} queries, {non_empty} with chosen values, {len(scan.values)} articles: {wrong} differences")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
