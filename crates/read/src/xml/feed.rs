//! Feeds: the `item` of RSS and the `entry` of Atom, with the full text where the feed has it.

use super::super::article_builder::ArticleBuilder;
use super::prose::{Prose, plain, prose};
use super::tree::{Element, Tree, one_line};

/// What a feed says of all its items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Channel {
    title: Option<String>,
    language: Option<String>,
}

/// A description of this length is the text of the item, and a shorter one sums it up.
const LONG_DESCRIPTION: usize = 500;

/// How much of a description must stand at the head of the text for it to be an excerpt.
const EXCERPT: usize = 40;

impl Channel {
    /// What stands before the first item.
    pub fn of(head: &str) -> Self {
        let tree = Tree::new(head);
        let Some(channel) = tree.find("channel").or_else(|| tree.find("feed")) else {
            return Self::default();
        };
        let language = channel.child_text("language").or_else(|| channel.child_text("dc:language"));
        Self {
            title: channel
                .children()
                .find(|child| child.name().eq_ignore_ascii_case("title"))
                .and_then(title_of),
            language: language.or_else(|| tree.root()?.attribute("xml:lang")),
        }
    }
}

/// A title, which is a line of a page more often than a plain text.
fn title_of(element: Element) -> Option<String> {
    let title = one_line(&prose(&markup_of(element)).body());
    (!title.is_empty()).then_some(title)
}

/// The markup an element holds, be it escaped, in a section of its own or bare.
fn markup_of(element: Element) -> String {
    match element.children().next() {
        Some(_) => element.inner().to_owned(),
        None => element.raw_text(),
    }
}

/// The text of the first child that has exactly this name: a feed's `media:title` is no `title`.
fn exact<'t, 'a>(item: Element<'t, 'a>, name: &'static str) -> impl Iterator<Item = Element<'t, 'a>> {
    item.children().filter(move |child| child.name().eq_ignore_ascii_case(name))
}

fn text(item: Element, name: &'static str) -> Option<String> {
    exact(item, name).find_map(|child| child.text())
}

/// The article of an `item` of RSS 0.9, 1.0 or 2.0.
pub(super) fn read_item(item: Element, channel: &Channel) -> ArticleBuilder {
    let mut draft = ArticleBuilder::new("RSS");
    draft.id(text(item, "guid"));
    draft.headline("title", exact(item, "title").find_map(title_of));
    draft.published("pubDate", text(item, "pubDate"));
    draft.published("dc:date", text(item, "dc:date"));
    draft.updated("atom:updated", text(item, "atom:updated"));
    draft.updated("dcterms:modified", text(item, "dcterms:modified"));
    draft.url("feedburner:origLink", text(item, "feedburner:origLink"));
    draft.url("link", text(item, "link"));
    draft.url("guid", text(item, "guid"));
    draft.byline("dc:creator", exact(item, "dc:creator").filter_map(|child| child.text()).collect());
    draft.byline("author", text(item, "author").and_then(|author| person(&author)).into_iter().collect());
    draft.source("source", text(item, "source"));
    draft.extras("category", exact(item, "category").filter_map(|child| child.text()).collect());
    let description = exact(item, "description").map(|child| prose(&markup_of(child))).next();
    match exact(item, "content:encoded")
        .map(|child| prose(&markup_of(child)))
        .find(|text| !text.paragraphs.is_empty())
    {
        Some(full) => read_texts(&mut draft, ("content:encoded", full), ("description", description)),
        None => read_description(&mut draft, description.unwrap_or_default()),
    }
    captions(&mut draft, item);
    finish(draft, item, channel)
}

/// A description alone: the text if it is long enough to be one.
fn read_description(draft: &mut ArticleBuilder, description: Prose) {
    // Without a title there is nothing that a description could sum up.
    let is_all = draft.article.headline.is_none();
    if is_all || description.paragraphs.len() > 1 || description.body().len() >= LONG_DESCRIPTION {
        read_texts(draft, ("description", description), ("", None));
    } else {
        draft.standfirst("description", Some(description.body()));
        draft.captions("description", description.captions);
    }
}

fn read_texts(draft: &mut ArticleBuilder, full: (&str, Prose), summary: (&str, Option<Prose>)) {
    let (rule, mut full) = full;
    drop_footer(&mut full);
    draft.prose(rule, full);
    let summary = (summary.0, summary.1.map(|summary| summary.body()));
    draft.standfirst(summary.0, summary.1.filter(|summary| !is_excerpt(summary, &draft.article.body)));
}

