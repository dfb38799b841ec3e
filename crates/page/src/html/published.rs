//! When the article was published and when it was last changed.

use jiff::civil::Date;

use super::jsonld::property;
use super::patterns::SUFFIX;
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
    "citation_publication_date",
    "citation_online_date",
    "weibo:article:create_at",
    "displaydate",
    "ptime",
    "article_date",
    "articledate",
    "story_date",
    "post_date",
    "prism.publicationdate",
];

/// `meta` elements that give a date which may be that of the page's making.
const MADE: &[&str] = &[
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "dcterms.created",
    "dc.created",
    "dc:date",
    "dc:created",
    "gentime",
    "creation_date",
    "created",
    "datecreated",
    "date.created",
    "date",
    "sort_date",
    "timestamp",
    "eprints.date",
    "nrbi.date",
    "citation_date",
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

/// The rule that knows a date by the class of its element.
const BY_CLASS: &str = "element of class date";

/// This many lines above and below the headline may hold the date.
const ABOVE: usize = 3;
const BELOW: usize = 14;

/// And this many lines above the text, where the headline is not known.
const ABOVE_TEXT: usize = 8;

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
            marked(survey, BY_CLASS)
        }],
    );
    let made = trace.choose("published", &[&|| meta(survey, MADE)]);
    let of_url = || dates::from_url(url?).map(|date| (date, "date in the address".to_owned()));
    let is_confirmed =
        stated.as_ref().is_some_and(|stated| of_url().is_some_and(|date| same_day(&date.0, &stated.0)));
    let stated = if is_confirmed { stated } else { earlier(stated, shown, survey) };
    let stated = overruled_by_making(stated, made.as_ref());
    let chosen =
        stated.map(|stated| if is_confirmed { stated } else { as_printed(stated, survey, lines, headline) });
    if chosen.is_some() && !trace.is_noting() {
        return chosen;
    }
    let near = trace.choose("published", &[&|| visible(survey, lines, headline)]);
    let other = trace.choose("published", &[&|| page(survey), &|| json(survey, "dateCreated"), &of_url]);
    let far = trace.choose("published", &[&|| labelled(survey, lines), &|| opening(survey, lines, headline)]);
    // What is near the headline may be of another story; the address is of this one.
    let in_address = of_url().filter(|url| near.as_ref().is_none_or(|near| !same_day(&near.0, &url.0)));
    let near_or_address = if made.is_none() { in_address.or(near) } else { near };
    chosen.or_else(|| of_title(survey)).or_else(|| earlier_of(made, near_or_address)).or(other).or(far)
}

/// The date of the page's making where an element of class date shows a later one, which is then the clock of the page or of another story.
fn overruled_by_making(stated: Option<Found>, made: Option<&Found>) -> Option<Found> {
    let is_by_class = |found: &Found| found.1 == BY_CLASS;
    let Some(shown) = stated.as_ref().filter(|found| is_by_class(found)) else { return stated };
    let is_later = |made: &&Found| days_between(&made.0, &shown.0).is_some_and(|days| days >= 2);
    made.filter(is_later).cloned().or(stated)
}

/// What the metadata states, unless the page shows its readers an earlier date.
///
/// Some sites state the date of the last import as that of publication. A day's difference may be one of time zones; a date
/// whose order of day and month is open overrules nothing, and no date does where the page shows the stated one too.
fn earlier(stated: Option<Found>, shown: Option<Found>, survey: &Survey) -> Option<Found> {
    let (Some(stated), Some(shown)) = (&stated, &shown) else { return stated.or(shown) };
    let is_of = |dated: &&Dated, date: &str| is_of_day(dated, date, survey.tag());
    let is_open = |dated: &Dated| dated.value.as_deref().unwrap_or(&dated.text).contains('/');
    let is_shown_too = survey.dates.iter().any(|dated| is_of(&dated, &stated.0));
    let is_doubtful = survey.dates.iter().find(|dated| is_of(dated, &shown.0)).is_some_and(is_open);
    // Where the page gives the age of its own story, a date is that of another one.
    let is_relative = survey.dates.iter().any(|dated| !dated.aside && patterns::AGO.is_match(&dated.text));
    let is_earlier = days_between(&shown.0, &stated.0).is_some_and(|days| days >= 2);
    Some(if is_earlier && !is_shown_too && !is_doubtful && !is_relative {
        shown.clone()
    } else {
        stated.clone()
    })
}

fn is_of_day(dated: &Dated, date: &str, tag: Option<&str>) -> bool {
    value(dated, tag).is_some_and(|value| same_day(&value, date))
}

