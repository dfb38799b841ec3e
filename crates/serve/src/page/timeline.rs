//! Articles over time as bars, each a link to its period.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use dateline_core::dates::Day;
use dateline_search::periods::{self, Step};
use dateline_search::response::{Facet, Response};

use crate::address::{Address, Measure};
use crate::fault::Fault;
use crate::live::Moment;
use crate::page::gaps::{Gap, gaps};
use crate::page::markup::escaped;
use crate::page::numbers::{counted, number};

/// The height of the tallest bar, in pixels.
const HEIGHT: f64 = 72.0;
/// The height of the whole, with the dates below.
const WHOLE: f64 = 96.0;
/// Bars beyond which a timeline of one step is shown by a longer step.
pub const MOST_BARS: usize = 1000;
/// Fewer bars are no wider than so many would be.
const FEWEST: usize = 12;
/// Dates written below the bars.
const LABELS: usize = 8;

/// A timeline as it is shown.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// The bars.
    pub svg: String,
    /// The articles without a date.
    pub undated: u64,
    /// The same for people.
    pub undated_shown: String,
    /// The question for just these.
    pub undated_href: String,
    /// The question for the whole of time, if it is narrowed.
    pub whole: Option<String>,
    /// The question with the other measure.
    pub other_measure: String,
    /// True if bars stand for shares of the archive.
    pub is_share: bool,
    /// The steps that can be chosen, with their links; the present one has none.
    pub steps: Vec<(&'static str, Option<String>)>,
}

/// A bar.
struct Bar {
    value: String,
    name: String,
    count: u64,
    second: u64,
    /// How many articles the archive has of the period.
    of: u64,
}

/// The address without a step that would make more bars than can be drawn, and that step.
pub fn drawable(snapshot: &Moment, address: &Address) -> (Address, Option<Step>) {
    let ends = [
        (address.since.as_deref(), snapshot.about.from.as_deref()),
        (address.until.as_deref(), snapshot.about.until.as_deref()),
    ];
    let [first, last] = ends.map(|(asked, has)| asked.or(has));
    let span =
        first.and_then(|day| Day::first_typed(day).ok()).zip(last.and_then(|day| Day::last_typed(day).ok()));
    let fits =
        |step: Step| span.is_none_or(|(first, last)| Step::finest(first, last, MOST_BARS as u64) <= step);
    let (fitting, undrawn) = match address.step {
        Some(step) if !fits(step) => (None, Some(step)),
        step => (step, None),
    };
    (Address { step: fitting, ..address.clone() }, undrawn)
}

/// The timeline of an answer, if it has one.
///
/// # Errors
/// If the archive cannot be read.
pub fn shown_timeline(
    snapshot: &Moment,
    address: &Address,
    response: &Response,
    other: Option<&Response>,
) -> Result<Option<Timeline>, Fault> {
    let Some(facet) = response.facets.iter().find(|facet| facet.field.is_of_time()) else { return Ok(None) };
    let second = other.and_then(|other| other.facets.first());
    let has_bars = |facet: &Facet| !facet.values.is_empty();
    if !has_bars(facet) && facet.undated.unwrap_or_default() == 0 && !second.is_some_and(has_bars) {
        return Ok(None);
    }
    let archive = match (address.timeline, facet.field.step()) {
        (Measure::Share, Some(step)) => Some(snapshot.periods(step)?),
        _ => None,
    };
    Ok(Some(timeline(address, facet, second, archive)))
}

/// The periods that an answer lacks though the archive has them.
///
/// # Errors
/// If the archive cannot be read.
pub fn shown_gaps(snapshot: &Moment, address: &Address, response: &Response) -> Result<Vec<Gap>, Fault> {
    let time = response.facets.iter().find(|facet| facet.field.is_of_time());
    let Some((facet, step)) = time.and_then(|facet| Some((facet, facet.field.step()?))) else {
        return Ok(Vec::new());
    };
    if !address.asks() {
        return Ok(Vec::new());
    }
    Ok(gaps(facet, snapshot.periods(step)?))
}

