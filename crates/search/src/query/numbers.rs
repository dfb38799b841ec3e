//! Values that are numbers: how many words an article has.

use super::error::QueryIssue;
use super::parser::{Clause, Parser};
use super::tree::Query;
use dateline_core::article::Span;

impl Parser<'_> {
    /// A number of words, or a range of them.
    pub(super) fn length(&mut self, value: &str, span: Span) -> Clause {
        let Some((from, until)) = range(value) else {
            let issue = QueryIssue::new(span, format!("{value:?} is not a number of words"));
            return self.unreadable(issue.hint("write words:>500, words:100..500 or words:<=80"));
        };
        if from.zip(until).is_some_and(|(from, until)| from > until) {
            return self.unreadable(QueryIssue::new(span, "this range ends before it begins"));
        }
        self.count(1, span)?;
        Ok(Some(Query::Length { from, until }))
    }
}

type Ends = (Option<u64>, Option<u64>);

/// Reads `500`, `100..500`, `100..`, `..500`, `>=500`, `>500`, `<=500`, `<500` and `[100 TO 500]`.
fn range(text: &str) -> Option<Ends> {
    let text = text.trim();
    if text.starts_with(['[', '{']) {
        return bracketed(text);
    }
    if let Some((from, until)) = text.split_once("..") {
        return Some((end(from)?, end(until)?)).filter(|ends| *ends != (None, None));
    }
    let compared = |sign: &str| text.strip_prefix(sign).map(|number| number.trim().parse::<u64>().ok());
    if let Some(number) = compared(">=") {
        return Some((Some(number?), None));
    }
    if let Some(number) = compared("<=") {
        return Some((None, Some(number?)));
    }
    if let Some(number) = compared(">") {
        return Some((Some(number?.checked_add(1)?), None));
    }
    if let Some(number) = compared("<") {
        return Some((None, Some(number?.checked_sub(1)?)));
    }
    let number = compared("=").unwrap_or_else(|| text.parse().ok())?;
    Some((Some(number), Some(number)))
}

/// `[a TO b]`, where a curly bracket leaves its end out and `*` leaves it open.
fn bracketed(text: &str) -> Option<Ends> {
    let (from, until) = text.get(1..text.len().checked_sub(1)?)?.split_once(" TO ")?;
    let (mut from, mut until) = (end(from)?, end(until)?);
    if text.starts_with('{') {
        from = from.map(|number| number.saturating_add(1));
    }
    if text.ends_with('}') {
        until = until.map(|number| number.checked_sub(1)).map_or(Some(None), |less| less.map(Some))?;
    }
    Some((from, until)).filter(|ends| *ends != (None, None))
}

/// One end of a range; nothing and `*` leave it open.
fn end(text: &str) -> Option<Option<u64>> {
    match text.trim() {
        "" | "*" => Some(None),
        number => number.parse().ok().map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ParseOptions, parse};
    use super::*;

    #[test]
    fn ranges_are_written_in_all_ways() {
        let of = |from, until| Some((from, until));
        assert_eq!(range("500"), of(Some(500), Some(500)));
        assert_eq!(range("100..500"), of(Some(100), Some(500)));
        assert_eq!([range("100.."), range(">=100"), range(">99")], [of(Some(100), None); 3]);
        assert_eq!([range("..80"), range("<=80"), range("<81")], [of(None, Some(80)); 3]);
        assert_eq!([range("[3 TO 5]"), range("{2 TO 6}")], [of(Some(3), Some(5)); 2]);
        assert_eq!(range("[3 TO *]"), of(Some(3), None));
        for wrong in ["", "many", "<0", "..", "[1", "[* TO *]", "{ TO 0}", "-3", "99999999999999999999", "[é"]
        {
            assert_eq!(range(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn lengths_are_printed_as_they_are_read() {
        for (typed, printed) in [
            ("words:>500", "words:>=501"),
            ("length:[1 TO 5]", "words:1..5"),
            ("words:7", "words:7"),
            ("words: <9", "words:<=8"),
        ] {
            assert_eq!(parse(typed, &ParseOptions::default()).unwrap().query.to_string(), printed);
        }
        let wrong = parse("words:long", &ParseOptions::default()).unwrap();
        assert_eq!(wrong.query.to_string(), "-*");
        assert!(wrong.warnings[0].to_string().contains("not a number of words"));
        assert!(parse("words:9..3", &ParseOptions { strict: true, ..Default::default() }).is_err());
    }
}
