//! Taking out of the element tree what is not the article, before the body is looked for.

use dom_query::{Document, NodeId, NodeRef};

use super::blocks::{Block, blocks};
use super::cards::{self, is_link_away};
use super::classes::{Role, Roles, roles};
use super::dom::{self, Step};
use super::sizes::Sizes;
use super::trim::letters;
use crate::patterns::{self, Kind as Phrase};
use crate::paywall;

/// Elements that never hold an article's text.
const NEVER: &[&str] =
    &["nav", "footer", "button", "input", "textarea", "dialog", "audio", "video", "embed", "label"];

/// Nothing that holds more of the page's running text than this is removed, in percent.
const MOST_OF_PAGE: usize = 25;

/// If boxes with linked headings hold more than this, the page is a list of links, in percent.
const MOST_IN_CARDS: usize = 15;

/// What is around the article is often longer than a short one, in percent.
const MOST_IN_FRAME: usize = 60;

/// Comments are often longer than the article.
const MOST_COMMENTS: usize = 95;

const LONGEST_CAPTION: usize = 1200;
const LONGEST_BYLINE: usize = 300;
const LONGEST_DATE: usize = 120;

/// A heading that is longer says more than a name or a date.
const LONGEST_LABEL_HEADING: usize = 40;

/// A paragraph of at least this many bytes shows where in the page a caption is.
const LANDMARK: usize = 80;

