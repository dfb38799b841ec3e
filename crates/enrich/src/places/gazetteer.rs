//! The gazetteer: every known name and what it may mean, read from the tables at first use.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::entry::{Candidate, Entry, MatchKind, Writing};
use crate::countries::table::{NameKind, key, rows, tables};

const PLACES: &str = include_str!("../../data/places.tsv");
const DIVISIONS: &str = include_str!("../../data/divisions.tsv");
const COUNTIES: &str = include_str!("../../data/counties.tsv");
const DEMONYMS: &str = include_str!("../../data/demonyms.tsv");
const INSTITUTIONS: &str = include_str!("../../data/institutions.tsv");
const EVIDENCE: &str = include_str!("../../data/place-evidence.tsv");

const NOT_PLACES: &str = include_str!("../../data/not-places.tsv");
const DOUBTS: &str = include_str!("../../data/place-doubts.tsv");

/// The weight of a division compared with cities of the same name: as much as a city of three million.
const DIVISION_WEIGHT: u32 = 3_000;
/// Towns with shorter names than this are left out unless they are large: such words are mostly anything else.
const SHORTEST_TOWN: usize = 4;
/// A town of this many thousand people is recognised by a name of three letters.
const LARGE_TOWN: u32 = 100;
/// What a body weighs of whose name several countries have one; each next country weighs half.
const SHARED_WEIGHT: u32 = 80_000;
/// What a county weighs.
const COUNTY_WEIGHT: u32 = 200;

/// All known place names.
pub struct Gazetteer {
    entries: FxHashMap<String, Entry>,
    /// Abbreviations that count only after the name of a town.
    abbreviations: FxHashMap<String, Entry>,
    /// The most words a name of several words has that begins with this word.
    heads: FxHashMap<String, u8>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::read);

