#!/usr/bin/env python3
"""Make crates/enrich/data/given-names.tsv: given names and surnames from two PyPI packages.

    pip download --no-deps -d pk faker names
    unzip pk/faker-*.whl -d pk ; tar xzf pk/names-*.tar.gz -C pk
    scripts/make-given-names.py pk > crates/enrich/data/given-names.tsv

Latin-script names only; a name that both packages or several locales list is written once.
"""
import ast
import glob
import os
import re
import sys
import unicodedata

SURNAMES = 6000  # of the 88,799 of the census; the rest are rare
WORD = re.compile(r"^[^\W\d_][^\W\d_'\-]+$")


def fold(name):
    plain = unicodedata.normalize("NFKD", name.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    for a, b in (("ß", "ss"), ("æ", "ae"), ("ø", "o"), ("ł", "l"), ("đ", "d"), ("ð", "d"), ("þ", "th"), ("ı", "i"), ("ə", "a")):
        plain = plain.replace(a, b)
    return plain


def strings(node):
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def faker_names(folder):
    given, sur = set(), set()
    for path in glob.glob(os.path.join(folder, "faker/providers/person/*/__init__.py")):
        for node in ast.walk(ast.parse(open(path, encoding="utf-8").read())):
            if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
                continue
            target = node.targets[0].id
            if target.startswith("first_names"):
                given |= strings(node.value)
            elif target.startswith("last_names"):
                sur |= strings(node.value)
    return given, sur


def census(folder, file, top):
    path = glob.glob(os.path.join(folder, "names-*/names", file))[0]
    return {line.split()[0].title() for line in open(path).readlines()[:top]}


def usable(names):
    return {f for f in (fold(n.strip()) for n in names) if len(f) > 2 and f.isascii() and WORD.match(f)}


def main(folder):
    given, sur = faker_names(folder)
    given |= census(folder, "dist.male.first", 1219) | census(folder, "dist.female.first", 2500)
    sur |= census(folder, "dist.all.last", SURNAMES)
    given, sur = usable(given), usable(sur)
    print("# Given names and surnames, folded; g: given name, s: surname, b: both.")
    print("# Source: PyPI faker 40.54 (MIT, Daniele Faraglia and contributors), all Latin-script locales; PyPI names 0.3.0")
    print("# (MIT; its lists are the US Census of 1990, public domain): all given names, the 6,000 commonest surnames.")
    print("# Made by scripts/make-given-names.py.")
    for name in sorted(given | sur):
        print(f"{name}\t{'b' if name in given and name in sur else 'g' if name in given else 's'}")


if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) == 2 else sys.exit(__doc__)
