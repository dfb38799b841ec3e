//! Signs without which a line cannot end with the credit of a picture.
//!
//! The patterns of credits are long and most lines end otherwise, which these signs tell in a fraction of the time. Each is
//! a condition that every line with a credit meets; the patterns decide.

/// Last words of the agencies and libraries that a credit may end with.
const LAST_WORDS: [&str; 16] = [
    "afp",
    "alamy",
    "anadolu",
    "ap",
    "bloomberg",
    "dpa",
    "epa",
    "getty",
    "images",
    "istock",
    "photo",
    "press",
    "reuters",
    "shutterstock",
    "sports",
    "xinhua",
];

/// What the word before the mark of a label such as `Fotos:` has in it.
const LABELS: [&str; 10] =
    ["Photo", "Picture", "Image", "Bild", "Fot", "Immagine", "Crédit", "Kuva", "Фото", "Grafik"];

/// The marks that end a label.
const MARKS: [char; 3] = [':', '：', '|'];

/// False for a line that [`CREDIT_END`](crate::patterns::CREDIT_END) does not match.
pub(crate) fn may_end_with_credit(line: &str) -> bool {
    line.trim_end().ends_with([')', ']', '】'])
        || line.contains('＝')
        || line.contains(MARKS) && line.ends_with(is_of_name)
        || ends_with_agency(line)
        || says_by(line)
}

/// False for a line that [`LABELLED_CREDIT_END`](crate::patterns::LABELLED_CREDIT_END) does not match.
pub(crate) fn may_end_with_label(line: &str) -> bool {
    line.strip_suffix('.').unwrap_or(line).ends_with([')', ']', '］'])
        || line.contains('©')
        || line.contains("(c)")
        || line.contains("(C)")
        || has_label(line)
        || ends_with_stroke_and_name(line)
}

fn is_of_name(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '|' | '/' | ' ' | '-')
}

fn ends_with_agency(line: &str) -> bool {
    let end = line.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let last = end.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    LAST_WORDS.iter().any(|word| last.eq_ignore_ascii_case(word))
}

fn says_by(line: &str) -> bool {
    line.as_bytes().windows(4).any(|piece| piece.eq_ignore_ascii_case(b" by "))
}

fn has_label(line: &str) -> bool {
    line.match_indices(MARKS).any(|(at, _)| {
        let word = line[..at].trim_end().rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        LABELS.iter().any(|label| word.contains(label))
    })
}

fn ends_with_stroke_and_name(line: &str) -> bool {
    let is_of_outlet = |c: char| c.is_alphabetic() || matches!(c, ' ' | '.' | '&' | '-');
    line.rsplit_once('/').is_some_and(|(_, name)| !name.is_empty() && name.chars().all(is_of_outlet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::{CREDIT_END, LABELLED_CREDIT_END};

    const CREDITS: [&str; 28] = [
        "The hall before the talks (AFP)",
        "The hall before the talks (AFP) ",
        "The hall before the talks (Jane Roe / Harbour Post)",
        "The hall before the talks [File: Al Jazeera]",
        "The hall before the talks 【Jane Roe Reuters】",
        "The hall before the talks - Reuters.",
        "The hall before the talks – ap photo",
        "The hall before the talks via Getty Images",
        "The hall before the talks | USA TODAY SPORTS",
        "The hall before the talks / Associated Press .",
        "The hall before the talks. PHOTO BY JANE ROE",
        "The hall before the talks. Images by Jane Roe",
        "The hall before the talks. PHOTO | JANE ROE",
        "The hall before the talks. Photo credit: Jane Roe-",
        "会談の会場＝１日、港町",
        "The hall before the talks. © Jane Roe",
        "The hall before the talks. (c) Jane Roe",
        "The hall before the talks. (C) Jane Roe",
        "The hall before the talks. Fotos: @janeroe",
        "The hall before the talks. dpaFoto : Jane Roe",
        "The hall before the talks. Fotografía: Jane Roe 2019",
        "The hall before the talks. Bildquelle: Jane Roe, Oslo!",
        "The hall before the talks (Photo: Jane Roe).",
        "The hall before the talks (quelle: Jane Roe)",
        "The hall before the talks [사진 항구일보]",
        "The hall before the talks. Jane Roe/PA",
        "The hall before the talks. Jane Roe / Harbour & Co.",
        "The hall before the talks. Фото: Иван",
    ];

    #[test]
    fn no_credit_is_without_a_sign() {
        for line in CREDITS {
            assert!(CREDIT_END.is_match(line) || LABELLED_CREDIT_END.is_match(line), "no credit: {line}");
            assert!(!CREDIT_END.is_match(line) || may_end_with_credit(line), "{line}");
            assert!(!LABELLED_CREDIT_END.is_match(line) || may_end_with_label(line), "{line}");
        }
    }

    #[test]
    fn lines_as_most_are_have_none() {
        for line in
            ["The council voted on Monday to keep the old ferry.", "Home", "12:30", "Talks: no end", ""]
        {
            assert!(!may_end_with_label(line), "{line}");
        }
        assert!(!may_end_with_credit("The council voted on Monday to keep the old ferry."));
    }
}