impl Gazetteer {
    /// The gazetteer; the first call reads its tables.
    pub fn get() -> &'static Self {
        &GAZETTEER
    }

    fn read() -> Self {
        let mut gazetteer = Self {
            entries: FxHashMap::with_capacity_and_hasher(60_000, Default::default()),
            abbreviations: FxHashMap::default(),
            heads: FxHashMap::with_capacity_and_hasher(12_000, Default::default()),
        };
        gazetteer.add_not_places();
        gazetteer.add_countries();
        gazetteer.add_regions();
        gazetteer.add_demonyms();
        gazetteer.add_institutions();
        gazetteer.add_divisions();
        gazetteer.add_counties();
        gazetteer.add_cities();
        gazetteer.sort_candidates();
        gazetteer.mark_ordinary_words();
        gazetteer
    }

    /// What a name may mean wherever it stands.
    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// The likeliest bearer of a name in any case, if the name is sure to be a place.
    pub(crate) fn candidate(&self, name: &str) -> Option<&Candidate> {
        let entry =
            self.entry(&key(name)).filter(|entry| !entry.is_common_word && entry.writing == Writing::Name);
        entry.and_then(|entry| entry.candidates.first())
    }

    /// What an abbreviation means after the name of a town.
    pub(super) fn abbreviation(&self, key: &str) -> Option<&Entry> {
        self.abbreviations.get(key)
    }

    /// How many words the longest name has that begins with this word; 1 where no longer one does.
    pub(super) fn longest_from(&self, head: &str) -> usize {
        self.heads.get(head).copied().unwrap_or(1) as usize
    }

    fn add(&mut self, name: &'static str, writing: Writing, candidates: &[Candidate]) {
        self.add_key(key(name), name, writing, candidates);
    }

    fn add_key(&mut self, key: String, name: &'static str, writing: Writing, candidates: &[Candidate]) {
        let Some(&first) = candidates.first() else { return };
        if key.is_empty() || is_too_short(&key, writing, &first) {
            return;
        }
        self.note_head(&key);
        let entries = if writing == Writing::AfterTown { &mut self.abbreviations } else { &mut self.entries };
        match entries.get_mut(&key) {
            None => {
                entries.insert(key, new_entry(name, writing, first.kind, candidates));
            }
            Some(entry) if entry.candidates.is_empty() => {}
            Some(entry) => merge(entry, name, writing, candidates),
        }
    }

    fn note_head(&mut self, key: &str) {
        let Some((head, rest)) = key.split_once(' ') else { return };
        let words = 2 + rest.matches(' ').count() as u8;
        match self.heads.get_mut(head) {
            Some(longest) => *longest = words.max(*longest),
            None => {
                self.heads.insert(head.to_owned(), words);
            }
        }
    }

    /// Names that are found so that no place is found within them.
    fn add_not_places(&mut self) {
        for name in rows(NOT_PLACES).flatten().flat_map(|names| names.split('|')) {
            let key = key(without_article(name));
            self.note_head(&key);
            let entry = new_entry(name, Writing::Name, MatchKind::Region, &[]);
            self.entries.insert(key, Entry { is_hardly_a_place: true, ..entry });
        }
    }

    fn add_countries(&mut self) {
        for country in &tables().countries {
            let candidate = of_country(country.code, MatchKind::Country);
            self.add(country.name, Writing::Name, &[candidate]);
        }
        for other in &tables().other_names {
            let kind = match other.kind {
                NameKind::Former => MatchKind::FormerCountry,
                NameKind::Common => MatchKind::Country,
                NameKind::Part => MatchKind::Division,
            };
            for name in &other.names {
                let candidates: Vec<_> =
                    other.codes.iter().map(|code| of_part(of_country(code, kind), name)).collect();
                self.add(without_article(name), writing_of(name), &candidates);
            }
        }
    }

    fn add_regions(&mut self) {
        for region in &tables().regions {
            for name in std::iter::once(&region.name).chain(&region.other) {
                let key = key(without_article(name));
                self.note_head(&key);
                let entry = new_entry(region.name, writing_of(name), MatchKind::Region, &[]);
                self.entries.entry(key).or_insert(Entry { lower_tail: has_lower_tail(name), ..entry });
            }
        }
    }

    fn add_demonyms(&mut self) {
        for row in rows(DEMONYMS) {
            let [codes, forms] = row[..] else { continue };
            let candidates: Vec<_> =
                codes.split(',').map(|code| of_country(code, MatchKind::Demonym)).collect();
            for form in forms.split('|') {
                match form.strip_suffix('-') {
                    Some(prefix) => self.add(prefix, Writing::Prefix, &candidates),
                    None => {
                        self.add(form, Writing::Name, &candidates);
                        self.add_key(key(form) + "s", form, Writing::Name, &candidates);
                    }
                }
            }
        }
    }

    fn add_institutions(&mut self) {
        for row in rows(INSTITUTIONS) {
            let [codes, _kind, names] = row[..] else { continue };
            for name in names.split('|') {
                let candidates: Vec<Candidate> = of_institution(codes, name).collect();
                self.add(without_article(name), writing_of(name), &candidates);
            }
        }
    }

    fn add_divisions(&mut self) {
        for row in rows(DIVISIONS) {
            let [code, division, names, anywhere, after_town] = row[..] else { continue };
            let division = if division == "-" { "" } else { division };
            let name = names.split('|').next().unwrap_or(names);
            let weight = DIVISION_WEIGHT;
            let candidate = Candidate { code, kind: MatchKind::Division, weight, division, name };
            for name in names.split('|') {
                let shown = if division.is_empty() { name } else { candidate.name };
                self.add(name, Writing::Name, &[Candidate { name: shown, ..candidate }]);
            }
            for name in anywhere.split('|') {
                self.add(name, writing_of(name), &[candidate]);
            }
            for name in after_town.split('|') {
                self.add(name, Writing::AfterTown, &[candidate]);
            }
        }
    }

    fn add_counties(&mut self) {
        for row in rows(COUNTIES) {
            let [name, states] = row[..] else { continue };
            let division = if states.contains(' ') { "" } else { states };
            let kind = MatchKind::Division;
            self.add(
                name,
                Writing::Name,
                &[Candidate { code: "US", kind, weight: COUNTY_WEIGHT, division, name }],
            );
        }
    }

    fn add_cities(&mut self) {
        for row in rows(PLACES) {
            let [code, division, name, people, other] = row[..] else { continue };
            let (kind, people) = match people.strip_prefix('*') {
                Some(people) => (MatchKind::Capital, people),
                None => (MatchKind::City, people),
            };
            let weight = people.parse().unwrap_or(1);
            let candidate = Candidate { code, kind, weight, division, name };
            self.add(name, Writing::Name, &[candidate]);
            for other in other.split('|') {
                self.add(other, writing_of(other), &[candidate]);
            }
        }
    }

    fn sort_candidates(&mut self) {
        for entry in self.entries.values_mut() {
            entry.candidates.sort_by_key(|c| std::cmp::Reverse(rank(c)));
            if let Some(best) = entry.candidates.first() {
                entry.kind = best.kind;
                entry.name = best.name;
            }
        }
    }

    fn mark_ordinary_words(&mut self) {
        for row in rows(EVIDENCE).chain(rows(DOUBTS)) {
            let [name, what] = row[..] else { continue };
            let Some(entry) = self.entries.get_mut(name) else { continue };
            entry.is_common_word |= what != "person";
            entry.is_person_name |= what == "person";
            entry.is_hardly_a_place |= what == "never";
        }
    }
}

