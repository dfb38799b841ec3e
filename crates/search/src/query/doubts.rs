//! What a query may have been meant to say, where it says something else without being at fault.

use super::error::QueryIssue;
use super::lexer::{Token, TokenKind, is_single_quote};
use dateline_core::text::{fold, is_stop_word};

/// The longest query that a hint writes out again, in bytes.
const LONGEST: usize = 100;

/// What may have been meant another way: operators in small letters, and single curly quotes.
pub(super) fn doubts(query: &str, tokens: &[Token<'_>]) -> Vec<QueryIssue> {
    small_operators(query, tokens).into_iter().chain(single_quotes(query, tokens)).collect()
}

/// `and`, `or` and `not` between words, which are words.
fn small_operators(query: &str, tokens: &[Token<'_>]) -> Option<QueryIssue> {
    let found: Vec<&Token<'_>> =
        tokens.windows(3).filter(|three| is_small_operator(three)).map(|three| &three[1]).collect();
    let first = found.first()?;
    let mut names: Vec<&str> = found.iter().map(|token| &query[token.span.start..token.span.end]).collect();
    names.sort_unstable();
    names.dedup();
    let (list, are) = (names.join(" and "), if names.len() == 1 { "is a word" } else { "are words" });
    let an_operator = if names.len() == 1 { "an operator" } else { "operators" };
    let capitals = names.iter().map(|name| name.to_uppercase()).collect::<Vec<_>>().join(", ");
    let effect = if names.contains(&"not") { ", so nothing is excluded" } else { "" };
    let issue = QueryIssue::new(first.span, format!("{list} in lower case {are}, not {an_operator}{effect}"));
    Some(match query.len() <= LONGEST {
        true => issue.hint(format!("for the operator, write {}", in_capitals(query, &found))),
        false => issue.hint(format!("for the operator, use capitals: {capitals}")),
    })
}

/// True if the second of three tokens looks like an operator that was meant as one.
///
/// Between stop words it is a part of a saying (`to be or not to be`), and `and` between capitals one of a name.
fn is_small_operator(three: &[Token<'_>]) -> bool {
    let [before, Token { kind: TokenKind::Word(word), .. }, after] = three else { return false };
    let is_joined = ends_operand(before.kind) && begins_operand(after.kind);
    let among_stop_words = is_stop(before.kind) && is_stop(after.kind);
    match *word {
        "and" => is_joined && !among_stop_words && !(is_capital(before.kind) && is_capital(after.kind)),
        "or" | "not" => is_joined && !among_stop_words,
        _ => false,
    }
}

fn ends_operand(kind: TokenKind<'_>) -> bool {
    matches!(
        kind,
        TokenKind::Word(_)
            | TokenKind::Quoted { .. }
            | TokenKind::Range(_)
            | TokenKind::Close
            | TokenKind::Suffix(_)
    )
}

fn begins_operand(kind: TokenKind<'_>) -> bool {
    !matches!(kind, TokenKind::Close | TokenKind::And | TokenKind::Or | TokenKind::Suffix(_))
}

fn is_stop(kind: TokenKind<'_>) -> bool {
    matches!(kind, TokenKind::Word(word) if is_stop_word(&fold(word)))
}

fn is_capital(kind: TokenKind<'_>) -> bool {
    matches!(kind, TokenKind::Word(word) if word.starts_with(char::is_uppercase))
}

/// The query with these of its words in capitals.
fn in_capitals(query: &str, words: &[&Token<'_>]) -> String {
    let mut out = String::with_capacity(query.len());
    let mut at = 0;
    for word in words {
        out.push_str(&query[at..word.span.start]);
        out.push_str(&query[word.span.start..word.span.end].to_uppercase());
        at = word.span.end;
    }
    out.push_str(&query[at..]);
    out
}

/// Single curly quotes that were read as a phrase, though they may be apostrophes.
fn single_quotes<'q>(query: &'q str, tokens: &'q [Token<'q>]) -> impl Iterator<Item = QueryIssue> + 'q {
    tokens.iter().filter_map(|token| {
        let TokenKind::Quoted { text, .. } = token.kind else { return None };
        query[token.span.start..].starts_with(is_single_quote).then(|| {
            let issue = QueryIssue::new(token.span, "single quotes are read as phrase quotes");
            issue.hint(format!(
                "write \"{text}\" for the phrase, or remove the quotes to search for the words"
            ))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::{ParseOptions, parse};

    /// The warnings about a query without a mistake.
    fn said(query: &str) -> Vec<String> {
        let strict = ParseOptions { strict: true, ..ParseOptions::default() };
        let read = parse(query, &ParseOptions::default()).unwrap();
        assert_eq!(parse(query, &strict).unwrap().query, read.query);
        read.warnings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn operators_in_small_letters_are_pointed_out() {
        assert_eq!(
            said("covid not virus"),
            ["not in lower case is a word, not an operator, so nothing is excluded \
              (for the operator, write covid NOT virus)"]
        );
        let both = said("(syria or iraq) and \"peace talks\"");
        assert!(both[0].starts_with("and and or in lower case are words, not operators"), "{both:?}");
        assert!(both[0].ends_with("write (syria OR iraq) AND \"peace talks\")"), "{both:?}");
        assert_eq!(said(&format!("a or {}", "b ".repeat(60))).len(), 1);
    }

    #[test]
    fn sayings_and_names_are_not() {
        for query in [
            "to be or not to be",
            "Trinidad and Tobago",
            "and war",
            "war not",
            "title:not",
            "=not",
            "a \\or b",
        ] {
            assert_eq!(said(query), [""; 0], "{query}");
        }
    }

    #[test]
    fn single_curly_quotes_are_said_to_be_a_phrase() {
        let one = said("‘no deal’ soon");
        assert!(one[0].contains("read as phrase quotes (write \"no deal\""), "{one:?}");
        assert_eq!(said("O’Brien’s “no deal”"), [""; 0]);
    }
}
