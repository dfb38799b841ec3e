//! What the class names and ids of an element say about it.

use std::sync::LazyLock;

use dom_query::NodeRef;
use rustc_hash::FxHashMap;

use super::dom;
use crate::patterns::table_rows;

/// What an element is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// Other stories, sharing, advertisements.
    Aside,
    /// Shown when the reader points at something.
    Popup,
    /// Comments of readers.
    Comments,
    /// Posts and quotations within the article.
    Embed,
    /// Captions and credits of pictures.
    Caption,
    /// Names of the authors.
    Byline,
    /// When the article appeared.
    Date,
    /// The headline.
    Headline,
    /// The summary below the headline.
    Standfirst,
    /// Not shown.
    Hidden,
    /// Consent, registration, walls: never the story, however long.
    Dialog,
    /// The way from the front page to this one.
    Trail,
    /// On a box beside the story as often as on the story itself.
    Mark,
}

/// The roles that class names and ids give an element.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Roles(u16);

impl Roles {
    /// True if the element has the role.
    pub fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u8) != 0
    }

    fn add(&mut self, role: Role) {
        self.0 |= 1 << role as u8;
    }
}

static WORDS: LazyLock<FxHashMap<&'static str, Role>> = LazyLock::new(|| {
    table_rows(include_str!("../../data/page-classes.tsv"))
        .filter_map(|row| row.split_once('\t'))
        .filter_map(|(role, word)| Some((word, role_named(role)?)))
        .collect()
});

fn role_named(name: &str) -> Option<Role> {
    match name {
        "aside" => Some(Role::Aside),
        "popup" => Some(Role::Popup),
        "comments" => Some(Role::Comments),
        "embed" => Some(Role::Embed),
        "caption" => Some(Role::Caption),
        "byline" => Some(Role::Byline),
        "date" => Some(Role::Date),
        "headline" => Some(Role::Headline),
        "standfirst" => Some(Role::Standfirst),
        "hidden" => Some(Role::Hidden),
        "dialog" => Some(Role::Dialog),
        "trail" => Some(Role::Trail),
        "mark" => Some(Role::Mark),
        _ => None,
    }
}

/// A class list longer than this is generated code, not a description.
const LONGEST: usize = 600;

/// The roles of an element by its class names and id.
pub(super) fn roles(node: NodeRef) -> Roles {
    let mut roles = Roles::default();
    let Some(element) = node.element_ref() else { return roles };
    for attribute in &element.attrs {
        let name = &*attribute.name.local;
        if matches!(name, "class" | "id" | "data-testid" | "data-component")
            && attribute.value.len() <= LONGEST
        {
            let is_id = name == "id";
            attribute.value.split_ascii_whitespace().for_each(|class| add_roles(&mut roles, class, is_id));
        }
    }
    roles
}

/// An id of at least this many words is made from a headline and says what the story is about.
const WORDS_OF_SLUG: usize = 5;

/// How names begin that say what a story is about, or in what state or company an element is, and not what it is.
const OF_OTHERS: &[&str] = &[
    "tag-",
    "category-",
    "term-",
    "topic-",
    "has-",
    "no-",
    "with-",
    "without-",
    "hide-",
    "show-",
    "js-",
    "use-",
    "above-",
    "below-",
];

fn add_roles(roles: &mut Roles, class: &str, is_id: bool) {
    let parts = parts(class);
    if is_id && parts.split('-').filter(|part| part.chars().all(char::is_alphabetic)).count() >= WORDS_OF_SLUG
    {
        return;
    }
    if OF_OTHERS.iter().any(|start| parts.starts_with(start)) && !starts_with_known_pair(&parts) {
        return;
    }
    let mut pair_start = 0;
    let mut start = 0;
    for end in parts.match_indices('-').map(|(at, _)| at).chain([parts.len()]) {
        for word in [&parts[start..end], &parts[pair_start..end]] {
            if let Some(&role) = WORDS.get(word) {
                roles.add(role);
            }
        }
        pair_start = start;
        start = end + 1;
    }
}

/// Parts of names for which the extractor takes an element to be beside the text; those of comments, which can be longer than the text, left out.
const DISTRUSTED: &[&str] = &[
    "banner",
    "breadcrumb",
    "community",
    "contact",
    "extra",
    "foot",
    "gdpr",
    "header",
    "hid",
    "legends",
    "masthead",
    "media",
    "menu",
    "meta",
    "outbrain",
    "pager",
    "pagination",
    "popup",
    "promo",
    "related",
    "rss",
    "scroll",
    "share",
    "shopping",
    "sidebar",
    "skyscraper",
    "social",
    "sponsor",
    "supplemental",
    "tags",
    "tool",
    "widget",
];