/// Blogs end each item of their feed with a line about where it first stood.
fn drop_footer(text: &mut Prose) {
    let is_footer = |last: &String| last.starts_with("The post ") && last.contains(" appeared first on ");
    if text.paragraphs.len() > 1 && text.paragraphs.last().is_some_and(is_footer) {
        text.paragraphs.pop();
    }
}

/// True if the summary is only the head of the text, as programs make it.
fn is_excerpt(summary: &str, body: &str) -> bool {
    let words =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).take(EXCERPT).collect() };
    let head = words(summary);
    head.is_empty() || words(body).starts_with(&head)
}

/// The name in `jane@example.org (Jane Roe)`; an address alone names nobody.
fn person(author: &str) -> Option<String> {
    let in_brackets = author.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    let name = in_brackets.unwrap_or(author).trim();
    (!name.is_empty() && !name.contains('@')).then(|| name.to_owned())
}

fn captions(draft: &mut ArticleBuilder, item: Element) {
    let descriptions =
        item.descendants().filter(|found| found.name().eq_ignore_ascii_case("media:description"));
    draft.captions("media:description", descriptions.filter_map(title_of).collect());
}

fn finish(mut draft: ArticleBuilder, item: Element, channel: &Channel) -> ArticleBuilder {
    draft.source("title of the feed", channel.title.clone());
    draft.language("xml:lang", item.attribute("xml:lang"));
    draft.language("language", text(item, "dc:language"));
    draft.language("language of the feed", channel.language.clone());
    draft
}

/// The article of an `entry` of Atom.
pub(super) fn read_entry(entry: Element, channel: &Channel) -> ArticleBuilder {
    let mut draft = ArticleBuilder::new("Atom");
    draft.id(entry.child_text("id"));
    draft.headline("title", entry.child("title").and_then(atom_title));
    draft.published("published", entry.child_text("published"));
    draft.published("issued", entry.child_text("issued"));
    draft.published("updated", entry.child_text("updated"));
    draft.updated("updated", entry.child_text("updated"));
    draft.url("link", entry.children().filter(|child| child.is("link")).find_map(alternate));
    let authors = entry.children().filter(|child| child.is("author"));
    draft.byline("author", authors.filter_map(|author| author.child_text("name")).collect());
    draft.source(
        "source",
        entry.child("source").and_then(|source| source.child("title")).and_then(atom_title),
    );
    let terms = entry.children().filter(|child| child.is("category"));
    draft.extras(
        "category",
        terms.filter_map(|term| term.attribute("label").or_else(|| term.attribute("term"))).collect(),
    );
    let summary = entry.child("summary").map(atom_text);
    match entry.child("content").map(atom_text).filter(|text| !text.paragraphs.is_empty()) {
        Some(full) => read_texts(&mut draft, ("content", full), ("summary", summary)),
        None => draft.standfirst("summary", summary.map(|summary| summary.body())),
    }
    captions(&mut draft, entry);
    finish(draft, entry, channel)
}

/// The address of the entry itself, which is the one without a relation.
fn alternate(link: Element) -> Option<String> {
    link.attribute("rel").is_none_or(|rel| rel == "alternate").then(|| link.attribute("href"))?
}

fn atom_title(title: Element) -> Option<String> {
    let title = one_line(&atom_text(title).body());
    (!title.is_empty()).then_some(title)
}

