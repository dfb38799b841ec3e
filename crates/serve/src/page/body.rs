//! The text of an article as HTML: names are links, evidence can be pointed to, and what was looked for is marked.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;

use dateline_core::article::{Article, EntityKind, Mention, TextField};
use dateline_enrich::names::local;
use dateline_search::occurrences::Occurrence;

use crate::address::Address;
use crate::page::lines::anchor;
use crate::page::markup::escaped;
use crate::page::name::name_href;

/// What is lit in a text of an article.
pub struct Lit<'a> {
    names: Vec<Named<'a>>,
    evidence: Vec<(&'a Mention, &'a str)>,
    found: &'a [Occurrence],
}

/// A mention of a name.
struct Named<'a> {
    mention: &'a Mention,
    href: String,
    class: &'static str,
}

/// What lies within one text, by byte.
struct Layers<'l, 'a> {
    text: &'l str,
    names: Vec<&'l Named<'a>>,
    evidence: Vec<&'l (&'a Mention, &'a str)>,
    found: Vec<&'l Occurrence>,
}

/// The class of the names of a kind.
pub fn class_of(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "person",
        EntityKind::Organisation => "org",
        EntityKind::Place => "place",
    }
}

impl<'a> Lit<'a> {
    /// All names and evidence of an article, and what was found in it.
    pub fn of(address: &Address, article: &'a Article, found: &'a [Occurrence]) -> Lit<'a> {
        let names = article.entities.iter().flat_map(|entity| {
            let (href, class) =
                (name_href(address, entity.kind, &local::shown(entity)), class_of(entity.kind));
            entity.mentions.iter().map(move |mention| Named { mention, href: href.clone(), class })
        });
        let evidence = article
            .countries
            .iter()
            .flat_map(|country| country.evidence.iter().map(move |mention| (mention, country.code.as_str())));
        Lit { names: names.collect(), evidence: evidence.collect(), found }
    }

    /// A text on one line.
    pub fn line(&self, field: TextField, text: &str) -> String {
        let layers = self.layers(field, None, text);
        layers.html(0..text.len())
    }

    /// A caption.
    pub fn caption(&self, item: usize, text: &str) -> String {
        self.layers(TextField::Captions, Some(item), text).html(0..text.len())
    }

    /// The body, a paragraph each.
    pub fn paragraphs(&self, body: &str) -> Vec<String> {
        let layers = self.layers(TextField::Body, None, body);
        let mut out = Vec::new();
        let mut start = 0;
        for paragraph in body.split("\n\n") {
            let range = start..start + paragraph.len();
            start = range.end + 2;
            if !paragraph.trim().is_empty() {
                out.push(layers.html(range));
            }
        }
        out
    }

    fn layers<'l>(&'l self, field: TextField, item: Option<usize>, text: &'l str) -> Layers<'l, 'a> {
        let is_here = |mention: &Mention| mention.field == field && mention.item == item;
        let mut names: Vec<&Named<'_>> = self.names.iter().filter(|named| is_here(named.mention)).collect();
        // Of two that begin at the same place the longer one is a link.
        names.sort_by_key(|named| (named.mention.start, std::cmp::Reverse(named.mention.end)));
        let mut end = 0;
        names.retain(|named| {
            let Mention { start, end: until, .. } = *named.mention;
            let fits = start >= end && start < until && text.get(start..until).is_some();
            if fits {
                end = until;
            }
            fits
        });
        let evidence = self.evidence.iter().filter(|(mention, _)| {
            is_here(mention) && mention.start < mention.end && text.get(mention.start..mention.end).is_some()
        });
        let found = self.found.iter().filter(|found| {
            found.field == field && found.item == item && text.get(found.start..found.end).is_some()
        });
        Layers { text, names, evidence: evidence.collect(), found: found.collect() }
    }
}

