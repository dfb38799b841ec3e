//! Laying the corrections of a site over what was read.

use dom_query::Document;

use super::address;
use super::survey::Survey;
use crate::Options;
use crate::sites::{MarkupFields, Site};
use crate::trace::Trace;
use dateline_core::article::Article;

/// The site whose corrections a page is read with: that of its address, else that of its outlet.
pub(super) fn site_of<'a>(survey: &Survey, options: &Options<'a>) -> Option<&'a Site> {
    let sites = options.sites.filter(|sites| !sites.is_empty())?;
    let own = address::url(survey, &mut Trace::silent()).map(|(url, _)| url);
    let urls = options.url.into_iter().chain(own.as_deref());
    let by_url = urls.into_iter().find_map(|url| sites.of_url(url));
    by_url.or_else(|| {
        let (source, _) = address::source(survey, own.as_deref(), &[], &mut Trace::silent())?;
        sites.of_outlet(&source)
    })
}

/// The fields that a site's corrections find, after they have taken out what is to be removed.
pub(super) fn fields(site: &Site, doc: &Document) -> MarkupFields {
    site.remove_from(doc);
    let survey = Survey::of(doc);
    site.fields_of(doc, survey.tag())
}

/// Puts what the corrections find in place of what the readers found.
pub(super) fn apply(article: &mut Article, site: &Site, found: MarkupFields, trace: &mut Trace) {
    let mut set = |key: &str,
                   name: &'static str,
                   value: Option<String>,
                   field: fn(&mut Article) -> &mut Option<String>| {
        let Some(value) = value else { return };
        if let (Some(old), Some(rule)) = (field(article).clone(), article.found.get(name)) {
            trace.note(name, rule, &old);
        }
        *field(article) = Some(value);
        article.note(name, site.html_rule(key));
    };
    set("headline", "headline", found.headline, |a| &mut a.headline);
    set("standfirst", "standfirst", found.standfirst, |a| &mut a.standfirst);
    set("date", "published", found.published, |a| &mut a.published);
    set("updated", "updated", found.updated, |a| &mut a.updated);
    set("section", "section", found.section, |a| &mut a.section);
    if let Some((source, rule)) = site.source() {
        article.source = Some(source);
        article.note("source", rule);
    }
    if !found.byline.is_empty() {
        (article.byline, article.agency) = (found.byline.people, found.byline.agencies);
        article.found.remove("agency");
        article.note("byline", site.html_rule("byline"));
    }
    if !found.captions.is_empty() {
        article.captions = found.captions;
        article.note("captions", site.html_rule("captions"));
    }
    if let Some(body) = found.body {
        trace.note("body", article.found.get("body").map_or("", String::as_str), &article.body);
        article.body = body;
        article.doubt = None;
        article.note("body", site.html_rule("body"));
    }
}