/// The earlier of a date that may be that of the page's making and one near the headline.
fn earlier_of(made: Option<Found>, near: Option<Found>) -> Option<Found> {
    match (made, near) {
        (Some(made), Some(near)) if days_between(&near.0, &made.0).is_some_and(|days| days >= 1) => {
            Some(near)
        }
        (made, near) => made.or(near),
    }
}

/// The day that is printed, where the metadata gives the moment in universal time and the day before or after is printed.
///
/// The page counts its days where it is made; the offset is not known, so the time of day is left out.
fn as_printed(stated: Found, survey: &Survey, lines: &[&str], headline: Option<usize>) -> Found {
    let is_universal = stated.0.ends_with('Z') || stated.0.ends_with("+00:00");
    let Some(hour) = stated.0.get(11..13).and_then(|hour| hour.parse::<u8>().ok()).filter(|_| is_universal)
    else {
        return stated;
    };
    let shown =
        survey.dates.iter().filter(|dated| !dated.aside && dated.paragraphs == 0 && !is_change(dated));
    let shown = shown.into_iter().find_map(|dated| first_date(&dated.text, survey.tag()));
    let printed = shown.or_else(|| Some(visible(survey, lines, headline)?.0));
    // Where the stated day is printed too, another one is that of a clock or of another story.
    let is_stated =
        |dated: &Dated| first_date(&dated.text, survey.tag()).is_some_and(|day| same_day(&day, &stated.0));
    if survey.dates.iter().any(|dated| !dated.aside && dated.paragraphs == 0 && is_stated(dated)) {
        return stated;
    }
    let fits = |day: &String| match days_between(day, &stated.0) {
        Some(1) => hour < 12,
        Some(-1) => hour >= 10,
        _ => false,
    };
    // The day of a later change may be printed instead.
    let changed = json(survey, "dateModified").or_else(|| meta(survey, UPDATED));
    let is_changed = |day: &String| changed.as_ref().is_some_and(|(changed, _)| same_day(changed, day));
    let day =
        printed.and_then(|date| Some(date.get(..10)?.to_owned())).filter(|day| fits(day) && !is_changed(day));
    day.map(|day| (day, format!("{}, as the day is printed", stated.1))).unwrap_or(stated)
}

/// A date that is the last part of the page's title.
fn of_title(survey: &Survey) -> Option<Found> {
    let titles = [survey.title.as_deref(), survey.meta(&["og:title"]).map(|(_, title)| title)];
    titles.into_iter().flatten().find_map(|title| {
        let part = SUFFIX.split(title).skip(1).last()?;
        Some((dates::parse_in(part, survey.tag())?, "date in the title".to_owned()))
    })
}

fn same_day(one: &str, other: &str) -> bool {
    days_between(one, other) == Some(0)
}

fn days_between(from: &str, until: &str) -> Option<i32> {
    let day = |date: &str| date.get(..10)?.parse::<Date>().ok();
    Some(day(from)?.until(day(until)?).ok()?.get_days())
}

/// When the article was last changed.
///
/// `lines` are those of the page, `headline` the number of the one with the headline.
pub(super) fn updated(
    survey: &Survey,
    lines: &[&str],
    headline: Option<usize>,
    trace: &mut Trace,
) -> Option<Found> {
    let shown = || {
        let dated =
            survey.dates.iter().find(|dated| dated.what == "itemprop dateModified" && !dated.aside)?;
        Some((value(dated, survey.tag())?, dated.what.to_owned()))
    };
    let marked = || {
        let dated = survey.dates.iter().find(|dated| !dated.aside && mentions_change(dated))?;
        Some((changed_date(&dated.text, survey.tag())?, "date marked as that of a change".to_owned()))
    };
    let line = || {
        let mut near = near(lines, headline?).filter(|line| patterns::UPDATED.is_match(line));
        let date = near.find_map(|line| changed_date(line, survey.tag()))?;
        Some((date, "date of a change near the headline".to_owned()))
    };
    trace.choose(
        "updated",
        &[&|| json(survey, "dateModified"), &|| meta(survey, UPDATED), &shown, &marked, &line],
    )
}

