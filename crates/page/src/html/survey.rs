//! One pass over a page that collects its metadata.

use dom_query::{Document, NodeId, NodeRef};

use super::classes::{Role, Roles, roles};
use super::dom::{self, Step};
use super::heading;
use super::jsonld::JsonLd;

/// Text of elements that say who wrote an article or when is short; longer elements hold other things too.
const LONGEST_BYLINE: usize = 200;
const LONGEST_DATE: usize = 160;
const LONGEST_HEADING: usize = 400;
const LONGEST_STANDFIRST: usize = 900;
const LONGEST_VALUE: usize = 2000;

/// This many pieces of each sort are noted; articles have a few, hostile pages as many as they like.
const MOST: usize = 60;

/// And this many headings in menus and lists of other stories.
const MOST_ASIDE: usize = 15;

/// A paragraph of at least this many bytes is running text.
const RUNNING: usize = 100;

/// A heading, or what the markup calls the headline.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    /// 1 for `h1`, 2 for `h2`, 0 for what microdata or a class name calls the headline.
    pub level: u8,
    pub text: String,
    /// The text without the element that it begins with, which may be a kicker.
    pub rest: Option<String>,
    /// Whether the markup calls that element a kicker.
    pub kicker: bool,
    /// Whether it is the last step of a trail of sections, which is a title for search engines.
    pub trail: Trail,
    /// True if it is beside the story.
    pub aside: bool,
    /// How many paragraphs of running text are before it.
    pub paragraphs: usize,
}

/// How a heading of the first level stands to a trail of sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trail {
    /// It is apart from one.
    No,
    /// It is behind links, outside of the story.
    Behind,
    /// It is within one.
    Within,
}

/// What the markup calls the summary.
#[derive(Debug, Clone)]
pub(super) struct Standfirst {
    pub text: String,
    /// How many of the headings are before it.
    pub headings: usize,
}

/// A visible date.
#[derive(Debug, Clone)]
pub(super) struct Dated {
    /// The `datetime` or `content` attribute, if any.
    pub value: Option<String>,
    /// The text that readers see.
    pub text: String,
    /// What the element is, for the note on where the date was found.
    pub what: &'static str,
    /// True if a heading of the first or second level is before it.
    pub after_heading: bool,
    /// How many paragraphs of running text are before it.
    pub paragraphs: usize,
    /// True if it is among other stories.
    pub aside: bool,
}

/// The metadata of a page.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Content of `title`.
    pub title: Option<String>,
    /// Language tag of the document.
    pub lang: Option<String>,
    /// `meta` elements: lower-case name, property or itemprop, and content.
    metas: Vec<(String, String)>,
    /// `link rel="canonical"`.
    pub canonical: Option<String>,
    /// What browsers note when they save a page.
    pub saved_from: Option<String>,
    pub json: JsonLd,
    pub headings: Vec<Heading>,
    pub dates: Vec<Dated>,
    pub bylines: Vec<String>,
    /// Summaries above the text.
    pub standfirsts: Vec<Standfirst>,
}

impl Survey {
    /// The survey of a document.
    pub fn of(doc: &Document) -> Self {
        let mut surveyor = Surveyor::default();
        dom::walk(doc.root(), |node, step| surveyor.visit(node, step));
        surveyor.survey
    }

    /// The content of the first of these `meta` elements that has one.
    pub fn meta(&self, names: &[&'static str]) -> Option<(&'static str, &str)> {
        names.iter().find_map(|&name| {
            let (_, content) = self.metas.iter().find(|(key, _)| key == name)?;
            Some((name, content.as_str()))
        })
    }

    /// The contents of every `meta` element of a name.
    pub fn metas<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.metas.iter().filter(move |(key, _)| key == name).map(|(_, content)| content.as_str())
    }

    /// The language tag under which numeric dates are read.
    pub fn tag(&self) -> Option<&str> {
        let locale = self.meta(&["og:locale"]).map(|(_, locale)| locale);
        match self.lang.as_deref() {
            Some(lang) if lang.contains(['-', '_']) => Some(lang),
            lang => locale.filter(|locale| lang.is_none_or(|lang| locale.starts_with(lang))).or(lang),
        }
    }
}

#[derive(Default)]
struct Surveyor {
    survey: Survey,
    after_heading: bool,
    paragraphs: usize,
    /// Open elements that hold other stories.
    asides: Vec<NodeId>,
    /// Open elements that are a trail of sections or a menu, and open ones that hold the story.
    trails: Vec<NodeId>,
    stories: usize,
    links: usize,
    /// Whether the last two pieces of text were links, the last one first.
    last_linked: [bool; 2],
}

