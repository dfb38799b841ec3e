//! When the article was published and when it was last changed.

use jiff::civil::Date;

use super::jsonld::property;
use super::survey::{Dated, Survey};
use crate::patterns;
use crate::trace::{Found, Trace};
use dateline_core::dates;

/// `meta` elements that give the date of publication, the surest first.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "og:pubdate",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "cxenseparse:pageclass:publishtime",
    "rnews:datepublished",
    "bt:pubdate",
    "iso-8601-publish-date",
    "originalpublicationdate",
    "article_date_original",
    "article.published",
    "article:post_date",
    "article_published_time",
    "publish-date",
    "publish_date",
    "publishdate",
    "published-date",
    "published_date",
    "publication_date",
    "publication-date",
    "published",
    "published_time",
    "pubdate",
    "pub_date",
    "pubtime",
    "date_published",
    "date.published",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.available",
    "dc.date.published",
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "dcterms.created",
    "dc.created",
    "dc:date",
    "dc:created",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "weibo:article:create_at",
    "displaydate",
    "gentime",
    "ptime",
    "article_date",
    "articledate",
    "story_date",
    "post_date",
    "creation_date",
    "created",
    "datecreated",
    "date.created",
    "date",
    "sort_date",
    "timestamp",
    "eprints.date",
    "prism.publicationdate",
    "nrbi.date",
];

/// `meta` elements that give the date of the last change.
const UPDATED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "article:modified",
    "og:updated_time",
    "datemodified",
    "article:updated_time",
    "dcterms.modified",
    "dc.date.modified",
    "dc.modified",
    "date_modified",
    "last-modified",
    "lastmod",
    "last_updated",
    "updated_time",
    "modified",
    "revised",
    "iso-8601-modified-date",
];

/// This many lines above and below the headline may hold the date.
const ABOVE: usize = 3;
const BELOW: usize = 14;

/// A line with a date is no longer than this, else it is text.
const LONGEST_LINE: usize = 180;

/// When the article was published.
///
/// `lines` are the lines of the page, `headline` the number of the one with the headline.
pub(super) fn published(
    survey: &Survey,
    lines: &[&str],
    headline: Option<usize>,
    url: Option<&str>,
    trace: &mut Trace,
) -> Option<Found> {
    let stated = trace.choose("published", &[&|| json(survey, "datePublished"), &|| meta(survey, PUBLISHED)]);
    let shown = trace.choose(
        "published",
        &[&|| marked(survey, "itemprop datePublished"), &|| marked(survey, "time element"), &|| {
            marked(survey, "element of class date")
        }],
    );
    let chosen = earlier(stated, shown);
    if chosen.is_some() && !trace.is_noting() {
        return chosen;
    }
    let other = trace.choose(
        "published",
        &[&|| visible(survey, lines, headline), &|| page(survey), &|| json(survey, "dateCreated"), &|| {
            dates::from_url(url?).map(|date| (date, "date in the address".to_owned()))
        }],
    );
    chosen.or(other)
}

/// What the metadata states, unless the page shows its readers an earlier date.
///
/// Some sites state the date of the last import as that of publication. A day's difference may be one of time zones.
fn earlier(stated: Option<Found>, shown: Option<Found>) -> Option<Found> {
    match (stated, shown) {
        (Some(stated), Some(shown)) if days_between(&shown.0, &stated.0).is_some_and(|days| days >= 2) => {
            Some(shown)
        }
        (stated, shown) => stated.or(shown),
    }
}

fn days_between(from: &str, until: &str) -> Option<i32> {
    let day = |date: &str| date.get(..10)?.parse::<Date>().ok();
    Some(day(from)?.until(day(until)?).ok()?.get_days())
}

/// When the article was last changed.
pub(super) fn updated(survey: &Survey, trace: &mut Trace) -> Option<Found> {
    let shown = || {
        let dated =
            survey.dates.iter().find(|dated| dated.what == "itemprop dateModified" && !dated.aside)?;
        Some((value(dated, survey.tag())?, dated.what.to_owned()))
    };
    trace.choose("updated", &[&|| json(survey, "dateModified"), &|| meta(survey, UPDATED), &shown])
}

fn json(survey: &Survey, key: &str) -> Option<Found> {
    let date = property(survey.json.article()?, key)?;
    Some((dates::parse_in(&date, survey.tag())?, format!("JSON-LD {key}")))
}

fn page(survey: &Survey) -> Option<Found> {
    let date = property(survey.json.page()?, "datePublished")?;
    Some((dates::parse_in(&date, survey.tag())?, "JSON-LD datePublished of the page".to_owned()))
}

