#!/usr/bin/env python3
"""Score the stories that the program finds against the gold file of make_copies.py.

    dateline search --copies all --format jsonl -n 1000000000 | python3 scripts/score_copies.py DIR/gold.tsv

Counts pairs of articles. A pair in one story of the gold file is found if the output also has it in one story.
A pair in one story of the output is false if at least one of its articles is in the gold file, but not both in the
same story. Pairs with no article in the gold file are counted
separately: the collection has repeats of its own, and somebody has to read them (--show).
"""

import argparse
import itertools
import json
import random
import sys
from collections import defaultdict


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("--hits", type=argparse.FileType(encoding="utf-8"), default=sys.stdin)
    parser.add_argument("--show", choices=["false", "missed", "other"])
    parser.add_argument("--number", type=int, default=50)
    parser.add_argument("--length", type=int, default=400)
    return parser.parse_args()


def read_gold(path):
    with open(path, encoding="utf-8") as lines:
        fields = [line.rstrip("\n").split("\t") for line in lines]
    return {id: (story, form) for story, id, form in fields}


def pairs(groups):
    for members in groups.values():
        yield from itertools.combinations(sorted(members), 2)


def main():
    options = arguments()
    gold = read_gold(options.gold)
    found, of_gold, texts = defaultdict(list), defaultdict(list), {}
    for line in options.hits:
        hit = json.loads(line)
        texts[hit["id"]] = f"{hit.get('headline', '')} | {hit.get('body', '')}"
        if "story" in hit:
            found[hit["story"]].append(hit["id"])
    for id, (story, _) in gold.items():
        of_gold[story].append(id)
    wanted = set(pairs(of_gold))
    output = set(pairs(found))
    right = output & wanted
    other = {pair for pair in output if pair[0] not in gold and pair[1] not in gold}
    false = output - wanted - other
    print(f"precision {len(right) / max(1, len(right) + len(false)):.4f}", end="  ")
    print(f"recall {len(right) / max(1, len(wanted)):.4f}", end="  ")
    print(f"found {len(right)} of {len(wanted)}, false {len(false)}, outside the gold {len(other)}")
    shown = {"false": false, "missed": wanted - right, "other": other}.get(options.show, set())
    for pair in random.Random(1).sample(sorted(shown), min(options.number, len(shown))):
        for id in pair:
            print(f"  {id}: {texts.get(id, '')[: options.length]!r}")
        print()


if __name__ == "__main__":
    main()
