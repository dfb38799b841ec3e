//! Cyrillic and Greek letters as Latin ones, so that a name is found in either script.

/// The text with Cyrillic and Greek letters written in Latin ones; `folded` is in its folded form.
pub(super) fn romanise(folded: &str) -> String {
    if folded.is_ascii() {
        return folded.to_owned();
    }
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match TABLE.binary_search_by_key(&c, |&(from, _)| from) {
            Ok(at) => out.push_str(TABLE[at].1),
            Err(_) => out.push(c),
        }
    }
    out
}

/// BGN/PCGN for Russian with the usual simplifications of the press; Ukrainian and Serbian letters; ISO 843 for Greek.
const TABLE: [(char, &str); 67] = [
    ('α', "a"),
    ('β', "v"),
    ('γ', "g"),
    ('δ', "d"),
    ('ε', "e"),
    ('ζ', "z"),
    ('η', "i"),
    ('θ', "th"),
    ('ι', "i"),
    ('κ', "k"),
    ('λ', "l"),
    ('μ', "m"),
    ('ν', "n"),
    ('ξ', "x"),
    ('ο', "o"),
    ('π', "p"),
    ('ρ', "r"),
    ('ς', "s"),
    ('σ', "s"),
    ('τ', "t"),
    ('υ', "y"),
    ('φ', "f"),
    ('χ', "ch"),
    ('ψ', "ps"),
    ('ω', "o"),
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('й', "i"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ъ', ""),
    ('ы', "y"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
    ('ђ', "dj"),
    ('є', "ye"),
    ('і', "i"),
    ('ј', "j"),
    ('љ', "lj"),
    ('њ', "nj"),
    ('ћ', "c"),
    ('џ', "dz"),
    ('ѵ', "i"),
    ('ґ', "g"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_in_order_and_found() {
        assert!(TABLE.is_sorted_by_key(|&(c, _)| c));
        assert_eq!(romanise("лавров"), "lavrov");
        assert_eq!(romanise("ципрас"), "tsipras");
        assert_eq!(romanise("τσιπρας"), "tsipras");
        assert_eq!(romanise("plain"), "plain");
    }
}