/// True if the class or id of an element may make the extractor pass over it.
pub(super) fn is_distrusted(node: NodeRef) -> bool {
    let is_bad = |name: String| {
        let name = name.to_ascii_lowercase();
        DISTRUSTED.iter().any(|word| name.contains(word))
    };
    dom::attribute(node, "class").is_some_and(is_bad) || dom::attribute(node, "id").is_some_and(is_bad)
}

/// A class list without the names that say what a story is about and not what the element is.
pub(super) fn without_subjects(classes: &str) -> String {
    let is_subject = |class: &&str| {
        OF_OTHERS.iter().any(|start| class.starts_with(start)) && !starts_with_known_pair(&parts(class))
    };
    let kept: Vec<&str> = classes.split_ascii_whitespace().filter(|class| !is_subject(class)).collect();
    kept.join(" ")
}

/// True for `tag-list`, which is a name of its own, unlike `tag-comments`.
fn starts_with_known_pair(parts: &str) -> bool {
    let end = parts.match_indices('-').nth(1).map_or(parts.len(), |(at, _)| at);
    WORDS.contains_key(&parts[..end])
}

/// True for a chunk of a name that no one wrote: capitals and digits in no order, as `n1AuAdJlVL`.
fn is_random(chunk: &str) -> bool {
    const SHORTEST_PART: f64 = 2.3;
    if chunk.bytes().all(|b| b.is_ascii_lowercase()) {
        return false;
    }
    let core = chunk.trim_end_matches(|c: char| c.is_ascii_digit());
    let has_digit = core.contains(|c: char| c.is_ascii_digit());
    let has_capital = core.contains(char::is_uppercase);
    let steps =
        core.as_bytes().windows(2).filter(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase()).count();
    let part = core.len() as f64 / (steps + 1) as f64;
    (has_digit && has_capital) || (steps >= 2 && part < SHORTEST_PART)
}

/// The parts of a class name, joined by hyphens: `articleRelated__link-list` gives `article-related-link-list`.
fn parts(class: &str) -> String {
    if class.bytes().all(|b| b.is_ascii_lowercase()) {
        return class.to_owned();
    }
    let mut parts = String::with_capacity(class.len() + 8);
    for chunk in class.split(|c: char| !c.is_alphanumeric()).filter(|chunk| !is_random(chunk)) {
        push_chunk(&mut parts, chunk);
    }
    parts
}

fn push_chunk(parts: &mut String, chunk: &str) {
    let mut after_lower = false;
    if !parts.is_empty() && !chunk.is_empty() {
        parts.push('-');
    }
    if chunk.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
        return parts.push_str(chunk);
    }
    for c in chunk.chars() {
        if c.is_uppercase() && after_lower {
            parts.push('-');
        }
        parts.extend(c.to_lowercase());
        after_lower = c.is_lowercase();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    fn roles_of(class: &str) -> Roles {
        let doc = Document::fragment(format!("<p class='{class}'></p>"));
        let node = doc.select("p").nodes()[0];
        roles(node)
    }

    #[test]
    fn class_names_are_cut_into_parts() {
        assert_eq!(parts("articleRelated__link-list"), "article-related-link-list");
        assert_eq!(parts("--"), "");
    }

    #[test]
    fn random_and_made_names_say_nothing() {
        for class in
            ["block-n1AuAdJlVL", "x3AdQ", "tag-comments-policy", "has-social-tools", "category-newsletter"]
        {
            assert_eq!(roles_of(class), Roles::default(), "{class}");
        }
        assert!(roles_of("AdSlot1").has(Role::Aside) && roles_of("tag-list").has(Role::Aside));
        let doc = Document::fragment("<p id='star-promoted-film-part-two'></p><p id='related-stories'></p>");
        let of = |at: usize| roles(doc.select("p").nodes()[at]);
        assert_eq!(of(0), Roles::default());
        assert!(of(1).has(Role::Aside));
    }

    #[test]
    fn names_of_subjects_are_known() {
        assert_eq!(
            without_subjects("post tag-comments-policy tag-list category-sidebar entry"),
            "post tag-list entry"
        );
    }

    #[test]
    fn single_and_paired_parts_give_roles() {
        assert!(roles_of("article__related-links").has(Role::Aside));
        assert!(roles_of("js-x ReadMore").has(Role::Aside));
        assert!(roles_of("wp-caption-text").has(Role::Caption));
        assert!(roles_of("c-byline__author").has(Role::Byline));
        assert!(roles_of("story-standfirst").has(Role::Standfirst));
        assert_eq!(roles_of("reading header shadow"), Roles::default());
    }

    #[test]
    fn every_row_of_the_table_has_a_known_role() {
        let rows = table_rows(include_str!("../../data/page-classes.tsv")).count();
        assert_eq!(rows, WORDS.len());
    }
}
