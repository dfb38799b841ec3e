//! What the class names and ids of an element say about it.

use std::collections::HashMap;
use std::sync::LazyLock;

use dom_query::NodeRef;

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

static WORDS: LazyLock<HashMap<&'static str, Role>> = LazyLock::new(|| {
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
        let names = matches!(&*attribute.name.local, "class" | "id" | "data-testid" | "data-component");
        if names && attribute.value.len() <= LONGEST {
            attribute.value.split_ascii_whitespace().for_each(|class| add_roles(&mut roles, class));
        }
    }
    roles
}

fn add_roles(roles: &mut Roles, class: &str) {
    let parts = parts(class);
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

/// The parts of a class name, joined by hyphens: `articleRelated__link-list` gives `article-related-link-list`.
fn parts(class: &str) -> String {
    let mut parts = String::with_capacity(class.len() + 8);
    let mut after_lower = false;
    for c in class.chars() {
        if (!c.is_alphanumeric() || (c.is_uppercase() && after_lower))
            && !parts.is_empty()
            && !parts.ends_with('-')
        {
            parts.push('-');
        }
        if c.is_alphanumeric() {
            parts.extend(c.to_lowercase());
        }
        after_lower = c.is_lowercase();
    }
    parts.truncate(parts.trim_end_matches('-').len());
    parts
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