/// The timeline of an answer, beside that of a second query if there is one.
pub fn timeline(
    address: &Address,
    facet: &Facet,
    second: Option<&Facet>,
    archive: Option<&HashMap<String, u64>>,
) -> Timeline {
    let step = facet.field.step().or(second.and_then(|second| second.field.step()));
    let bars = bars(facet, second, step, archive);
    let is_share = address.timeline == Measure::Share && archive.is_some();
    let undated = facet.undated.unwrap_or_default();
    let measure = if is_share { Measure::Count } else { Measure::Share };
    let steps = steps(address, &bars, step);
    Timeline {
        svg: svg(address, &bars, is_share, second.is_some()),
        undated,
        undated_shown: counted(undated, "article without a date", "articles without a date"),
        undated_href: address.undated().link("/"),
        whole: (address.since.is_some() || address.until.is_some())
            .then(|| address.dated(None, None).link("/")),
        other_measure: Address { timeline: measure, ..address.clone() }.link("/"),
        is_share,
        steps,
    }
}

/// The periods of an answer and of a second one, from the first of both to the last, with the empty ones between.
fn bars(
    facet: &Facet,
    second: Option<&Facet>,
    step: Option<Step>,
    archive: Option<&HashMap<String, u64>>,
) -> Vec<Bar> {
    let counts = |facet: &Facet| -> HashMap<String, u64> {
        facet.values.iter().map(|value| (value.value.clone(), value.count)).collect()
    };
    let (first, others) = (counts(facet), second.map(counts).unwrap_or_default());
    let days = first
        .keys()
        .chain(others.keys())
        .filter_map(|value| Day::first_typed(value).ok())
        .map(|day| (day, 0));
    let days: BTreeMap<Day, u64> = days.collect();
    // Two spans that each are short enough may be too long together; then the first is shown alone.
    let periods = step
        .and_then(|step| periods::timeline(&days, step).ok())
        .filter(|periods| periods.len() <= MOST_BARS);
    let named: Vec<(String, String)> = match periods {
        Some(periods) => periods.into_iter().map(|(period, _)| (period.value(), period.name())).collect(),
        None => facet.values.iter().map(|value| (value.value.clone(), value.name.clone())).collect(),
    };
    let count = |counts: &HashMap<String, u64>, value: &str| counts.get(value).copied().unwrap_or_default();
    let bar = |(value, name): (String, String)| Bar {
        count: count(&first, &value),
        second: count(&others, &value),
        of: archive.map_or(0, |archive| count(archive, &value)),
        value,
        name,
    };
    named.into_iter().map(bar).collect()
}

/// The steps that the span can be shown by, with their links; the present one has none.
fn steps(address: &Address, bars: &[Bar], step: Option<Step>) -> Vec<(&'static str, Option<String>)> {
    let ends = bars.first().zip(bars.last());
    let ends = ends.and_then(|(first, last)| {
        Some((Day::first_typed(&first.value).ok()?, Day::last_typed(&last.value).ok()?))
    });
    let Some((first, last)) = ends else { return Vec::new() };
    let fits = |other: &Step| Step::finest(first, last, MOST_BARS as u64) <= *other;
    let link = |other: Step| {
        let href = (Some(other) != step).then(|| Address { step: Some(other), ..address.clone() }.link("/"));
        (other.name(), href)
    };
    [Step::Year, Step::Month, Step::Week, Step::Day].into_iter().filter(fits).map(link).collect()
}

fn svg(address: &Address, bars: &[Bar], is_share: bool, two: bool) -> String {
    let height = |count: u64, of: u64| match (is_share, of) {
        (false, _) => count as f64,
        (true, 0) => 0.0,
        (true, of) => count as f64 / of as f64,
    };
    let most = bars.iter().map(|bar| height(bar.count.max(bar.second), bar.of)).fold(0.0, f64::max);
    let mut out = format!(
        "<svg class=\"bars\" width=\"100%\" height=\"{WHOLE}\" role=\"group\" aria-label=\"Articles over time\">"
    );
    if two {
        out.push_str(
            "<defs><pattern id=\"stripes\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">\
             <path class=\"stripe\" d=\"M0 4L4 0\"/></pattern></defs>",
        );
    }
    let width = 100.0 / bars.len().max(FEWEST) as f64;
    for (at, bar) in bars.iter().enumerate() {
        let x = width * at as f64;
        let tall = |count| if most > 0.0 { HEIGHT * height(count, bar.of) / most } else { 0.0 };
        let label = label(bar, is_share, two);
        // One bar, or one of two side by side.
        let part = if two { width * 0.42 } else { width * 0.84 };
        let href = address.dated(Some(&bar.value), Some(&bar.value)).link("/");
        let _ = write!(
            out,
            "<a href=\"{}\" data-period=\"{}\" aria-label=\"{}\"><title>{}</title>\
             <rect class=\"room\" x=\"{x:.3}%\" y=\"0\" width=\"{width:.3}%\" height=\"{HEIGHT}\"/>",
            escaped(&href),
            escaped(&bar.value),
            escaped(&label),
            escaped(&label),
        );
        rect(&mut out, "bar", x + width * 0.08, part, tall(bar.count));
        if two {
            rect(&mut out, "second", x + width * 0.5, part, tall(bar.second));
        }
        out.push_str("</a>");
    }
    labels(&mut out, bars, width);
    out.push_str("</svg>");
    out
}

