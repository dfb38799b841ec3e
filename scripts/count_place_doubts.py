#!/usr/bin/env python3
"""Count which place names mean something else in the news.

    count_place_doubts.py DATA_FOLDER LABELLED.jsonl... > DATA_FOLDER/place-doubts.tsv

Each LABELLED file has one object per line with `body` and `gold`, a list of spans (`start`, `end` in
bytes of `body`, `type` person, organisation or place). For every one-word name in places.tsv and
divisions.tsv the capitalised occurrences are counted: as a place, and as anything else; lower-case
occurrences too. The output lists the names that are mostly something else: `never` if they are hardly
ever a place, `word` or `person` if they need evidence.
"""
import json
import re
import sys
from collections import Counter
from pathlib import Path

from make_gazetteer import fold, read_tsv, write_tsv

WORD = re.compile(rb"[^\W_]+".decode())


def names_of_places(data):
    found = {}
    countries = {fold(row[2]) for row in read_tsv(data / "countries.tsv")}
    for _, _, names in read_tsv(data / "country-names.tsv"):
        countries |= {fold(name) for name in names.split("|")}
    for country, _, name, people, other in read_tsv(data / "places.tsv"):
        size = int(people.lstrip("*")) * (100 if people.startswith("*") else 1)
        for form in [name, *filter(None, other.split("|"))]:
            found[fold(form)] = max(found.get(fold(form), 0), size)
    for row in read_tsv(data / "divisions.tsv"):
        for form in row[2].split("|"):
            found[fold(form)] = max(found.get(fold(form), 0), 3000)
    return {name: size for name, size in found.items() if " " not in name and name not in countries}


def labels(record):
    body = record["body"].encode()
    for span in record["gold"]:
        start = len(body[: span["start"]].decode(errors="ignore"))
        yield start, start + len(body[span["start"] : span["end"]].decode(errors="ignore")), span["type"]


def count(paths, names):
    seen = Counter()
    for path in paths:
        for line in open(path, encoding="utf-8"):
            record = json.loads(line)
            spans = list(labels(record))
            for match in WORD.finditer(record["body"]):
                name = fold(match[0])
                if name not in names:
                    continue
                if match[0].islower():
                    seen[name, "lower"] += 1
                    continue
                over = [kind for start, end, kind in spans if start <= match.start() < end]
                seen[name, over[0] if over else "none"] += 1
    return seen


def verdict(name, size, seen):
    place, person = seen[name, "place"], seen[name, "person"]
    other = seen[name, "none"] + seen[name, "lower"] + person
    # A large city lends its name to clubs and companies without being doubtful as a city.
    if size < 100:
        other += seen[name, "organisation"]
    if place + other < 3 or place >= other or size >= 1000 and place * 4 >= other:
        return None
    if place * 20 <= other and other >= 5 and person * 2 <= other:
        return "never"
    return "person" if person * 2 >= other else "word"


def main(data, *paths):
    names = names_of_places(Path(data))
    seen = count(paths, names)
    found = [(name, verdict(name, names[name], seen)) for name in sorted(names)]
    rows = [row for row in found if row[1]]
    write_tsv("/dev/stdout", [
        "Names of places that the news mostly uses for something else: never a place unless what follows says so,",
        "or a word or a person that needs evidence to be a place. Made by scripts/count_place_doubts.py.",
        "Counted over annotated news sentences (Groningen Meaning Bank, public domain; Broad Twitter Corpus and WikiGold, CC-BY 4.0).",
        "Columns: folded name, what it mostly is.",
    ], rows)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