fn meta(survey: &Survey, names: &[&'static str]) -> Option<Found> {
    names.iter().find_map(|name| {
        let (name, date) = survey.meta(&[name])?;
        Some((dates::parse_in(date, survey.tag())?, format!("meta {name}")))
    })
}

/// The first date that the markup marks in this way, where it does not belong to another story.
///
/// Lists of other stories carry dates too, so the date has to be near the headline or be the only one.
fn marked(survey: &Survey, what: &str) -> Option<Found> {
    let all: Vec<(&Dated, String)> = survey
        .dates
        .iter()
        .filter(|dated| dated.what == what && !dated.aside)
        .filter_map(|dated| Some((dated, value(dated, survey.tag())?)))
        .collect();
    let first = |fits: &dyn Fn(&Dated) -> bool| all.iter().find(|(dated, _)| fits(dated));
    let (dated, date) = first(&|d| is_head(d) && d.after_heading && !is_change(d))
        .or_else(|| first(&|d| is_head(d) && !is_change(d)))
        .or_else(|| first(&|d| patterns::PUBLISHED.is_match(&d.text) && !is_change(d)))
        .or_else(|| all.first().filter(|(_, date)| all.iter().all(|(_, other)| other == date)))
        .or_else(|| first(&is_head))?;
    Some((date.clone(), dated.what.to_owned()))
}

/// True for a date that is before the text, or within its first paragraphs.
fn is_head(dated: &Dated) -> bool {
    dated.paragraphs <= 2
}

fn is_change(dated: &Dated) -> bool {
    patterns::UPDATED.is_match(&dated.text)
}

fn value(dated: &Dated, tag: Option<&str>) -> Option<String> {
    let attribute = dated.value.as_deref().and_then(|value| dates::parse_in(value, tag));
    attribute.or_else(|| first_date(&dated.text, tag))
}

/// The date of a line, that of the change only where it has no other.
fn first_date(line: &str, tag: Option<&str>) -> Option<String> {
    let found = dates::find_all_in_line(line, tag);
    let of_change = |date: &dates::FoundDate| {
        let label_from = line[..date.start].rfind(['|', ';', '·', '\n']).unwrap_or(0);
        patterns::UPDATED.is_match(&line[label_from..date.start])
    };
    found.iter().find(|date| !of_change(date)).or(found.first()).map(|date| date.value.clone())
}

/// A date in a short line near the headline; a line that says "published" before any other.
fn visible(survey: &Survey, lines: &[&str], headline: Option<usize>) -> Option<Found> {
    let at = headline?;
    let below = lines.iter().skip(at + 1).take(BELOW);
    let above = lines[..at].iter().rev().take(ABOVE);
    let near = || below.clone().chain(above.clone()).filter(|line| line.len() <= LONGEST_LINE);
    let found = near()
        .filter(|line| patterns::PUBLISHED.is_match(line) && !patterns::UPDATED.is_match(line))
        .find_map(|line| first_date(line, survey.tag()))
        .or_else(|| near().find_map(|line| first_date(line, survey.tag())));
    found.map(|date| (date, "date near the headline".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    fn found(html: &str) -> Option<Found> {
        published(&Survey::of(&Document::from(html)), &[], None, None, &mut Trace::silent())
    }

    #[test]
    fn metadata_comes_before_what_is_visible() {
        let html = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"T","datePublished":"2015-10-23T18:04:00+02:00"}</script>
            <meta property="article:published_time" content="2015-10-24"><h1>T</h1><time datetime="2015-10-25">x</time>"#;
        let expected = ("2015-10-23T18:04:00+02:00".to_owned(), "JSON-LD datePublished".to_owned());
        assert_eq!(found(html), Some(expected));
    }

    #[test]
    fn an_earlier_date_that_readers_see_wins() {
        let page = |meta: &str| {
            format!(
                "<meta property=article:published_time content='{meta}'><h1>T</h1><time datetime=2015-10-23></time>"
            )
        };
        assert_eq!(found(&page("2016-02-01")).unwrap().0, "2015-10-23");
        assert_eq!(found(&page("2015-10-24T01:00:00Z")).unwrap().0, "2015-10-24T01:00:00Z");
        assert_eq!(found(&page("2015-10-01")).unwrap().0, "2015-10-01");
    }

    #[test]
    fn a_date_of_another_story_is_not_taken() {
        assert_eq!(found("<h1>T</h1><aside><time datetime=2015-10-25>x</time></aside>"), None);
        let html = "<time datetime=2015-01-01></time><h1>T</h1><time datetime=2015-10-25></time>";
        assert_eq!(found(html).unwrap().0, "2015-10-25");
    }

    #[test]
    fn the_first_appearance_counts_and_not_the_change() {
        let html = "<h1>T</h1><p class=timestamp>Updated 6 May 2015 | Published 5 May 2015</p>";
        assert_eq!(found(html).unwrap().0, "2015-05-05");
    }

    #[test]
    fn lines_near_the_headline_serve_without_markup() {
        let survey = Survey::of(&Document::from("<html lang=en-GB>"));
        let lines =
            ["1 May 2015", "Talks", "By Jane Roe", "Last updated 7 May 2015", "Published: 5 May 2015"];
        assert_eq!(published(&survey, &lines, Some(1), None, &mut Trace::silent()).unwrap().0, "2015-05-05");
        let lines = ["Talks", "03/04/2015"];
        assert_eq!(published(&survey, &lines, Some(0), None, &mut Trace::silent()).unwrap().0, "2015-04-03");
    }

    #[test]
    fn the_address_is_the_last_resort() {
        let survey = Survey::default();
        let found =
            published(&survey, &[], None, Some("https://example.org/2015/10/23/talks"), &mut Trace::silent());
        assert_eq!(found, Some(("2015-10-23".to_owned(), "date in the address".to_owned())));
    }

    #[test]
    fn the_change_has_a_field_of_its_own() {
        let survey =
            Survey::of(&Document::from("<meta property=article:modified_time content=2015-10-24T10:00:00Z>"));
        assert_eq!(updated(&survey, &mut Trace::silent()).unwrap().0, "2015-10-24T10:00:00Z");
        assert_eq!(published(&survey, &[], None, None, &mut Trace::silent()), None);
    }
}