/// The date of a line that stands behind a word for a change.
fn changed_date(line: &str, tag: Option<&str>) -> Option<String> {
    dates::find_all_in_line(line, tag)
        .into_iter()
        .find(|date| is_of_change(line, date))
        .map(|date| date.value)
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

/// True for the date of a change alone: the text may give that of publication before it.
fn is_change(dated: &Dated) -> bool {
    mentions_change(dated) && first_date(&dated.text, None).is_none()
}

fn mentions_change(dated: &Dated) -> bool {
    patterns::UPDATED.is_match(&dated.text)
}

fn value(dated: &Dated, tag: Option<&str>) -> Option<String> {
    let attribute = dated
        .value
        .as_deref()
        .and_then(|value| with_zone(value, &dated.text, tag).or_else(|| dates::parse_in(value, tag)));
    attribute.or_else(|| first_date(&dated.text, tag))
}

/// The moment in an attribute that leaves out its offset, with the zone that is printed: `2015-10-23 18:04` and `… 6:04 PM EDT`.
fn with_zone(value: &str, text: &str, tag: Option<&str>) -> Option<String> {
    const SHORTEST_MOMENT: usize = "2015-10-23 18:04".len();
    let zone = text.split_whitespace().next_back()?;
    let is_name = (2..=5).contains(&zone.len()) && zone.chars().all(|c| c.is_ascii_uppercase());
    if !is_name || value.len() < SHORTEST_MOMENT {
        return None;
    }
    let is_moment = |date: &String| date.len() > "2015-10-23".len();
    if dates::parse_in(value, tag).as_ref().is_some_and(is_moment) {
        return None;
    }
    dates::parse_in(&format!("{value} {zone}"), tag).filter(is_moment)
}

/// The first date of a line that is not that of a change.
fn first_date(line: &str, tag: Option<&str>) -> Option<String> {
    let found = dates::find_all_in_line(line, tag);
    found.into_iter().find(|date| !is_of_change(line, date)).map(|date| date.value)
}

/// True if the date stands behind a word for a change.
fn is_of_change(line: &str, date: &dates::FoundDate) -> bool {
    let label_from = line[..date.start].rfind(['|', ';', '·', '\n']).unwrap_or(0);
    patterns::UPDATED.is_match(&line[label_from..date.start])
}

/// A date in a short line near the headline; a line that says "published" before any other.
fn visible(survey: &Survey, lines: &[&str], headline: Option<usize>) -> Option<Found> {
    // Without the headline, the lines above the text serve.
    let above_text =
        || Some(lines.iter().position(|line| line.len() > LONGEST_LINE)?.saturating_sub(ABOVE_TEXT));
    let at = headline.or_else(above_text)?;
    let near = || near(lines, at);
    let is_published = |line: &&&str| patterns::PUBLISHED.is_match(line) && !patterns::UPDATED.is_match(line);
    let found = near()
        .filter(is_published)
        .find_map(|line| first_date(line, survey.tag()))
        .or_else(|| near().find_map(|line| first_date(line, survey.tag())));
    found.map(|date| (date, "date near the headline".to_owned()))
}

/// A date behind a word for publication, in a short line anywhere on the page.
fn labelled(survey: &Survey, lines: &[&str]) -> Option<Found> {
    let mut labelled =
        lines.iter().filter(|line| line.len() <= LONGEST_LINE && patterns::PUBLISHED.is_match(line));
    let date = labelled.find_map(|line| first_date(line, survey.tag()))?;
    Some((date, "date behind a word for publication".to_owned()))
}

/// A date with which a paragraph below the headline begins, behind a few words at most: `Press release of 5 May 2015 | Oslo - …`.
fn opening(survey: &Survey, lines: &[&str], headline: Option<usize>) -> Option<Found> {
    const LATEST: usize = 25;
    let below = lines.iter().skip(headline? + 1).take(BELOW).filter(|line| line.len() > LONGEST_LINE);
    let date = below.into_iter().find_map(|line| {
        let end = line.char_indices().map(|(at, _)| at).take_while(|&at| at <= LONGEST_LINE).last()?;
        let date = dates::find_all_in_line(&line[..end], survey.tag()).into_iter().next()?;
        (date.start <= LATEST && !is_of_change(line, &date)).then_some(date.value)
    })?;
    Some((date, "date with which the text begins".to_owned()))
}

/// The short lines around the headline that are not about a picture: those below it first, then those above, upwards.
fn near<'a>(lines: &'a [&'a str], headline: usize) -> impl Iterator<Item = &'a &'a str> {
    let below = lines.iter().skip(headline + 1).take(BELOW);
    let above = lines[..headline.min(lines.len())].iter().rev().take(ABOVE);
    let is_of_picture = |line: &str| {
        patterns::CAPTION_START.is_match(line)
            || patterns::ends_with_credit(line)
            || patterns::PHOTO_SOURCE.is_match(line)
    };
    below.chain(above).filter(move |line| line.len() <= LONGEST_LINE && !is_of_picture(line))
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
    fn a_clock_of_the_page_moves_no_stated_day() {
        let page = |shown: &str| {
            format!(
                "<meta property=article:published_time content='2015-10-23T13:00:00Z'><h1>T</h1>\
                 <p class=date>24 October 2015</p>{shown}"
            )
        };
        assert_eq!(found(&page("")).unwrap().0, "2015-10-24");
        assert_eq!(
            found(&page("<time datetime=2015-10-23>23 October 2015</time>")).unwrap().0,
            "2015-10-23T13:00:00Z"
        );
        let clock = "<meta name=date content=2015-10-20><p class=date>24 October 2015</p><h1>T</h1>";
        assert_eq!(found(clock).unwrap().0, "2015-10-20");
    }

    #[test]
    fn a_zone_that_is_printed_belongs_to_the_moment_beside_it() {
        let html = "<h1>T</h1><time datetime='2015-10-23 18:04:09'>10/23/2015 06:04 PM EDT</time>";
        assert_eq!(found(html).unwrap().0, "2015-10-23T18:04:09-04:00");
        assert_eq!(
            found("<h1>T</h1><time datetime='2015-10-23 18:04:09'>6 PM</time>").unwrap().0,
            "2015-10-23"
        );
    }

    #[test]
    fn dates_in_the_text_and_below_it_are_the_last_resort() {
        let at = |lines: &[&str]| {
            let survey = Survey::of(&Document::from("<html lang=en><h1>T</h1>"));
            published(&survey, lines, Some(0), None, &mut Trace::silent()).map(|(date, _)| date)
        };
        let text =
            format!("Press release of 23 October 2015 | Oslo - {}", "The ministers met again. ".repeat(10));
        assert_eq!(at(&["T", &text]), Some("2015-10-23".to_owned()));
        let late = format!("{}On 23 October 2015 they went home.", "The ministers met again. ".repeat(10));
        assert_eq!(at(&["T", &late]), None);
        let mut page = vec!["T"];
        page.extend(["The ministers met again."; 30]);
        page.push("Published: 23 October 2015");
        assert_eq!(at(&page), Some("2015-10-23".to_owned()));
    }

    #[test]
    fn an_address_is_surer_than_what_happens_to_be_near() {
        let survey = Survey::of(&Document::from("<html lang=en><h1>T</h1>"));
        let lines = ["T", "Meeting on 25 October 2015"];
        let url = Some("https://example.org/2015/10/23/talks");
        let found = published(&survey, &lines, Some(0), url, &mut Trace::silent()).unwrap();
        assert_eq!(found, ("2015-10-23".to_owned(), "date in the address".to_owned()));
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
    fn an_open_or_doubtful_date_overrules_no_exact_one() {
        let page = |shown: &str| {
            format!(
                "<meta property=article:published_time content='2022-05-04T05:45:00-03:00'><h1>T</h1>{shown}"
            )
        };
        for shown in [
            "<time datetime='04/05/2022'>x</time>",
            "<div class=teaser-related><time datetime=2022-01-01>x</time></div>",
        ] {
            assert_eq!(found(&page(shown)).unwrap().0, "2022-05-04T05:45:00-03:00", "{shown}");
        }
    }

    #[test]
    fn a_date_of_the_making_gives_way_to_an_earlier_one_near_the_headline() {
        let survey = Survey::of(&Document::from("<html lang=en-GB><meta name=date content=2020-07-08>"));
        let lines = ["Talks", "31 March 2003"];
        assert_eq!(published(&survey, &lines, Some(0), None, &mut Trace::silent()).unwrap().0, "2003-03-31");
    }

    #[test]
    fn the_printed_day_counts_where_the_moment_is_universal() {
        let page = |moment: &str| {
            format!(
                "<meta property=article:published_time content='{moment}'><h1>T</h1><p class=post-date>24 February 2020</p>"
            )
        };
        assert_eq!(found(&page("2020-02-25T02:25:00Z")).unwrap().0, "2020-02-24");
        assert_eq!(found(&page("2020-02-24T22:25:00Z")).unwrap().0, "2020-02-24T22:25:00Z");
        assert_eq!(found(&page("2020-02-25T02:25:00+01:00")).unwrap().0, "2020-02-25T02:25:00+01:00");
    }

    #[test]
    fn a_change_is_no_publication() {
        let survey = Survey::of(&Document::from("<html lang=fr>"));
        let lines = ["30 septembre 2018 | Enquête", "Talks", "Article mis à jour le 7 janvier 2020."];
        assert_eq!(published(&survey, &lines, Some(1), None, &mut Trace::silent()).unwrap().0, "2018-09-30");
        assert_eq!(updated(&survey, &lines, Some(1), &mut Trace::silent()).unwrap().0, "2020-01-07");
        assert_eq!(published(&survey, &lines[1..], Some(0), None, &mut Trace::silent()), None);
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
        assert_eq!(updated(&survey, &[], None, &mut Trace::silent()).unwrap().0, "2015-10-24T10:00:00Z");
        assert_eq!(published(&survey, &[], None, None, &mut Trace::silent()), None);
    }
}