/// Orders candidates: countries before all else, then by number of people, capitals counted tenfold.
fn rank(candidate: &Candidate) -> (u8, u64) {
    let class = match candidate.kind {
        MatchKind::Country | MatchKind::FormerCountry | MatchKind::Demonym | MatchKind::Institution => 2,
        MatchKind::Region => 0,
        MatchKind::Capital | MatchKind::City | MatchKind::Division => 1,
    };
    let factor = if candidate.kind == MatchKind::Capital { 10 } else { 1 };
    (class, u64::from(candidate.weight) * factor)
}

fn new_entry(name: &'static str, writing: Writing, kind: MatchKind, candidates: &[Candidate]) -> Entry {
    Entry {
        candidates: candidates.to_vec(),
        kind,
        name,
        writing,
        lower_tail: has_lower_tail(name),
        is_common_word: false,
        is_hardly_a_place: false,
        is_person_name: false,
    }
}

/// Adds candidates to a name that is known already, unless it has one of that place.
fn merge(entry: &mut Entry, name: &str, writing: Writing, candidates: &[Candidate]) {
    for candidate in candidates {
        let known = |c: &Candidate| c.code == candidate.code && c.division == candidate.division;
        if !entry.candidates.iter().any(known) {
            entry.candidates.push(*candidate);
        }
    }
    if entry.writing == Writing::Dotted && writing == Writing::Capitals {
        entry.writing = writing;
    }
    entry.lower_tail |= has_lower_tail(name);
}

fn of_country(code: &'static str, kind: MatchKind) -> Candidate {
    let info = tables().country(code);
    let weight = info.map_or(1, |info| (info.population / 1000).clamp(1, u64::from(u32::MAX)) as u32);
    Candidate { code, kind, weight, division: "", name: info.map_or(code, |info| info.name) }
}

/// The countries that have a body of this name, the likeliest first.
fn of_institution(codes: &'static str, name: &'static str) -> impl Iterator<Item = Candidate> {
    let is_shared = codes.contains(',');
    codes.split(',').enumerate().map(move |(at, code)| {
        let candidate = Candidate { name, ..of_country(code, MatchKind::Institution) };
        let weight = if is_shared { SHARED_WEIGHT >> at.min(8) } else { candidate.weight };
        Candidate { weight, ..candidate }
    })
}

fn without_article(name: &'static str) -> &'static str {
    name.strip_prefix("the ").or_else(|| name.strip_prefix("The ")).unwrap_or(name)
}

fn is_too_short(key: &str, writing: Writing, candidate: &Candidate) -> bool {
    let is_known = key.len() >= SHORTEST_TOWN || (key.len() == 3 && candidate.weight >= LARGE_TOWN);
    candidate.kind == MatchKind::City && writing != Writing::Capitals && !is_known
}

/// A part of a country goes by its own name and weighs what a division weighs.
fn of_part(candidate: Candidate, name: &'static str) -> Candidate {
    match candidate.kind {
        MatchKind::Division => Candidate { name, weight: DIVISION_WEIGHT, ..candidate },
        _ => candidate,
    }
}

/// A name that is all capitals in the tables is one in the text.
fn writing_of(name: &str) -> Writing {
    let is_short = name.chars().filter(|c| c.is_alphabetic()).count() <= 5;
    match is_short && !name.chars().any(char::is_lowercase) {
        true if name.contains('.') => Writing::Dotted,
        true => Writing::Capitals,
        false => Writing::Name,
    }
}

fn has_lower_tail(name: &str) -> bool {
    name.contains([' ', '-'])
        && name.rsplit([' ', '-']).next().is_some_and(|word| word.starts_with(char::is_lowercase))
}