impl Surveyor {
    fn visit(&mut self, node: NodeRef, step: Step) -> bool {
        if node.is_comment() {
            self.comment(node);
            return true;
        }
        if !node.is_element() {
            dom::with_text(node, |text| self.note_text(text));
            return true;
        }
        if dom::is_any(node, &["a"]) {
            self.links = if step == Step::Enter { self.links + 1 } else { self.links.saturating_sub(1) };
        }
        let is_story = dom::is_any(node, &["article", "main"]);
        if step == Step::Leave {
            self.stories -= usize::from(is_story && self.stories > 0);
            for open in [&mut self.asides, &mut self.trails] {
                open.pop_if(|id| *id == node.id);
            }
            return true;
        }
        let name = dom::name(node);
        let roles = roles(node);
        // What is not entered is not left either.
        let is_entered = !matches!(name.as_str(), "script" | "style" | "template");
        self.stories += usize::from(is_story);
        if is_entered && (name == "nav" || roles.has(Role::Trail)) {
            self.trails.push(node.id);
        }
        if is_entered && is_aside(&name, roles) {
            self.asides.push(node.id);
        }
        self.element(node, &name, roles);
        is_entered
    }

    fn note_text(&mut self, text: &str) {
        if text.chars().any(char::is_alphanumeric) {
            self.last_linked = [self.links > 0, self.last_linked[0]];
        }
    }

    fn element(&mut self, node: NodeRef, name: &str, roles: Roles) {
        match name {
            "html" => {
                self.survey.lang = dom::attribute(node, "lang").or_else(|| dom::attribute(node, "xml:lang"))
            }
            "title" if self.survey.title.is_none() => {
                self.survey.title = short(dom::one_line(&dom::raw_text(node)))
            }
            "meta" => self.meta(node),
            "link" => self.link(node),
            "script" => self.script(node),
            "h1" | "h2" => self.heading(node, if name == "h1" { 1 } else { 2 }),
            "p" if !roles.has(Role::Standfirst) && dom::text(node).len() >= RUNNING => self.paragraphs += 1,
            _ => self.labelled(node, name, roles),
        }
    }

    fn meta(&mut self, node: NodeRef) {
        let Some(content) =
            dom::attribute(node, "content").map(|c| dom::one_line(&unescaped(&c))).and_then(short)
        else {
            return;
        };
        for attribute in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(key) = dom::attribute(node, attribute)
                && self.survey.metas.len() < 10 * MOST
            {
                self.survey.metas.push((key.to_lowercase(), content.clone()));
            }
        }
    }

    fn link(&mut self, node: NodeRef) {
        let is_canonical =
            dom::attribute(node, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
        if is_canonical && self.survey.canonical.is_none() {
            self.survey.canonical = dom::attribute(node, "href");
        }
    }

    fn script(&mut self, node: NodeRef) {
        if dom::attribute(node, "type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json")) {
            self.survey.json.add(&dom::raw_text(node));
        }
    }

    /// Browsers and archiving tools note the address of a page they save in a comment.
    fn comment(&mut self, node: NodeRef) {
        if self.survey.saved_from.is_some() {
            return;
        }
        let mut comment = String::new();
        node.query(|node| {
            if let dom_query::NodeData::Comment { contents } = &node.data {
                comment = contents.chars().take(600).collect();
            }
        });
        self.survey.saved_from = saved_from(&comment);
    }

    fn heading(&mut self, node: NodeRef, level: u8) {
        self.after_heading = true;
        if level == 1 {
            self.paragraphs = 0;
        }
        self.push_heading(node, level);
    }

    fn push_heading(&mut self, node: NodeRef, level: u8) {
        let heading::Text { whole: text, rest, kicker } = heading::text(node);
        let aside = !self.asides.is_empty();
        // Menus mark hundreds of entries as headlines.
        let limit = match level {
            1 => 3 * MOST,
            2 => 2 * MOST,
            _ if aside => MOST_ASIDE,
            _ => MOST,
        };
        if text.is_empty() || text.len() > LONGEST_HEADING || self.survey.headings.len() >= limit {
            return;
        }
        let trail = match () {
            () if level != 1 => Trail::No,
            () if !self.trails.is_empty() => Trail::Within,
            () if self.stories == 0 && self.last_linked == [true, true] => Trail::Behind,
            () => Trail::No,
        };
        let paragraphs = self.paragraphs;
        self.survey.headings.push(Heading { level, text, rest, kicker, trail, aside, paragraphs });
    }

    /// Elements that say by microdata or class names what they are.
    fn labelled(&mut self, node: NodeRef, name: &str, roles: Roles) {
        let property = dom::attribute(node, "itemprop").unwrap_or_default();
        if property.split_whitespace().any(|p| p == "headline") || roles.has(Role::Headline) {
            self.push_heading(node, 0);
        }
        if roles.has(Role::Standfirst) && self.is_head() {
            self.standfirst(node);
        }
        let is_author =
            property.contains("author") || dom::attribute(node, "rel").is_some_and(|rel| rel == "author");
        let is_byline = is_author || (roles.has(Role::Byline) && self.paragraphs == 0);
        if is_byline && self.asides.is_empty() {
            push_short(&mut self.survey.bylines, node, LONGEST_BYLINE);
        }
        self.date(node, name, &property, roles.has(Role::Date));
    }

    /// True near the headline, above the text.
    fn is_head(&self) -> bool {
        self.paragraphs == 0 && self.asides.is_empty()
    }

    fn standfirst(&mut self, node: NodeRef) {
        let text = dom::text(node);
        if !text.is_empty() && text.len() <= LONGEST_STANDFIRST && self.survey.standfirsts.len() < MOST {
            let headings = self.survey.headings.len();
            self.survey.standfirsts.push(Standfirst { text, headings });
        }
    }

    fn date(&mut self, node: NodeRef, name: &str, property: &str, by_class: bool) {
        let what = match property {
            "datePublished" | "dateCreated" => "itemprop datePublished",
            "dateModified" => "itemprop dateModified",
            _ if name == "time" => "time element",
            _ if by_class => "element of class date",
            _ => return,
        };
        let text = dom::text(node);
        if text.len() > LONGEST_DATE || self.survey.dates.len() >= MOST {
            return;
        }
        let value = ["datetime", "content", "data-datetime", "data-time"]
            .iter()
            .find_map(|a| dom::attribute(node, a))
            // The title of other elements may be anything; that of an abbreviation is what it stands for.
            .or_else(|| {
                dom::attribute(node, "title").filter(|title| name == "abbr" || starts_with_year(title))
            });
        self.survey.dates.push(Dated {
            value,
            text,
            what,
            after_heading: self.after_heading,
            paragraphs: self.paragraphs,
            aside: !self.asides.is_empty(),
        });
    }
}