/// A caption and the paragraphs around it, as [`letters`].
#[derive(Debug, Default, Clone)]
pub(super) struct Caption {
    pub text: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Takes out of a document what is not the article and returns the picture captions among it.
///
/// `standfirst` is the summary found elsewhere; the first element that repeats it goes too. What links to the `headline` is
/// no card of another story.
pub(super) fn prune(doc: &Document, headline: Option<&str>, standfirst: Option<&str>) -> Vec<Caption> {
    let root = doc.root();
    let mut sizes = Sizes::of(root);
    // Dialogs go first: by their length the parts of a short story would count as small.
    let dialogs = dialogs(root, &sizes);
    if !dialogs.is_empty() {
        dialogs.iter().for_each(|node| doc.tree.remove_from_parent(node));
        sizes = Sizes::of(root);
    }
    let marks_are_story = marks_are_story(root, &sizes);
    let cards_are_story = cards_are_story(root, &sizes);
    let mut pruner = Pruner {
        sizes,
        marks_are_story,
        cards_are_story,
        headline: headline.map(letters),
        standfirst: standfirst.map(letters),
        ..Pruner::default()
    };
    dom::walk(root, |node, step| pruner.visit(node, step));
    for node in &pruner.out {
        doc.tree.remove_from_parent(node);
    }
    pruner.captions
}

/// The dialogs of a page: what asks for consent, registration or payment, whatever it says and however long.
fn dialogs(root: NodeRef, sizes: &Sizes) -> Vec<NodeId> {
    let mut out = Vec::new();
    dom::walk(root, |node, step| {
        if step == Step::Leave
            || !node.is_element()
            || dom::is_any(node, &["html", "body", "main", "article"])
        {
            return true;
        }
        if dom::is_unseen(node) {
            return false;
        }
        let goes = is_dialog(node, sizes) && !dom::is_inline(node) && !sizes.of_node(node).holds_story;
        if goes {
            out.push(node.id);
        }
        !goes
    });
    out
}

fn is_dialog(node: NodeRef, sizes: &Sizes) -> bool {
    let by_role =
        dom::attribute(node, "role").is_some_and(|role| matches!(role.as_str(), "dialog" | "alertdialog"));
    by_role
        || dom::is_any(node, &["dialog"])
        || dom::attribute(node, "aria-modal").is_some_and(|modal| modal == "true")
        || sizes.roles(node).has(Role::Dialog)
}

/// True if what is marked as for subscribers, or with other words that say little, is a good part of the page.
fn marks_are_story(root: NodeRef, sizes: &Sizes) -> bool {
    let mut marked = 0;
    dom::walk(root, |node, step| {
        if step == Step::Leave || !node.is_element() {
            return true;
        }
        if dom::is_unseen(node) {
            return false;
        }
        let is_marked = sizes.roles(node).has(Role::Mark);
        if is_marked && !is_offer(node, sizes.of_node(node).text) {
            marked += sizes.of_node(node).text;
        }
        !is_marked
    });
    sizes.percent(marked) > MOST_OF_PAGE
}

/// The title of the card of another story.
fn is_card(node: NodeRef, name: &str, sizes: &Sizes) -> Option<String> {
    match name {
        "a" if is_link_away(node) && cards::wraps_blocks(node) => Some(dom::text(node)),
        "div" | "section" | "article" | "li" | "figure" => {
            let size = sizes.of_node(node);
            let is_small =
                (1..=cards::LONGEST).contains(&size.text) && !size.holds_heading && size.headings == 1;
            if is_small { cards::linked_heading(node) } else { None }
        }
        _ => None,
    }
}

/// True if what looks like cards is a good part of the page: a list of links with a word on each is a story, too.
fn cards_are_story(root: NodeRef, sizes: &Sizes) -> bool {
    let mut in_cards = 0;
    dom::walk(root, |node, step| {
        if step == Step::Leave || !node.is_element() {
            return true;
        }
        let skipped = dom::is_unseen(node) || dom::is_any(node, &["nav", "footer", "aside", "header"]);
        if skipped || sizes.roles(node).has(Role::Aside) {
            return false;
        }
        let is_card = is_card(node, &dom::name(node), sizes).is_some();
        in_cards += if is_card { sizes.of_node(node).text } else { 0 };
        !is_card
    });
    sizes.percent(in_cards) > MOST_IN_CARDS
}

/// True if an element invites the reader to subscribe or register and holds little else.
fn is_offer(node: NodeRef, text: usize) -> bool {
    const LONGEST: usize = 1500;
    let is_invitation = |block: &Block| {
        paywall::is_notice(&block.text) || patterns::kinds(&block.text).any(&[Phrase::Plug, Phrase::Legal])
    };
    text <= LONGEST && blocks(node).iter().any(is_invitation)
}

#[derive(Default)]
struct Pruner {
    sizes: Sizes,
    /// Whether marks say nothing on this page.
    marks_are_story: bool,
    /// Whether what looks like cards of other stories is the story on this page.
    cards_are_story: bool,
    headline: Option<String>,
    standfirst: Option<String>,
    out: Vec<NodeId>,
    captions: Vec<Caption>,
    landmark: Option<String>,
    links: usize,
}

impl Pruner {
    fn visit(&mut self, node: NodeRef, step: Step) -> bool {
        if !node.is_element() {
            return true;
        }
        let name = dom::name(node);
        if name == "a" {
            self.links = if step == Step::Enter { self.links + 1 } else { self.links.saturating_sub(1) };
        }
        if step == Step::Leave || matches!(name.as_str(), "html" | "body" | "main") {
            return true;
        }
        if self.goes(node, &name) {
            self.out.push(node.id);
            self.links -= usize::from(name == "a");
            return false;
        }
        if name == "p" {
            self.note_landmark(node);
        }
        true
    }

    fn goes(&mut self, node: NodeRef, name: &str) -> bool {
        if dom::is_unseen(node) {
            return true;
        }
        let roles = self.sizes.roles(node);
        let inline = dom::is_inline(node);
        if roles.has(Role::Comments) && !inline && self.share(node) <= MOST_COMMENTS && !holds_heading(node) {
            return true;
        }
        if self.share(node) > MOST_OF_PAGE {
            return self.share(node) <= MOST_IN_FRAME && is_frame(node, name) && !holds_heading(node);
        }
        if name == "figcaption" || roles.has(Role::Caption) {
            return self.caption(node);
        }
        NEVER.contains(&name)
            || self.is_hidden(node, roles)
            || name == "form"
            || name == "aside"
            || (!inline && is_frame(node, name))
            || (!inline && self.is_beside(node, roles))
            || (roles.has(Role::Popup) && (!inline || is_within_popup(node)))
            || is_label(node, name, roles)
            || self.is_standfirst(node, name)
            || self.is_card(node, name)
    }

    /// True for the card of another story: a link around blocks, or a small box with one heading that is a link.
    fn is_card(&self, node: NodeRef, name: &str) -> bool {
        !self.cards_are_story && is_card(node, name, &self.sizes).is_some_and(|title| !self.is_own(&title))
    }

