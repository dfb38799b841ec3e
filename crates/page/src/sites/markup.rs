//! Corrections of HTML pages: where in the markup a field stands.

use std::collections::HashSet;

use dom_query::{Document, Matcher, NodeId, NodeRef};

use super::Site;
use crate::{byline, html};
use dateline_core::dates;

/// The selectors of the fields.
#[derive(Debug, Clone, Default)]
pub struct Selectors {
    pub headline: Option<Matcher>,
    pub standfirst: Option<Matcher>,
    pub byline: Option<Matcher>,
    pub date: Option<Matcher>,
    pub updated: Option<Matcher>,
    pub section: Option<Matcher>,
    pub captions: Option<Matcher>,
    pub body: Option<Matcher>,
    pub remove: Option<Matcher>,
}

/// What the corrections find on a page; what they do not find stays as the reader has it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Found {
    pub headline: Option<String>,
    pub standfirst: Option<String>,
    pub byline: byline::Byline,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub section: Option<String>,
    pub captions: Vec<String>,
    pub body: Option<String>,
}

impl Site {
    /// Removes from a page what the corrections list.
    pub(crate) fn remove_from(&self, doc: &Document) {
        for node in outermost(doc, self.html.remove.as_ref()) {
            doc.tree.remove_from_parent(&node.id);
        }
    }

    /// The fields of a page as the corrections find them; `tag` is the language in which numeric dates are read.
    pub(crate) fn fields_of(&self, doc: &Document, tag: Option<&str>) -> Found {
        let text = |selector: &Option<Matcher>| {
            let texts = outermost(doc, selector.as_ref()).into_iter().map(html::text_of);
            texts.into_iter().find(|text| !text.is_empty())
        };
        let names: Vec<String> =
            outermost(doc, self.html.byline.as_ref()).into_iter().map(html::text_of).collect();
        Found {
            headline: text(&self.html.headline),
            standfirst: text(&self.html.standfirst),
            byline: byline::parse(&names.join(", ")),
            published: date(doc, self.html.date.as_ref(), tag),
            updated: date(doc, self.html.updated.as_ref(), tag),
            section: text(&self.html.section),
            captions: outermost(doc, self.html.captions.as_ref()).into_iter().map(html::text_of).collect(),
            body: self.body(doc),
        }
    }

    fn body(&self, doc: &Document) -> Option<String> {
        let parts = outermost(doc, self.html.body.as_ref()).into_iter().map(html::paragraphs_of);
        let body = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
        (!body.is_empty()).then_some(body)
    }

    /// The rule of a field that the corrections of HTML give.
    pub(crate) fn html_rule(&self, key: &str) -> String {
        self.rule(&format!("html.{key}"))
    }
}

/// The elements that a selector picks, in the order of the page, without those that are within another one.
fn outermost<'a>(doc: &'a Document, selector: Option<&Matcher>) -> Vec<NodeRef<'a>> {
    let Some(selector) = selector else { return Vec::new() };
    let nodes: Vec<NodeRef> = doc.select_matcher(selector).nodes().to_vec();
    let picked: HashSet<NodeId> = nodes.iter().map(|node| node.id).collect();
    let is_within = |node: &NodeRef| node.ancestors_it(None).any(|outer| picked.contains(&outer.id));
    nodes.into_iter().filter(|node| !is_within(node)).collect()
}

/// The date of the first element that has one, in its attribute or its text.
fn date(doc: &Document, selector: Option<&Matcher>, tag: Option<&str>) -> Option<String> {
    outermost(doc, selector).into_iter().find_map(|node| {
        let attributes = ["datetime", "content", "data-datetime", "title"];
        let stated = attributes.iter().find_map(|name| dates::parse_in(&node.attr(name)?, tag));
        let line = html::text_of(node);
        stated.or_else(|| dates::find_all_in_line(&line, tag).into_iter().next().map(|date| date.value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<h1>Post</h1><b class=t>Ferry  stays</b><i class=by>By Jane Roe</i><i class=by>John Doe</i>\
        <time title='5 May 2015'>today</time><div class=x><p>One.<p class=ad>Buy.<p>Two.<div class=x>Three.</div></div>";

    fn site(html: &str) -> Site {
        Site::parse("post", &format!("host = 'post.example'\n[html]\n{html}")).unwrap()
    }

    #[test]
    fn fields_stand_where_the_selectors_say() {
        let doc = Document::from(PAGE);
        let site =
            site("headline = '.t'\nbyline = '.by'\ndate = 'time'\nbody = ['.x', '.none']\nremove = '.ad'");
        site.remove_from(&doc);
        let found = site.fields_of(&doc, Some("en"));
        assert_eq!(found.headline.as_deref(), Some("Ferry stays"));
        assert_eq!(found.byline.people, ["Jane Roe", "John Doe"]);
        assert_eq!(found.published.as_deref(), Some("2015-05-05"));
        assert_eq!(found.body.as_deref(), Some("One.\n\nTwo.\n\nThree."));
        assert_eq!(found.standfirst, None);
    }

    #[test]
    fn selectors_that_pick_nothing_find_nothing() {
        let found = site("headline = '.absent'\nbody = 'article'").fields_of(&Document::from(PAGE), None);
        assert_eq!(found, Found::default());
    }
}