/// A bar of some height; one that would be too low to see is a pixel high.
fn rect(out: &mut String, class: &str, x: f64, width: f64, tall: f64) {
    if tall > 0.0 {
        let tall = tall.max(1.0);
        let y = HEIGHT - tall;
        let _ = write!(
            out,
            "<rect class=\"{class}\" x=\"{x:.3}%\" y=\"{y:.1}\" width=\"{width:.3}%\" height=\"{tall:.1}\"/>"
        );
    }
}

fn label(bar: &Bar, is_share: bool, two: bool) -> String {
    let one = |count: u64| match is_share {
        true => format!("{} of {} in the archive", number(count), number(bar.of)),
        false => counted(count, "article", "articles"),
    };
    match two {
        true => format!("{}: {}; second query {}", bar.name, one(bar.count), one(bar.second)),
        false => format!("{}: {}", bar.name, one(bar.count)),
    }
}

/// Dates below some of the bars.
fn labels(out: &mut String, bars: &[Bar], width: f64) {
    let every = ((100.0 / LABELS as f64 / width).ceil() as usize).max(1);
    for (at, bar) in bars.iter().enumerate().step_by(every) {
        let x = width * at as f64;
        let _ = write!(
            out,
            "<text class=\"tick\" x=\"{x:.3}%\" dx=\"1\" y=\"{}\">{}</text>",
            HEIGHT + 16.0,
            escaped(&bar.value)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_search::request::FacetField;
    use dateline_search::response::FacetCount;

    fn months() -> Facet {
        let value = |value: &str, count| FacetCount {
            value: value.into(),
            name: value.into(),
            count,
            ..FacetCount::default()
        };
        let values = vec![value("2015-10", 4), value("2015-11", 0), value("2015-12", 2)];
        Facet { field: FacetField::Month, articles: 7, stories: None, distinct: 3, values, undated: Some(1) }
    }

    #[test]
    fn every_period_is_a_link_the_empty_ones_too() {
        let address = Address::parse("q=talks&page=2").unwrap();
        let timeline = timeline(&address, &months(), None, None);
        assert_eq!(timeline.svg.matches("<a href=").count(), 3);
        assert_eq!(timeline.svg.matches("class=\"bar\"").count(), 2);
        assert!(
            timeline.svg.contains("href=\"/?q=talks&amp;since=2015-11&amp;until=2015-11\""),
            "{}",
            timeline.svg
        );
        assert!(timeline.svg.contains("October 2015: 4 articles"));
        assert_eq!((timeline.undated, timeline.undated_href.as_str()), (1, "/?q=talks&undated=1"));
    }

    #[test]
    fn a_share_is_of_what_the_archive_has_of_the_period() {
        let archive = HashMap::from([("2015-10".to_owned(), 8), ("2015-12".to_owned(), 2)]);
        let address = Address::parse("timeline=share").unwrap();
        let timeline = timeline(&address, &months(), None, Some(&archive));
        assert!(timeline.is_share && timeline.svg.contains("4 of 8 in the archive"));
        assert!(timeline.svg.contains("height=\"36.0\"") && timeline.svg.contains("height=\"72.0\""));
    }

    #[test]
    fn a_second_query_stands_beside_the_first() {
        let timeline = timeline(&Address::parse("vs=war").unwrap(), &months(), Some(&months()), None);
        assert_eq!(timeline.svg.matches("class=\"second\"").count(), 2);
        assert!(timeline.svg.contains("second query 4 articles"));
    }
}