impl Layers<'_, '_> {
    /// A part of the text; cut wherever something begins or ends, so that everything is nested well.
    fn html(&self, range: Range<usize>) -> String {
        let mut cuts = BTreeSet::from([range.start, range.end]);
        let ends = self.names.iter().flat_map(|named| [named.mention.start, named.mention.end]);
        let ends = ends.chain(self.evidence.iter().flat_map(|(mention, _)| [mention.start, mention.end]));
        let ends = ends.chain(self.found.iter().flat_map(|found| [found.start, found.end]));
        cuts.extend(ends.filter(|cut| range.contains(cut)));
        let cuts: Vec<usize> = cuts.into_iter().collect();
        let mut out = String::with_capacity(2 * range.len());
        let mut open: Option<usize> = None;
        for pair in cuts.windows(2) {
            let (start, end) = (pair[0], pair[1]);
            let name =
                self.names.iter().find(|named| named.mention.start <= start && end <= named.mention.end);
            let name_start = name.map(|named| named.mention.start);
            if open != name_start {
                if open.is_some() {
                    out.push_str("</a>");
                }
                if let Some(named) = name {
                    let _ =
                        write!(out, "<a class=\"name {}\" href=\"{}\">", named.class, escaped(&named.href));
                }
                open = name_start;
            }
            self.piece(&mut out, start, end);
        }
        if open.is_some() {
            out.push_str("</a>");
        }
        out
    }

    /// A piece within which nothing begins or ends.
    fn piece(&self, out: &mut String, start: usize, end: usize) {
        let Some(text) = self.text.get(start..end) else { return };
        let evidence: Vec<_> = self
            .evidence
            .iter()
            .filter(|(mention, _)| mention.start <= start && end <= mention.end)
            .collect();
        if let Some((first, _)) = evidence.first() {
            let id = match first.start == start {
                true => format!(" id=\"e{}\"", anchor(first.field, first.item, start)),
                false => String::new(),
            };
            let codes: Vec<&str> = evidence.iter().map(|(_, code)| *code).collect();
            let _ =
                write!(out, "<span class=\"evidence\"{id} data-countries=\"{}\">", escaped(&codes.join(" ")));
        }
        let found = self.found.iter().find(|found| found.start <= start && end <= found.end);
        if let Some(found) = found {
            match found.start == start {
                true => {
                    let _ = write!(out, "<mark id=\"{}\">", anchor(found.field, found.item, start));
                }
                false => out.push_str("<mark>"),
            }
        }
        out.push_str(&escaped(text).replace('\n', "<br>"));
        if found.is_some() {
            out.push_str("</mark>");
        }
        if !evidence.is_empty() {
            out.push_str("</span>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::article::{Country, Entity, Role};

    fn mention(start: usize, end: usize, text: &str) -> Mention {
        Mention { field: TextField::Body, item: None, start, end, text: text.into() }
    }

    fn found(start: usize, end: usize) -> Occurrence {
        Occurrence { field: TextField::Body, item: None, start, end }
    }

    fn article() -> Article {
        Article {
            body: "In <Damascus> Bashar al-Assad\nspoke.\n\nHe left.".into(),
            entities: vec![Entity {
                kind: EntityKind::Person,
                name: "Bashar al-Assad".into(),
                country: None,
                mentions: vec![mention(14, 29, "Bashar al-Assad")],
            }],
            countries: vec![Country {
                code: "SY".into(),
                name: "Syria".into(),
                role: Role::About,
                score: 1.0,
                evidence: vec![mention(4, 12, "Damascus")],
            }],
            ..Article::default()
        }
    }

    #[test]
    fn names_evidence_and_matches_are_nested_well() {
        let (article, found) = (article(), [found(23, 35), found(41, 45)]);
        let lit = Lit::of(&Address::default(), &article, &found);
        assert_eq!(
            lit.paragraphs(&article.body),
            [
                "In &lt;<span class=\"evidence\" id=\"eb4\" data-countries=\"SY\">Damascus</span>&gt; \
                 <a class=\"name person\" href=\"/name/person/Bashar%20al%2DAssad\">Bashar al\
                 <mark id=\"b23\">-Assad</mark></a><mark><br>spoke</mark>.",
                "He <mark id=\"b41\">left</mark>.",
            ]
        );
    }

    #[test]
    fn spans_that_do_not_fit_the_text_are_left_out() {
        let mut article = article();
        article.body = "é".into();
        let found = [found(1, 2), found(0, 90)];
        let lit = Lit::of(&Address::default(), &article, &found);
        assert_eq!(lit.paragraphs(&article.body), ["é"]);
    }
}
