//! One article: its text with what is named lit, the countries with their evidence, its copies, and articles like it.

use askama::Template;

use dateline_core::article::{Article, EntityKind, Mention, Role, TextField};
use dateline_enrich::names::local;
use dateline_search::ask::{Question, ask, matcher};
use dateline_search::occurrences::{Occurrence, occurrences};
use dateline_search::request::{FacetField, Request};
use dateline_search::response::OtherCopy;

use crate::address::Address;
use crate::fault::Fault;
use crate::live::Moment;
use crate::page::Link;
use crate::page::body::{Lit, class_of};
use crate::page::cite;
use crate::page::differences::{self, CopyView};
use crate::page::frame::Frame;
use crate::page::hits::{NO_HEADLINE, article_href, copy, segment};
use crate::page::lines::anchor;
use crate::page::name::name_href;
use crate::page::numbers::{counted, day};
use crate::question::question;

/// So many similar articles are listed.
const SIMILAR: usize = 5;
/// So many copies are compared.
const COPIES: usize = 10;
/// So many pieces of evidence are listed for a country.
const EVIDENCE: usize = 12;

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    frame: Frame,
    meta: Vec<(&'static str, String)>,
    lang: String,
    headline: String,
    standfirst: Option<String>,
    facts: Vec<Fact>,
    paragraphs: Vec<String>,
    captions: Vec<String>,
    paywall: bool,
    found: Vec<Link>,
    countries: Vec<CountryView>,
    names: Vec<NamesView>,
    copies: Vec<CopyView>,
    more_copies: usize,
    similar: Vec<Link>,
    exports: Vec<Link>,
    /// Where it is cited.
    cite: String,
    provenance: Vec<(&'static str, String)>,
    back: String,
    id: String,
}

/// A fact about an article.
struct Fact {
    title: &'static str,
    text: String,
    href: Option<String>,
    external: bool,
}

/// A country with its evidence.
struct CountryView {
    name: String,
    code: String,
    href: String,
    is_about: bool,
    evidence: Vec<Link>,
    more: usize,
}

/// The names of a kind.
struct NamesView {
    title: &'static str,
    class: &'static str,
    names: Vec<(Link, String)>,
}

/// The article of an id, as a page; which one if several share it, `path` and `record` say.
///
/// # Errors
/// If there is none, or several, or the archive cannot be read.
pub fn page(snapshot: &Moment, article: &Article, address: &Address) -> Result<String, Fault> {
    let engine = &*snapshot.engine;
    let found = match address.asks() {
        true => {
            occurrences(article, &matcher(engine, &question(snapshot, address, Request::default(), false)?)?)
        }
        false => Vec::new(),
    };
    let others = engine.copies(article)?;
    let lit = Lit::of(address, article, &found);
    let headline = article.headline.as_deref().unwrap_or(NO_HEADLINE);
    let like = Question::like(article.clone()).with(Request {
        limit: SIMILAR,
        snippets: false,
        budget: Some(snapshot.budget()),
        ..Request::default()
    });
    let page = ArticlePage {
        frame: Frame::of(snapshot, headline).asking(address),
        meta: meta(article),
        lang: article.language.clone().unwrap_or_default(),
        headline: lit.line(TextField::Headline, headline),
        standfirst: article.standfirst.as_deref().map(|text| lit.line(TextField::Standfirst, text)),
        facts: facts(address, article),
        paragraphs: lit.paragraphs(&article.body),
        captions: article.captions.iter().enumerate().map(|(item, text)| lit.caption(item, text)).collect(),
        paywall: article.paywall,
        found: links(&found),
        countries: countries(address, article),
        names: names(address, article),
        more_copies: others.len().saturating_sub(COPIES),
        copies: copies(snapshot, article, address, &others)?,
        similar: ask(engine, &like)?.hits.iter().map(|hit| similar(address, &hit.article)).collect(),
        exports: exports(article),
        cite: format!("/cite/{}?{}", segment(&article.id), cite::place(article)),
        provenance: provenance(article),
        back: address.link("/"),
        id: article.id.clone(),
    };
    Ok(page.render()?)
}

/// The copies of the story, each with what differs.
fn copies(
    snapshot: &Moment,
    article: &Article,
    address: &Address,
    others: &[OtherCopy],
) -> Result<Vec<CopyView>, Fault> {
    let mut out = Vec::new();
    for other in others.iter().take(COPIES) {
        let found = snapshot.engine.documents(&other.id)?;
        let is_other = |found: &&Article| (&found.path, found.record) == (&other.path, other.record);
        out.extend(
            found.iter().find(is_other).map(|found| differences::copy(copy(address, other), article, found)),
        );
    }
    Ok(out)
}

/// Articles by their headlines, each with its address, for the reader to choose.
pub fn choices(found: &[Article]) -> Vec<(String, String)> {
    let choice = |article: &Article| {
        let headline = article.headline.as_deref().unwrap_or(NO_HEADLINE);
        (format!("{headline} ({})", article.path), article_href(&Address::default(), article))
    };
    found.iter().map(choice).collect()
}

fn links(found: &[Occurrence]) -> Vec<Link> {
    let link = |(number, found): (usize, &Occurrence)| {
        Link::new(number.to_string(), format!("#{}", anchor(found.field, found.item, found.start)))
    };
    (1..).zip(found).map(link).collect()
}

fn facts(address: &Address, article: &Article) -> Vec<Fact> {
    let to = |facet: FacetField, value: &str| address.with(facet, value).link("/");
    let fact = |title, text: &str| Fact { title, text: text.to_owned(), href: None, external: false };
    let mut out = Vec::new();
    if let Some(source) = &article.source {
        out.push(Fact { href: Some(to(FacetField::Source, source)), ..fact("Outlet", source) });
    }
    if let Some(published) = &article.published {
        let on = day(published);
        let href = address.dated(Some(on), Some(on)).link("/");
        out.push(Fact { href: Some(href), ..fact("Published", &published.replace('T', " ")) });
    }
    out.extend(article.updated.as_deref().map(|updated| fact("Updated", &updated.replace('T', " "))));
    if !article.byline.is_empty() {
        out.push(fact("By", &article.byline.join(", ")));
    }
    if !article.agency.is_empty() {
        out.push(fact("Agency", &article.agency.join(", ")));
    }
    out.extend(article.dateline.as_deref().map(|dateline| fact("Dateline", dateline)));
    if let Some(section) = &article.section {
        out.push(Fact { href: Some(to(FacetField::Section, section)), ..fact("Section", section) });
    }
    if let Some(url) = &article.url {
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        out.push(Fact { href: is_web.then(|| url.clone()), external: true, ..fact("Address", url) });
    }
    out.extend(
        article.tags.iter().map(|tag| Fact { href: Some(to(FacetField::Tag, tag)), ..fact("Tag", tag) }),
    );
    out.extend(article.notes.iter().map(|note| fact("Note", &note.text)));
    out.extend(article.corrected.iter().map(|corrected| fact("Corrected", &corrected.to_string())));
    out
}

/// What reference managers and others that read pages look for.
fn meta(article: &Article) -> Vec<(&'static str, String)> {
    let one = |name, text: &Option<String>| text.clone().map(|text| (name, text));
    let mut out: Vec<(&'static str, String)> = Vec::new();
    out.extend(one("og:title", &article.headline));
    out.extend(one("og:site_name", &article.source));
    out.extend(one("og:description", &article.standfirst));
    out.extend(one("article:published_time", &article.published));
    out.extend(one("citation_title", &article.headline));
    out.extend(article.byline.iter().map(|author| ("citation_author", author.clone())));
    out.extend(
        article
            .published
            .as_deref()
            .map(|published| ("citation_publication_date", day(published).replace('-', "/"))),
    );
    out.extend(one("citation_public_url", &article.url));
    out.extend(one("citation_language", &article.language));
    out
}

/// Where the article was read: for those who check it against what is kept.
fn provenance(article: &Article) -> Vec<(&'static str, String)> {
    let mut out = vec![("File", article.path.clone())];
    out.extend(article.member.clone().map(|member| ("Member", member)));
    out.push(("Record", article.record.to_string()));
    out.push(("Id", article.id.clone()));
    out.extend(article.bytes.map(|[start, end]| ("Bytes", format!("{start} to {end}, as it was read"))));
    out.extend(article.sha256.map(|hash| ("SHA-256", hash.to_string())));
    let read = article.read.as_ref();
    out.extend(read.map(|read| ("Read", format!("{}, by dateline {}", read.at, read.version))));
    out
}

fn countries(address: &Address, article: &Article) -> Vec<CountryView> {
    let evidence = |mention: &Mention| {
        Link::new(&mention.text, format!("#e{}", anchor(mention.field, mention.item, mention.start)))
    };
    let view = |country: &dateline_core::article::Country| CountryView {
        name: country.name.clone(),
        code: country.code.clone(),
        href: address.with(FacetField::Country, &country.code).link("/"),
        is_about: country.role == Role::About,
        evidence: country.evidence.iter().take(EVIDENCE).map(evidence).collect(),
        more: country.evidence.len().saturating_sub(EVIDENCE),
    };
    article.countries.iter().map(view).collect()
}

fn names(address: &Address, article: &Article) -> Vec<NamesView> {
    let kinds = [
        (EntityKind::Person, "People"),
        (EntityKind::Organisation, "Organisations"),
        (EntityKind::Place, "Places"),
    ];
    let of_kind = |(kind, title)| {
        let entities = article.entities.iter().filter(|entity| entity.kind == kind);
        let name = |entity: &dateline_core::article::Entity| {
            let times = counted(entity.mentions.len() as u64, "time", "times");
            let name = local::shown(entity);
            (Link::new(name.as_ref(), name_href(address, kind, &name)), times)
        };
        NamesView { title, class: class_of(kind), names: entities.map(name).collect() }
    };
    kinds.into_iter().map(of_kind).filter(|names| !names.names.is_empty()).collect()
}

fn similar(address: &Address, article: &Article) -> Link {
    let headline = article.headline.as_deref().unwrap_or(NO_HEADLINE);
    let text = match article.published.as_deref() {
        Some(published) => format!("{headline} ({})", day(published)),
        None => headline.to_owned(),
    };
    Link::new(text, article_href(&Address { page: 0, ..address.clone() }, article))
}

fn exports(article: &Article) -> Vec<Link> {
    let place = cite::place(article);
    let link = |(text, ending)| Link::new(text, format!("/a/{}.{ending}?{place}", segment(&article.id)));
    [("RIS", "ris"), ("BibTeX", "bib"), ("JSON", "json")].into_iter().map(link).collect()
}
