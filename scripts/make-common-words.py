#!/usr/bin/env python3
"""Make crates/enrich/data/common-words.tsv: words that English news writes in lower case.

    scripts/make-common-words.py gmb.jsonl.gz > crates/enrich/data/common-words.tsv

A word is listed if it occurs in lower case at least 3 times and, except at the beginning of a
sentence, at least 4 times as often as with a capital.
"""
import gzip
import json
import re
import sys
from collections import Counter

WORD = re.compile(r"[A-Za-z]+")


def main(path):
    lower, capital = Counter(), Counter()
    for line in gzip.open(path, "rt", encoding="utf-8"):
        for i, m in enumerate(WORD.finditer(json.loads(line)["body"])):
            word = m.group()
            if word.islower():
                lower[word] += 1
            elif i > 0:
                capital[word.lower()] += 1
    words = sorted(w for w in lower if len(w) > 1 and lower[w] >= 3 and lower[w] >= 4 * capital[w])
    print("# Words that English news writes in lower case: a capital on one of these says little at the head of a sentence.")
    print("# Source: counted over the Groningen Meaning Bank's news texts (public domain).")
    print("# Made by scripts/make-common-words.py.")
    print("\n".join(words))


if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) == 2 else sys.exit(__doc__)
