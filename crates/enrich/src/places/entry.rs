//! What the gazetteer knows about a name.

/// What a name in a text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchKind {
    /// A country or territory by a name in use, or a part that stands for it (England).
    Country,
    /// A state that is no more, or a country by a name of the past.
    FormerCountry,
    /// A people or the adjective of a country (Syrian, Dutch).
    Demonym,
    /// A capital or seat of government.
    Capital,
    /// Another city or town.
    City,
    /// A state, province, county or landscape within a country.
    Division,
    /// A seat of power or public body that stands for its country (Kremlin).
    Institution,
    /// A region of several countries; it has no candidates.
    Region,
}

/// A place, people or body that a name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// ISO 3166-1 alpha-2 code of its country.
    pub code: &'static str,
    /// What it is.
    pub kind: MatchKind,
    /// Thousands of people, or a comparable weight.
    pub weight: u32,
    /// The code of its state or province where the country's are distinguished; else empty.
    pub division: &'static str,
    /// Its name in English.
    pub name: &'static str,
}

/// How a name must be written to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// Capitalised, as names are.
    Name,
    /// In capitals only: US, NSW.
    Capitals,
    /// With its full stops only: N.B., S.C.
    Dotted,
    /// Only after the name of a town and a comma: Ala., TX.
    AfterTown,
    /// Only before a hyphen: Sino-.
    Prefix,
}

/// All that one name may mean.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Best first.
    pub candidates: Vec<Candidate>,
    pub kind: MatchKind,
    pub name: &'static str,
    pub writing: Writing,
    /// The last word is written in lower case (euro zone).
    pub lower_tail: bool,
    pub is_common_word: bool,
    /// Hardly ever a place: counts only where what follows says so (March, Cambridgeshire).
    pub is_hardly_a_place: bool,
    pub is_person_name: bool,
}
