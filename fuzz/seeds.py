#!/usr/bin/env python3
"""Writes the inputs from which fuzzing starts, made of the repository's own fixtures, to fuzz/corpus.

A seed is named after what is in it: running this again changes nothing, and what fuzzing added is left alone.
The forms of the inputs are those that the checks in fuzz/src take apart. Needs nothing but Python.
"""

import hashlib
import itertools
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ["corpus", "tests/data/formats", "crates/page/tests/data"]
# A longer file says nothing that a shorter one does not, and is slow to change and try.
LONGEST = 64 << 10
# The extensions of the files of each family of readers.
FAMILIES = {
    "read_text": ["txt", "html", "md", "anpa"],
    "read_json": ["json", "jsonl"],
    "read_table": ["csv", "tsv"],
    "read_xml": ["xml", "rss", "atom", "sgm", "sgml"],
    "read_mail": ["eml", "emlx", "mbox", "mhtml"],
    "read_warc": ["warc", "arc"],
    "read_zip": ["zip", "wacz", "epub", "docx", "odt"],
    "read_tar": ["tar"],
    "read_pdf": ["pdf"],
    "read_rtf": ["rtf"],
    "read_packed": ["gz", "bz2", "xz", "zst"],
}
# The first byte says how the rest is read; what is beyond the ways of a target begins from the first again.
WAYS = 8
# The parts of an article that the texts of the fixtures have not.
DATELINE, SOURCE, URL = "VIENNA (AFP)", "The Guardian", "https://example.co.uk/a"


def main():
    files = sorted(path for folder in FIXTURES for path in (ROOT / folder).rglob("*") if path.is_file())
    files = [path for path in files if path.stat().st_size <= LONGEST]
    texts, pages = read(files, "txt"), read(files, "html")
    for target, extensions in FAMILIES.items():
        own = [path.read_bytes() for path in files if path.suffix[1:] in extensions]
        write(target, (bytes([way | slow(number + way)]) + file for number, file in enumerate(own) for way in range(WAYS)))
    write("page_html", encoded(pages))
    write("page_text", encoded(texts))
    corrections = re.search("```toml\n(.*?)```", manual("pages"), re.S)[1]
    write("corrections", encoded(f"{corrections}\0{page}" for page in pages + texts))
    queries = sorted(set(re.findall("`([^`\n]+)`", manual("query-language"))))
    write("query", encoded(chr(way) + query for query in queries for way in range(3)))
    dated = {line for text in texts for line in text.splitlines() if len(line) < 100 and re.search("19|20", line)}
    write("dates", encoded(chr(tag) + line for line in sorted(dated) for tag in range(WAYS)))
    write("words", encoded(chr(way) + text for way, text in enumerate(texts)))
    write("names", encoded(chr(way) + article(text) for way, text in enumerate(texts)))
    pairs = [pair for one, other in itertools.pairwise(texts) for pair in [(one, one), (one, other)]]
    write("copies", encoded("\0".join(["Headline", *pair]) for pair in pairs))
    asked = zip(queries, itertools.cycle(texts))
    write("snippets", encoded(f"x{query}\0\x01{article(text)}" for query, text in asked))


def slow(number):
    """Every second input is also read with its bytes arriving one by one."""
    return 0x80 if number % 2 else 0


def read(files, extension):
    """The files of an extension as texts; those of the foreign corpora come in odd encodings."""
    return [path.read_text("utf-8", "replace") for path in files if path.suffix[1:] == extension]


def manual(page):
    return (ROOT / "docs" / f"{page}.md").read_text("utf-8")


def article(text):
    """A text as the parts of an article: its first line as headline, its second as caption, the rest as body."""
    headline, caption, body = (text.split("\n", 2) + ["", ""])[:3]
    return "\0".join([headline, "", DATELINE, SOURCE, URL, caption, body])


def encoded(texts):
    return (text.encode() for text in texts)


def write(target, seeds):
    folder = ROOT / "fuzz" / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    names = set()
    for seed in seeds:
        name = "seed-" + hashlib.sha256(seed).hexdigest()[:16]
        (folder / name).write_bytes(seed)
        names.add(name)
    print(f"{target}: {len(names)} seeds")


if __name__ == "__main__":
    main()
