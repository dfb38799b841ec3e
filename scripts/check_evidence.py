#!/usr/bin/env python3
"""Check that every country of every article has evidence that the gazetteer maps to it. No dependencies.

    dateline extract --input-format jsonl IN.jsonl > OUT.jsonl
    scripts/check_evidence.py OUT.jsonl...

Reads the tables in crates/enrich/data/ itself and does not use the program. Each mention must be text of the article: `start` and
`end` are byte offsets into the field as printed, and select `text`. For each country, in any role, at least one
mention must be a name that a table gives for that country: a country, people, city, state, county, institution or
stock exchange. For the country of the article's outlet that may be the address of the article, or a public body that names no
country ("parliament"). In languages that inflect names a mention may differ from the table in its ending. Failures are
printed, and the exit status is then 1.
"""
import json
import pathlib
import re
import sys
import unicodedata

DATA = pathlib.Path(__file__).resolve().parent.parent / "crates" / "enrich" / "data"


def key(name):
    """The form in which names are compared: no case, diacritics, stops, apostrophes; one space between words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = plain.casefold().replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("ı", "i")
    plain = re.sub(r"[.'’ʼʻ`]", "", plain)
    return " ".join(re.findall(r"\w+", plain)).removeprefix("the ")


def rows(table):
    with open(DATA / table, encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines if line.strip() and not line.startswith("#")]


class Gazetteer:
    def __init__(self):
        self.names, self.suffixes, self.foreign = {}, {}, {}
        for code, _, name, _, capital, _ in rows("countries.tsv"):
            self.add([code], [name, capital])
        for codes, _, names in rows("country-names.tsv") + rows("institutions.tsv"):
            self.add(codes.split(","), names.split("|"))
        for codes, names in rows("demonyms.tsv"):
            self.add(codes.split(","), [form + ending for form in names.split("|") for ending in ("", "s")])
        for row in rows("divisions.tsv"):
            self.add([row[0]], [name for column in row[2:] for name in column.split("|")])
        self.add(["US"], [row[0] for row in rows("counties.tsv")])
        for code, _, name, _, others in rows("places.tsv"):
            self.add([code], [name, *others.split("|")])
        for code, _, suffixes, prefixes in rows("exchanges.tsv"):
            for mark in filter(None, (suffixes + "|" + prefixes).split("|")):
                self.suffixes.setdefault(mark, set()).add(code)
        for language, _, code, names in rows("foreign-names.tsv") + rows("foreign-extra.tsv"):
            for name in names.split("|"):
                self.foreign.setdefault((language, code), set()).add(key(name))

        self.domains = {row[0]: row[-1] for row in rows("countries.tsv")}
        self.bodies = {word for kind, words in rows("country-context.tsv") if kind == "body" for word in words.split()}

    def names_host(self, text, code):
        """True for a host in the country's domain, or one that begins or ends with a name of it: koreaherald.com."""
        labels = text.lower().split(".")
        if len(labels) < 2 or not re.fullmatch(r"[\w.-]+", text):
            return False
        names = {name.replace(" ", "") for name, codes in self.names.items() if code in codes and len(name) >= 4}
        cut = (label[at:end] for label in labels for at in range(len(label)) for end in range(at + 4, len(label) + 1))
        return labels[-1] == self.domains.get(code) or any(part in names for part in cut)

    def add(self, codes, names):
        for name in filter(None, map(key, names)):
            self.names.setdefault(name, set()).update(codes)

    def maps(self, text, language, code):
        if code in self.names.get(key(text), ()):
            return True
        share = re.fullmatch(r"(?:(\S+?): ?)?[A-Z0-9]+(?:[. ]([A-Z]+))?", text)
        if share and any(code in self.suffixes.get(mark, ()) for mark in share.groups() if mark):
            return True
        languages = [] if text.isascii() else sorted({language for language, _ in self.foreign})
        if language not in (None, "en"):
            languages = [language]
        return any(alike(key(text), name) for at in languages for name in self.foreign.get((at, code), ()))


def alike(written, name):
    """True if two names agree but for the ending and what is glued to the head."""
    if written == name or (len(name) >= 2 and name in written and not name.isascii()):
        return True
    common = next((at for at, pair in enumerate(zip(written, name)) if pair[0] != pair[1]), min(len(written), len(name)))
    return common >= 3 and max(len(written), len(name)) - common <= 4


def text_of(article, mention):
    field = article.get(mention["field"], "")
    return field[mention["item"]] if mention["field"] == "captions" else field


def stands_there(article, mention):
    return text_of(article, mention).encode()[mention["start"] : mention["end"]] == mention["text"].encode()


def check(gazetteer, path):
    articles = countries = broken = unmapped = 0
    with open(path, encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            articles += 1
            for country in article["countries"]:
                countries += 1
                evidence = country["evidence"]
                texts = [mention["text"] for mention in evidence]
                for mention in evidence:
                    if not stands_there(article, mention):
                        broken += 1
                        print(article["id"], country["code"], "is not at its offsets:", mention)
                is_home = country["code"] == article.get("source_country")
                has_body = is_home and any(text.lower() in gazetteer.bodies for text in texts)
                if has_body or any(gazetteer.names_host(text, country["code"]) for text in texts):
                    continue
                if not any(gazetteer.maps(text, article.get("language"), country["code"]) for text in texts):
                    unmapped += 1
                    print(article["id"], country["code"], "is mapped by none of", texts)
    print(f"{path}: {articles} articles, {countries} countries, {broken} mentions not at their offsets, "
          f"{unmapped} countries without a name that the gazetteer maps to them")
    return broken + unmapped


def main(paths):
    gazetteer = Gazetteer()
    sys.exit(1 if sum([check(gazetteer, path) for path in paths]) else 0)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
