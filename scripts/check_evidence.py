#!/usr/bin/env python3
"""Check that every country of every article has evidence that the gazetteer maps to it. No dependencies.

    dateline extract --input-format jsonl IN.jsonl > OUT.jsonl
    scripts/check_evidence.py OUT.jsonl...

Reads the tables in crates/enrich/data/ itself and does not use the program. Each mention must be text of the article: `start` and
`end` are byte offsets into the field as printed, and select `text`. For each country, in any role, at least one
mention must be a name that a table gives for that country: a country, people, city, state, county, institution or
stock exchange. An article that is about one country only, and names it nowhere, may have another evidence: that it was written
for this country, which its outlet must say by the table of outlets, by its domain or by its name. The mention is then the host of
the article's own address, or a public body that names no country ("parliament"). In languages that inflect names a mention may differ from the table in its ending. Failures are
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

        self.domains = {row[-1]: row[0] for row in rows("countries.tsv")}
        self.outlets, self.worldwide = {}, set()
        for code, names in rows("outlets.tsv"):
            known = {name.lower().removeprefix("the ") for name in names.split("|")}
            if code == "world":
                self.worldwide |= known
            else:
                self.outlets.update(dict.fromkeys(known, code))
        context = {kind: set(words.split()) for kind, words in rows("country-context.tsv")}
        self.bodies, self.papers = context["body"], "|".join(sorted(map(re.escape, context["paper"]), key=len, reverse=True))

    def home(self, article):
        """The country that the article's outlet writes for, or None."""
        source = (article.get("source") or "").strip().lower().removeprefix("the ")
        host = host_of(article)
        parents = [host[at:] for at in range(len(host)) if at == 0 or host[at - 1] == "."]
        if {source, *parents} & self.worldwide:
            return None
        known = (self.outlets.get(name) for name in [source, *parents])
        return next(filter(None, known), None) or self.names_home(host) or self.named_in(source)

    def names_home(self, host):
        """The country of a host by its domain, or by a label of a place and words of papers: koreaherald.com."""
        labels = host.split(".")
        if labels[-1] in self.domains:
            return self.domains[labels[-1]]
        for label in labels:
            paper = re.fullmatch(rf"(?:the)?(?:(?P<head>[a-z]{{4,}}?)-?(?:(?:{self.papers})-?)+|(?:(?:{self.papers})-?)+(?P<tail>[a-z]{{4,}}))", label)
            codes = self.names.get(paper["head"] or paper["tail"], set()) if paper else set()
            if len(codes) == 1:
                return next(iter(codes))
        return None

    def named_in(self, source):
        """The country that all places in the name of an outlet are in: bangkok post."""
        codes = [self.names[word] for word in source.split() if len(word) >= 4 and word in self.names]
        return next(iter(codes[0])) if codes and all(code == codes[0] and len(code) == 1 for code in codes) else None

    def is_home(self, article, code, texts):
        """True if nothing but its outlet says that an article is about this country, and the outlet does."""
        about = [country["code"] for country in article["countries"] if country["role"] == "about"]
        shown = all(text.lower() in self.bodies or text.lower() == host_of(article) for text in texts)
        return about == [code] and bool(texts) and shown and self.home(article) == code

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


def host_of(article):
    """The host of the article's address: the one it has, or the one that its body begins with."""
    first = next(iter(article.get("body", "").split()), "")
    address = article.get("url") or (first if re.match(r"https?://|www\.", first) else "")
    host = re.sub(r"^\w+://", "", address.lower())
    return re.split(r"[/?#:]", host)[0].removeprefix("www.")


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
                named = any(gazetteer.maps(text, article.get("language"), country["code"]) for text in texts)
                if not named and not gazetteer.is_home(article, country["code"], texts):
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
