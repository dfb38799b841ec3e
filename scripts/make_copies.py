#!/usr/bin/env python3
"""Make a test set for copies of a story: articles, each in three edited forms, among all others.

    python3 scripts/make_copies.py ARTICLES.jsonl --out DIR [--stories 200] [--seed 1] [--least 40]

Writes DIR/articles.jsonl, all articles with the edited forms among them, and DIR/gold.tsv, one
line for each member of a story: the story and the article's id. The forms are:

    cut       the end, some paragraphs, or half of the text removed
    headline  another headline, another standfirst, another outlet's dateline and the remains of its page
    changed   one paragraph replaced by one of another article, one word in
              twenty replaced, two paragraphs swapped

Only articles of at least --least words are used, and none that the collection itself
repeats: an article that shares three fifths of its four-word sequences with another, counted exactly.
"""

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from pathlib import Path

OUTLETS = ["The Morning Courier", "Harbour Gazette", "Evening Dispatch", "Northern Star"]
TOWNS = ["LONDON", "NEW YORK", "TOKYO", "PARIS", "SYDNEY"]
RESTS = [
    "Share this article\n\nPrint\n\nEmail to a friend",
    "Sign up for our morning newsletter and never miss a story.",
    "Read more: markets, world, opinion, sport, weather",
    "Copyright of the publisher. All rights reserved. This material may not be published or rewritten.",
    "Home | World | Business | Sport | Subscribe",
]
STANDFIRSTS = ["What is known so far, and what happens next.", "Our correspondent reports on a long day."]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--stories", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=int, default=40)
    return parser.parse_args()


def sentences(text):
    """The sentences of a text, at stops that a capital letter follows."""
    return [part for part in re.split(r"(?<=[a-z0-9)\"][.!?])\s+(?=[A-Z\"<])", text.strip()) if part]


def paragraphs(article):
    """The paragraphs of an article; wire copy without blank lines has a sentence or two to each."""
    parts = [part for part in article["body"].split("\n\n") if part.strip()]
    if len(parts) > 1:
        return parts
    lines = sentences(article["body"])
    size = 1 if len(lines) < 8 else 2
    return [" ".join(lines[at : at + size]) for at in range(0, len(lines), size)]


def words(text):
    return re.findall(r"\w+", text.lower())


def grams(text):
    found = words(text)
    return {tuple(found[at : at + 4]) for at in range(max(len(found) - 3, 1))}


def repeated(articles):
    """The numbers of the articles of which the collection holds a repeat."""
    holders = defaultdict(list)
    sets = [grams(article["body"]) for article in articles]
    for number, own in enumerate(sets):
        for gram in own:
            holders[gram].append(number)
    out = set()
    for number, own in enumerate(sets):
        shared = Counter()
        for gram in own:
            if len(holders[gram]) <= 200:
                shared.update(holders[gram])
        del shared[number]
        for other, count in shared.items():
            if count >= 0.6 * min(len(own), len(sets[other])):
                out.update((number, other))
    return out


def cut(parts, rng):
    kind = rng.choice(["tail", "some", "half"])
    total = sum(len(words(part)) for part in parts)
    if kind == "some" and len(parts) >= 4:
        gone = rng.sample(range(1, len(parts)), max(1, len(parts) // 4))
        return [part for at, part in enumerate(parts) if at not in gone]
    share = 0.5 if kind == "half" else rng.uniform(0.6, 0.85)
    kept, count = [], 0
    for part in parts:
        here = words(part)
        if count + len(here) > share * total and kept:
            break
        kept.append(part)
        count += len(here)
    if len(kept) == len(parts):
        pieces = parts[0].split()
        kept = [" ".join(pieces[: int(share * len(pieces))])]
    if count > (share + 0.15) * total and len(kept) == 1:
        pieces = kept[0].split()
        kept = [" ".join(pieces[: int(share * total)])]
    return kept


def new_headline(article, rng):
    """Words of the article in another order, so that the headline is new and still of the subject."""
    found = [word for word in re.findall(r"[A-Za-z][A-Za-z'-]+", article["body"]) if len(word) > 3]
    return " ".join(rng.sample(found, min(len(found), rng.randint(5, 8)))).capitalize()


def with_rests(parts, rng):
    head = [rng.choice(RESTS)] if rng.random() < 0.5 else []
    tail = [rng.choice(RESTS)] if rng.random() < 0.7 else []
    first = f"{rng.choice(TOWNS)} (Reuters) - {parts[0]}" if rng.random() < 0.5 else parts[0]
    return head + [first] + parts[1:] + tail


def changed(parts, others, vocabulary, rng):
    parts = list(parts)
    if len(parts) >= 4:
        foreign = next(found for found in map(paragraphs, iter(lambda: rng.choice(others), None)) if len(found) >= 4)
        parts[rng.randrange(1, len(parts))] = rng.choice(foreign)
    if len(parts) >= 3:
        one, two = rng.sample(range(1, len(parts)), 2)
        parts[one], parts[two] = parts[two], parts[one]
    return [" ".join(rng.choice(vocabulary) if rng.random() < 0.05 else word for word in part.split()) for part in parts]


def forms(article, others, vocabulary, rng):
    parts = paragraphs(article)
    plain = {key: value for key, value in article.items() if key not in ("id", "body")}
    yield "cut", {**plain, "body": "\n\n".join(cut(parts, rng))}
    yield "headline", {
        **plain,
        "headline": new_headline(article, rng),
        "standfirst": rng.choice(STANDFIRSTS),
        "body": "\n\n".join(with_rests(parts, rng)),
    }
    yield "changed", {**plain, "body": "\n\n".join(changed(parts, others, vocabulary, rng))}


def main():
    options = arguments()
    rng = random.Random(options.seed)
    with open(options.articles, encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    unfit = repeated(articles)
    fit = [at for at, one in enumerate(articles) if at not in unfit and len(words(one["body"])) >= options.least]
    vocabulary = [word for one in rng.sample(articles, min(500, len(articles))) for word in one["body"].split()]
    gold = []
    for story, at in enumerate(sorted(rng.sample(fit, options.stories))):
        gold.append((story, articles[at]["id"], "original"))
        for form, copy in forms(articles[at], articles, vocabulary, rng):
            copy["id"] = f"{articles[at]['id']}-{form}"
            copy["source"] = rng.choice(OUTLETS)
            gold.append((story, copy["id"], form))
            articles.append(copy)
    options.out.mkdir(parents=True, exist_ok=True)
    rng.shuffle(articles)
    with open(options.out / "articles.jsonl", "w", encoding="utf-8") as out:
        out.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    with open(options.out / "gold.tsv", "w", encoding="utf-8") as out:
        out.writelines(f"{story}\t{id}\t{form}\n" for story, id, form in gold)


if __name__ == "__main__":
    main()