    fn is_own(&self, text: &str) -> bool {
        self.headline.as_ref().is_some_and(|headline| letters(text).contains(headline))
    }

    /// True if the class names say that the element is beside the story, and what it holds agrees.
    fn is_beside(&self, node: NodeRef, roles: Roles) -> bool {
        if roles.has(Role::Embed) {
            return false;
        }
        roles.has(Role::Aside)
            || roles.has(Role::Trail)
            || roles.has(Role::Dialog)
            || (roles.has(Role::Mark) && !self.marks_are_story && !self.is_story_like(node))
    }

    /// True if the element holds running text and does not ask for a subscription.
    fn is_story_like(&self, node: NodeRef) -> bool {
        let size = self.sizes.of_node(node);
        size.prose > 0 && size.prose * 2 >= size.text && !is_offer(node, size.text)
    }

    fn is_hidden(&self, node: NodeRef, roles: Roles) -> bool {
        is_never_shown(node, roles) || (is_hidden_at_first(node) && !self.is_story_like(node))
    }

    /// How much of the page's running text the element holds, in percent.
    fn share(&self, node: NodeRef) -> usize {
        self.sizes.percent(self.sizes.of_node(node).text)
    }

    /// Notes a caption; false if the element is too long to be one.
    fn caption(&mut self, node: NodeRef) -> bool {
        let text = dom::text(node);
        if text.len() > LONGEST_CAPTION || holds_heading(node) {
            return false;
        }
        if self.links == 0 && text.chars().filter(|c| c.is_alphabetic()).count() > 8 {
            self.captions.push(Caption { text, before: self.landmark.clone(), after: None });
        }
        true
    }

    fn note_landmark(&mut self, node: NodeRef) {
        if self.sizes.of_node(node).text < LANDMARK {
            return;
        }
        let landmark = letters(&dom::text(node));
        for caption in self.captions.iter_mut().rev().take_while(|caption| caption.after.is_none()) {
            caption.after = Some(landmark.clone());
        }
        self.landmark = Some(landmark);
    }

