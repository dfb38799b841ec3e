//! Splitting text into sentences.

/// Abbreviations whose full stop does not end a sentence, folded and without their stop.
const ABBREVIATIONS: [&str; 64] = [
    "adm", "apr", "aug", "ave", "brig", "bros", "capt", "cf", "col", "corp", "cpl", "dec", "dept", "dr",
    "eg", "est", "etc", "feb", "fr", "ft", "gen", "gov", "hon", "ie", "inc", "jan", "jr", "jul", "jun", "lt",
    "ltd", "maj", "mar", "messrs", "mlle", "mme", "mr", "mrs", "ms", "mt", "mx", "no", "nos", "nov", "oct",
    "op", "pfc", "pp", "pres", "prof", "pvt", "rep", "rev", "sen", "sens", "sep", "sept", "sgt", "sr", "st",
    "supt", "viz", "vol", "vs",
];

/// The sentences of a text, as byte ranges without the white space around them.
///
/// A sentence ends at `.`, `!` or `?` (with closing quotes or brackets after it) before
/// white space and something that can begin a sentence, at the full stops of Chinese,
/// Japanese, Arabic and Indic scripts, and at every line break. Full stops after initials,
/// single-letter acronyms before a lower-case word, and common abbreviations do not end one.
pub fn sentences(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if end <= start {
            continue;
        }
        let stop = match c {
            '\n' => Some(end),
            '.' | '!' | '?' | '…' => stop_at(text, at, c),
            '。' | '！' | '？' | '؟' | '।' | '۔' => Some(skip_closing(text, end)),
            _ => None,
        };
        if let Some(stop) = stop {
            push_trimmed(text, start, stop, &mut out);
            start = stop;
        }
    }
    push_trimmed(text, start, text.len(), &mut out);
    out
}

/// Where the sentence ends if the stop character at `at` ends one.
fn stop_at(text: &str, at: usize, c: char) -> Option<usize> {
    let end = skip_closing(text, at + c.len_utf8());
    let rest = &text[end..];
    let next = rest.trim_start_matches([' ', '\t', '\u{a0}']);
    if next.len() == rest.len() && !rest.is_empty() {
        return None;
    }
    let begins = next.chars().find(|&c| !is_opening(c));
    if begins.is_some_and(|c| c.is_lowercase()) {
        return None;
    }
    if c == '.' && is_abbreviation(&text[..at]) {
        return None;
    }
    Some(end)
}

/// True if the word that ends `before` is an abbreviation, an initial or a part of one.
fn is_abbreviation(before: &str) -> bool {
    let word_start = before
        .char_indices()
        .rev()
        .take(12)
        .take_while(|(_, c)| c.is_alphanumeric() || *c == '.')
        .last()
        .map_or(before.len(), |(i, _)| i);
    let word = &before[word_start..];
    if is_initial(word) {
        return true;
    }
    word.len() <= 8 && ABBREVIATIONS.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
}

/// True for a single capital letter, `J`, or capitals with stops between them, `J.F`.
///
/// Whether `U.S.` ends a sentence cannot be recognised from its form; taking it as going on
/// joins two sentences sometimes, while the other way would tear names apart.
fn is_initial(word: &str) -> bool {
    !word.is_empty()
        && word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_uppercase))
}

fn skip_closing(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    let after = rest.trim_start_matches(['"', '\'', ')', ']', '\u{201d}', '\u{2019}', '»', '」', '』', '）']);
    from + (rest.len() - after.len())
}

fn is_opening(c: char) -> bool {
    matches!(c, '"' | '\'' | '(' | '[' | '\u{201c}' | '\u{2018}' | '«' | '「' | '『' | '-' | '–' | '—' | ' ')
}

fn push_trimmed(text: &str, start: usize, end: usize, out: &mut Vec<std::ops::Range<usize>>) {
    let piece = &text[start..end];
    let trimmed = piece.trim();
    if trimmed.is_empty() {
        return;
    }
    let start = start + (piece.len() - piece.trim_start().len());
    out.push(start..start + trimmed.len());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn the_abbreviations_are_sorted_for_binary_search() {
        assert!(ABBREVIATIONS.is_sorted());
    }

    #[test]
    fn stops_before_a_capital_end_a_sentence() {
        assert_eq!(split("They met. It failed! Why?"), ["They met.", "It failed!", "Why?"]);
        assert_eq!(split("\"It failed.\" He left."), ["\"It failed.\"", "He left."]);
    }

    #[test]
    fn abbreviations_and_initials_do_not() {
        assert_eq!(split("Mr. Kerry met Gen. Allen on Oct. 23."), ["Mr. Kerry met Gen. Allen on Oct. 23."]);
        assert_eq!(
            split("The U.S. President J. F. Kennedy spoke."),
            ["The U.S. President J. F. Kennedy spoke."]
        );
        assert_eq!(split("Prices rose 2.5 percent."), ["Prices rose 2.5 percent."]);
    }

    #[test]
    fn line_breaks_and_other_scripts_end_sentences() {
        assert_eq!(split("A crosshead\n\nText here."), ["A crosshead", "Text here."]);
        assert_eq!(split("今天开会。明天休息。"), ["今天开会。", "明天休息。"]);
    }

    proptest! {
        #[test]
        fn sentences_are_in_order_and_lose_only_white_space(text in "(?s).*") {
            let mut last = 0;
            for range in sentences(&text) {
                prop_assert!(text[last..range.start].trim().is_empty());
                prop_assert!(range.start < range.end);
                last = range.end;
            }
            prop_assert!(text[last..].trim().is_empty());
        }
    }
}
