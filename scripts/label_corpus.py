#!/usr/bin/env python3
"""Join the output of `extract` for the sample corpus with the countries that people say its articles are about. No dependencies.

    dateline extract corpus > OUT.jsonl
    scripts/label_corpus.py tests/data/corpus-truth.jsonl OUT.jsonl > corpus-labelled.jsonl

Each line printed is an article with `gold_countries`, as examples/fit_countries.rs and the scorers read it.
"""
import json
import sys


def main(truth_path, out_path):
    with open(out_path) as lines:
        articles = list(map(json.loads, lines))
    with open(truth_path) as lines:
        labelled = [truth for truth in map(json.loads, lines) if "countries" in truth]
    for truth in labelled:
        for article in articles:
            if article["path"].endswith("/" + truth["path"]) and article["record"] == truth.get("record", 0):
                name = f"{truth['path']}#{truth.get('record', 0)}"
                label = {"id": name, "gold_countries": truth["countries"]["about"]}
                print(json.dumps({**article, **label}, ensure_ascii=False))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