    /// True for the element that the standfirst was taken from, which is before the text.
    fn is_standfirst(&mut self, node: NodeRef, name: &str) -> bool {
        if self.standfirst.is_none()
            || dom::is_any(node, &["h1"])
            || !matches!(name, "p" | "h2" | "h3" | "h4" | "div" | "span")
        {
            return false;
        }
        let size = self.sizes.of_node(node).text;
        if self.standfirst.as_ref().is_some_and(|s| size > 3 * s.len()) {
            return false;
        }
        let same = self.standfirst == Some(letters(&dom::text(node)));
        if same {
            self.standfirst = None;
        }
        same
    }
}

/// True if an element around this one is a popup too: then that one holds the word pointed at, and this one what pops up.
fn is_within_popup(node: NodeRef) -> bool {
    node.ancestors_it(Some(2)).any(|outer| roles(outer).has(Role::Popup))
}

/// True for what is around the article on every page of a site.
fn is_frame(node: NodeRef, name: &str) -> bool {
    let is_named = |id: String| matches!(id.to_ascii_lowercase().as_str(), "footer" | "sidebar");
    name == "footer"
        || dom::attribute(node, "id").is_some_and(is_named)
        || dom::attribute(node, "role").is_some_and(|role| role == "contentinfo")
}

fn holds_heading(node: NodeRef) -> bool {
    node.descendants_it().any(|inner| inner.has_name("h1"))
}

fn is_never_shown(node: NodeRef, roles: Roles) -> bool {
    let style = dom::attribute(node, "style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
    roles.has(Role::Hidden)
        || node.has_attr("hidden")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

/// True for what a script may show later, or only readers of the screen do not hear: a story may be among it.
fn is_hidden_at_first(node: NodeRef) -> bool {
    let is_hidden_class = |class: String| {
        // `hidden md:block` is hidden on small screens only.
        class.split_ascii_whitespace().any(|name| name == "hidden") && !class.contains(':')
    };
    dom::attribute(node, "aria-hidden").is_some_and(|value| value == "true")
        || dom::attribute(node, "class").is_some_and(is_hidden_class)
}

/// True for the line that names the authors or gives the date.
fn is_label(node: NodeRef, name: &str, roles: Roles) -> bool {
    if matches!(name, "h1" | "article" | "section") || !(roles.has(Role::Byline) || roles.has(Role::Date)) {
        return false;
    }
    let text = dom::text(node);
    let is_heading = matches!(name, "h2" | "h3" | "h4" | "h5" | "h6");
    if is_heading && text.len() > LONGEST_LABEL_HEADING {
        return false;
    }
    if roles.has(Role::Byline) {
        return text.len() <= LONGEST_BYLINE;
    }
    text.len() <= LONGEST_DATE && text.chars().any(char::is_numeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "The ministers met for six hours in the old palace by the river and agreed to meet again in a week.";

    fn pruned(html: &str) -> (String, Vec<Caption>) {
        let doc = Document::from(html);
        let captions = prune(&doc, None, Some("A short summary"));
        (dom::text(doc.root()), captions)
    }

    #[test]
    fn what_is_not_the_article_goes() {
        let html = format!(
            "<body class='has-sidebar'><nav>Menu</nav><h1>Talks</h1><h2>A short summary</h2><div class=byline>By Jane Roe</div>\
             <p>{TEXT}<p>{TEXT}<p>{TEXT}<div class=related-links>Other story</div><div hidden>x</div><p>{TEXT}<footer>F</footer>"
        );
        let (text, _) = pruned(&html);
        assert_eq!(text, format!("Talks {TEXT} {TEXT} {TEXT} {TEXT}"));
    }

    #[test]
    fn what_pops_up_goes_and_the_word_pointed_at_stays() {
        let popup = "<span class=rollover><a href=x>Jane Roe</a><span class=rollover-block>Other stories</span></span>";
        let (text, _) = pruned(&format!("<p>{TEXT}<p>{TEXT}<p>Minister {popup} spoke.<p>{TEXT}"));
        assert!(text.contains("Minister Jane Roe spoke."), "{text}");
    }

    #[test]
    fn the_frame_of_a_page_goes_even_around_a_short_story() {
        let (text, _) = pruned(&format!("<p>{TEXT}<p>{TEXT}</p><div id=footer><p>{TEXT}<p>{TEXT}</div>"));
        assert_eq!(text, format!("{TEXT} {TEXT}"));
        let (text, _) = pruned(&format!("<div id=footer><h1>Talks</h1><p>{TEXT}</div><p>{TEXT}"));
        assert!(text.starts_with("Talks"));
    }

    #[test]
    fn what_holds_most_of_the_text_stays() {
        let (text, _) = pruned(&format!("<div class='ad-free related-wrapper'><p>{TEXT}</p></div>"));
        assert_eq!(text, TEXT);
    }

    #[test]
    fn captions_know_the_paragraphs_around_them() {
        let html = format!(
            "<p>{TEXT}<figure><img><figcaption>The palace by the river</figcaption></figure><p>{TEXT}<p>{TEXT}"
        );
        let (text, captions) = pruned(&html);
        assert!(!text.contains("palace by the river The"));
        assert_eq!(captions.len(), 1);
        assert_eq!(captions[0].text, "The palace by the river");
        assert!(captions[0].before.is_some() && captions[0].after.is_some());
    }

    #[test]
    fn cards_of_other_stories_go() {
        for card in [
            "<a href=/x><div>Another story</div><p>What it is about.</p></a>",
            "<div><h3><a href=/x>Another story</a></h3><p>What it is about.</p></div>",
        ] {
            let (text, _) = pruned(&format!(
                "<p>{TEXT}<p>{TEXT}</p>{card}<p>{TEXT}<h3><a href='#a'>Crosshead</a></h3><p>{TEXT}"
            ));
            assert!(!text.contains("Another") && text.contains("Crosshead"), "{text}");
        }
    }

    #[test]
    fn captions_of_teasers_are_dropped() {
        let (text, captions) =
            pruned(&format!("<p>{TEXT}<p>{TEXT}<a href=x><span class=caption>Another story</span></a>"));
        assert!(captions.is_empty() && !text.contains("Another"));
    }
}
