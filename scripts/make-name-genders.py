#!/usr/bin/env python3
"""Make crates/enrich/data/name-genders.tsv: given names that are nearly always a man's or a woman's.

    pip download --no-deps --no-binary :all: -d pk names==0.3.0 ; tar xzf pk/names-0.3.0.tar.gz -C pk
    scripts/make-name-genders.py pk/names-0.3.0/names > crates/enrich/data/name-genders.tsv

The names package has the lists of the US Census of 1990; names of other languages are written by hand below.
"""

import sys

SHARE_OF_MEN, SHARE_OF_WOMEN = 0.004, 0.006  # per cent that bear a name that is taken
TIMES = 8  # how often more it is borne by one than by the other
RAREST = 0.0005  # what a name that is not listed counts as

MEN = """sergei vladimir mikhail dmitri nikolai boris yevgeny alexei andrei anatoly viktor yuri leonid vyacheslav oleg volodymyr petro
muhammad mohammed ahmad ahmed ali hassan hussein mahmoud mustafa omar khaled ibrahim yusuf bashar abdullah abdul salman hamid rashid
saddam muammar hosni ismail karim tariq recep kemal mehmet suleyman bulent emmanuel francois jacques pierre michel nicolas valery georges
helmut gerhard konrad willy jurgen wolfgang heinz dieter hans klaus silvio giulio romano giorgio matteo giuseppe luigi jose juan carlos
luis javier pedro felipe fernando hugo evo nestor lula rafael enrique vicente ernesto fidel raul shinzo junichiro fumio yasuhiro narendra
rahul rajiv manmohan atal imran nawaz pervez asif zulfikar ashraf kofi nelson thabo jacob robert uhuru raila yoweri benjamin ariel ehud
yitzhak shimon moshe menachem slobodan radovan ratko franjo vaclav lech donald tayyip ayman osama hafez yasser nicos alexis andreas
kostas""".split()

WOMEN = """angela ursula hillary theresa indira sonia benazir megawati michelle dilma cristina yulia natalia svetlana tatiana olga irina
ekaterina anastasia maria aisha fatima leila layla khadija mariam asma zainab simone christine segolene marine edith golda tzipi hasina
mamata sushma nirmala jacinda magdalena giorgia federica malala greta kamala condoleezza madeleine margrethe sanna mette erna winnie graca
nkosazana joyce ellen ingrid keiko yuriko yoko""".split()

NEITHER = {"jean"}  # a man's name in French, a woman's in English

HEAD = """# Given names that are nearly always a man's (m) or a woman's (f), folded: they tell husband from wife where both bear one surname.
# Source: PyPI names 0.3.0 (MIT; its lists are the US Census of 1990, public domain), names of at least 0.004 % of men or 0.006 % of
# women that are eight times as frequent with one as with the other; some 150 of other languages written by hand for dateline.
# Made by scripts/make-name-genders.py.
"""


def shares(path):
    """The per cent of people that bear each name."""
    with open(path, encoding="ascii") as lines:
        rows = (line.split() for line in lines)
        return {row[0].lower(): float(row[1]) for row in rows if len(row) > 1}


def main(folder):
    men, women = shares(f"{folder}/dist.male.first"), shares(f"{folder}/dist.female.first")
    of_men = {n for n, s in men.items() if s >= SHARE_OF_MEN and s >= TIMES * women.get(n, RAREST)} | set(MEN)
    of_women = {n for n, s in women.items() if s >= SHARE_OF_WOMEN and s >= TIMES * men.get(n, RAREST)} | set(WOMEN)
    print(HEAD, end="")
    for name in sorted((of_men ^ of_women) - NEITHER):
        print(name, "m" if name in of_men else "f", sep="\t")


if __name__ == "__main__":
    main(sys.argv[1])