/// Text in one of Atom's three ways to write it.
fn atom_text(element: Element) -> Prose {
    match element.attribute("type").as_deref() {
        Some("html" | "text/html") => prose(&markup_of(element)),
        Some("xhtml" | "application/xhtml+xml") => prose(element.inner()),
        None | Some("text" | "text/plain") if element.children().next().is_none() => {
            plain(&element.raw_text())
        }
        _ => prose(element.inner()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::article::Article;

    const HEAD: &str = "<?xml version='1.0'?><rss><channel><image><title>No</title></image><title>Harbour &amp; Post</title>\
                        <language>en-gb</language>";

    fn item(markup: &str) -> Article {
        let tree = Tree::new(markup);
        read_item(tree.root().unwrap(), &Channel::of(HEAD)).article
    }

    fn entry(markup: &str) -> Article {
        let channel =
            Channel::of("<feed xmlns='a' xml:lang='nb'><title type='html'>&lt;b&gt;Posten&lt;/b&gt;</title>");
        read_entry(Tree::new(markup).root().unwrap(), &channel).article
    }

    #[test]
    fn an_item_with_its_full_text() {
        let article = item(
            "<item><media:title>No</media:title><title>Ferry&amp;#8217;s last run</title><link>https://example.org/1</link>
            <guid isPermaLink='false'>g1</guid><pubDate>Fri, 23 Oct 2015 18:04:00 +0200</pubDate><dc:creator><![CDATA[Jane Roe]]></dc:creator>
            <category>Local</category><category>Sea</category><description><![CDATA[<p>The ferry made its last run on Friday evening, at nine [&#8230;]</p>]]></description>
            <content:encoded><![CDATA[<p>The ferry made its last run on Friday evening, at nine.</p><p>Many came.</p><p>The post <a href='x'>Ferry</a> appeared first on <a>Post</a>.</p>]]></content:encoded></item>",
        );
        assert_eq!((article.id.as_str(), article.headline.as_deref()), ("g1", Some("Ferry’s last run")));
        assert_eq!(article.body, "The ferry made its last run on Friday evening, at nine.\n\nMany came.");
        assert_eq!((article.standfirst, article.byline), (None, vec!["Jane Roe".to_owned()]));
        assert_eq!(article.published.as_deref(), Some("2015-10-23T18:04:00+02:00"));
        assert_eq!(
            (article.source.as_deref(), article.language.as_deref()),
            (Some("Harbour & Post"), Some("en"))
        );
        assert_eq!(article.found["source"], "RSS title of the feed");
        assert_eq!(article.extra["category"], serde_json::json!(["Local", "Sea"]));
    }

    #[test]
    fn an_item_with_a_description_only_has_it_as_its_text() {
        let article = item(
            "<item><description>The ferry made its last run.</description><link>https://a.example/1</link></item>",
        );
        assert_eq!((article.headline, article.body.as_str()), (None, "The ferry made its last run."));
        let article = item("<item><title>Ferry</title><description>Its last run.</description></item>");
        assert_eq!((article.standfirst.as_deref(), article.body.as_str()), (Some("Its last run."), ""));
    }

    #[test]
    fn an_item_may_have_its_date_in_words() {
        let article = item("<item><title>T</title><pubDate>vendredi 23 octobre 2015, 18:04</pubDate></item>");
        assert_eq!(article.published.as_deref(), Some("2015-10-23"));
        assert_eq!(article.extra["pubDate"], "vendredi 23 octobre 2015, 18:04");
    }

    #[test]
    fn a_short_description_is_a_standfirst_and_a_long_one_the_text() {
        let short = item(
            "<item><title>T</title><description>They met.</description><author>a@b.org (Ann Bell)</author></item>",
        );
        assert_eq!((short.standfirst.as_deref(), short.body.as_str()), (Some("They met."), ""));
        assert_eq!(short.byline, ["Ann Bell"]);
        let long = item(
            "<item><title>T</title><description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description><author>a@b.org</author></item>",
        );
        assert_eq!((long.standfirst, long.body.as_str()), (None, "One.\n\nTwo."));
        assert!(long.byline.is_empty());
    }

    #[test]
    fn an_entry_in_each_of_the_three_ways() {
        for content in [
            "<content type='html'>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two &amp;amp; three.&lt;/p&gt;</content>",
            "<content type='xhtml'><div xmlns='x'><p>One.</p><p>Two &amp; three.</p></div></content>",
            "<content>One.\n\nTwo &amp; three.</content>",
        ] {
            let article = entry(&format!(
                "<entry><id>tag:1</id><title>Talks &lt; end</title><link rel='self' href='https://a.example/x'/>
                <link href='https://a.example/1'/><updated>2015-10-24T00:00:00Z</updated><published>2015-10-23T00:00:00Z</published>
                <author><name>Kari Nordmann</name></author><summary>A summary.</summary>{content}</entry>"
            ));
            assert_eq!(article.body, "One.\n\nTwo & three.");
            assert_eq!(
                (article.headline.as_deref(), article.standfirst.as_deref()),
                (Some("Talks < end"), Some("A summary."))
            );
            assert_eq!(
                (article.published.as_deref(), article.updated.as_deref()),
                (Some("2015-10-23T00:00:00Z"), Some("2015-10-24T00:00:00Z"))
            );
            assert_eq!(
                (article.url.as_deref(), article.source.as_deref()),
                (Some("https://a.example/1"), Some("Posten"))
            );
            assert_eq!(
                (article.language.as_deref(), article.byline.as_slice()),
                (Some("nb"), &["Kari Nordmann".to_owned()][..])
            );
        }
    }
}
