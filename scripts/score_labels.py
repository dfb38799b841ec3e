#!/usr/bin/env python3
"""Score the countries of articles against the labels of two readers. No dependencies.

    dateline extract --input-format jsonl IN.jsonl > OUT.jsonl
    scripts/score_labels.py LABELS.tsv OUT.jsonl [--half odd|even] [--wrong]

LABELS: `id<TAB>first reader<TAB>second reader`, each a list of alpha-2 codes separated by commas, the main one first, or
`-` for no country; lines that begin with `#` are comments. OUT: the output of `extract`.

"First is right" means that the country with the highest score, among those the article is about, is one that a reader named. If a
reader named none, finding none is right too. Precision, recall and F1 of the whole sets are also printed: a
country that only one reader named is right if it is found and not missed if it is not found. --half uses every other
label, so that one half can be examined and the other kept for a check; --wrong prints the articles whose first
country is wrong.
"""
import argparse
import json
import sys


def read_labels(path, half):
    with open(path) as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if line.strip() and not line.startswith("#")]
    kept = {None: rows, "odd": rows[0::2], "even": rows[1::2]}[half]
    return {row[0]: [codes(reader) for reader in row[1:]] for row in kept}


def codes(written):
    return [code.strip() for code in written.split(",") if code.strip() not in ("", "-")]


def about(record):
    found = [country for country in record.get("countries", []) if country["role"] == "about"]
    return [country["code"] for country in sorted(found, key=lambda country: -country["score"])]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels")
    parser.add_argument("out")
    parser.add_argument("--half", choices=["odd", "even"])
    parser.add_argument("--wrong", action="store_true")
    args = parser.parse_args()
    labels = read_labels(args.labels, args.half)
    with open(args.out) as lines:
        given = {record["id"]: about(record) for record in map(json.loads, lines)}
    missing = [name for name in labels if name not in given]
    if missing:
        sys.exit(f"{len(missing)} labelled articles are not in {args.out}, the first is {missing[0]}")
    report(labels, given, args.wrong)


def report(labels, given, wrong):
    first = leading = right = extra = missed = 0
    for name, readers in labels.items():
        have, named, agreed = given[name], set.union(*map(set, readers)), set.intersection(*map(set, readers))
        is_right = have[0] in named if have else not all(readers)
        first += is_right
        leading += have[:1] in [reader[:1] for reader in readers]
        right, extra = right + len(named & set(have)), extra + len(set(have) - named)
        missed += len(agreed - set(have))
        if wrong and not is_right:
            print(name, "readers", " / ".join(",".join(reader) or "-" for reader in readers), "given", ",".join(have) or "-")
    precision, recall = right / (right + extra or 1), right / (right + missed or 1)
    print(f"articles {len(labels)}  first is right {first / len(labels):.3f}  first is the readers' first "
          f"{leading / len(labels):.3f}  P {precision:.3f} R {recall:.3f} "
          f"F1 {2 * precision * recall / (precision + recall or 1):.3f}")


if __name__ == "__main__":
    main()
