#!/usr/bin/env python3
"""Hard-wrap text pages, as old mail programs and editors saved them.

    wrap_pages.py FROM TO [COLUMNS]

Every line of every file in FROM is broken at spaces so that no line is longer than COLUMNS (72), and written to a
file of the same name in TO. Text without spaces is broken at the column. Empty lines are kept. Reading TO should give the
same articles as reading FROM: score both.
"""
import sys
import textwrap
from pathlib import Path


def wrap(line, columns):
    return textwrap.wrap(line, columns, break_on_hyphens=False) or [""]


def main(source, target, columns=72):
    target.mkdir(parents=True, exist_ok=True)
    files = [path for path in source.iterdir() if path.is_file()]
    for path in files:
        lines = path.read_text(encoding="utf-8").split("\n")
        wrapped = [part for line in lines for part in wrap(line, int(columns))]
        (target / path.name).write_text("\n".join(wrapped), encoding="utf-8")
    print(f"{len(files)} files wrapped at {columns} columns")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