fn starts_with_year(title: &str) -> bool {
    title.len() >= 10 && title.as_bytes()[..4].iter().all(u8::is_ascii_digit) && title.as_bytes()[4] == b'-'
}

/// True if the element holds other stories, comments or the frame of the site.
fn is_aside(name: &str, roles: Roles) -> bool {
    matches!(name, "aside" | "footer" | "nav")
        || (name != "body"
            && name != "html"
            && [Role::Aside, Role::Trail, Role::Dialog, Role::Comments]
                .into_iter()
                .any(|role| roles.has(role)))
}

fn push_short(list: &mut Vec<String>, node: NodeRef, longest: usize) {
    let text = dom::text(node);
    if !text.is_empty() && text.len() <= longest && list.len() < MOST && !list.contains(&text) {
        list.push(text);
    }
}

/// A value that is not empty and not a text of its own.
fn short(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty() && text.len() <= LONGEST_VALUE)
}

/// Sites that escape twice leave entities in attributes.
fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let doc = Document::fragment(text.replace('<', "&lt;"));
    doc.text().to_string()
}

/// The address in `saved from url=(0042)https://…` and `Page saved with SingleFile url: https://…`.
fn saved_from(comment: &str) -> Option<String> {
    let rest = match comment.split_once("saved from url=(") {
        Some((_, rest)) => rest.split_once(')')?.1,
        None if comment.contains("saved with SingleFile") => comment.split_once("url:")?.1.trim_start(),
        None => return None,
    };
    let url = rest.split_whitespace().next()?;
    url.starts_with("http").then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(html: &str) -> Survey {
        Survey::of(&Document::from(html))
    }

    #[test]
    fn metas_are_found_by_any_of_their_names() {
        let survey = survey(
            "<html lang=en><meta property='og:title' content='Talks &amp;amp; more'><meta name=Author content='Jane Roe'>",
        );
        assert_eq!(survey.meta(&["dc.title", "og:title"]), Some(("og:title", "Talks & more")));
        assert_eq!(survey.meta(&["author"]), Some(("author", "Jane Roe")));
        assert_eq!(survey.tag(), Some("en"));
    }

    #[test]
    fn a_script_of_an_aside_class_holds_nothing() {
        let survey = survey("<script class=ads>x</script><h1>T</h1><time datetime=2015-05-05></time>");
        assert!(!survey.dates[0].aside && !survey.headings[0].aside);
    }

    #[test]
    fn dates_know_where_they_stand() {
        let survey = survey(
            "<time datetime=2001-01-01>old</time><h1>Talks</h1><p class=post-date>5 May 2015</p>\
             <aside><time datetime=2015-05-01></time></aside>",
        );
        let notes: Vec<_> = survey.dates.iter().map(|d| (d.what, d.after_heading, d.aside)).collect();
        assert_eq!(
            notes,
            [
                ("time element", false, false),
                ("element of class date", true, false),
                ("time element", true, true)
            ]
        );
    }

    #[test]
    fn the_address_of_a_saved_page_is_noted() {
        let chrome = "<!-- saved from url=(0027)https://example.org/2015/a -->";
        assert_eq!(survey(chrome).saved_from.as_deref(), Some("https://example.org/2015/a"));
        let single = "<!-- Page saved with SingleFile \n url: https://example.org/b \n saved date: x -->";
        assert_eq!(survey(single).saved_from.as_deref(), Some("https://example.org/b"));
    }

    #[test]
    fn bylines_and_standfirsts_come_from_classes() {
        let survey = survey(
            "<h1>T</h1><p class=dek>What it is about.</p><div class=byline>By <a rel=author>Jane Roe</a></div>",
        );
        assert_eq!(survey.standfirsts[0].text, "What it is about.");
        assert_eq!(survey.standfirsts[0].headings, 1);
        assert_eq!(survey.bylines, ["By Jane Roe", "Jane Roe"]);
    }
}
