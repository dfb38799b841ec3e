//! The world, its countries coloured by how much an answer is about them, each a link.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;

use dateline_enrich::countries;
use dateline_search::request::FacetField;
use dateline_search::response::{Facet, FacetCount, Level};

use crate::address::{Address, Measure};
use crate::assets;
use crate::page::markup::escaped;
use crate::page::numbers::{counted, number};

/// Of a country with fewer articles in the archive no share is shown: one article more or less would change its colour.
const FEW: u64 = 5;

/// The map as it is shown.
#[derive(Debug, Clone, Default)]
pub struct Map {
    /// The countries.
    pub svg: String,
    /// True if colours stand for shares of the archive.
    pub is_share: bool,
    /// The question with the other measure.
    pub other_measure: String,
    /// What each colour stands for, the lightest first.
    pub legend: Vec<(&'static str, String)>,
}

/// The names of the classes of colours, the lightest first.
const CLASSES: [&str; 5] = ["q1", "q2", "q3", "q4", "q5"];
/// The bounds of the classes of shares: how many times as often as in the archive.
const RATIOS: [f64; 4] = [0.5, 1.0, 2.0, 4.0];

/// Where each country stands in the file of the map, which is painted from its beginning to its end.
static PAINTED: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    let ids = WORLD.split("id=\"").skip(1).filter_map(|rest| rest.split('"').next());
    ids.enumerate().map(|(at, id)| (id, at)).collect()
});

/// The file of the map.
const WORLD: &str = include_str!("../../assets/world.svg");

/// The map of an answer; `archive` has how many articles of the archive are about each country, and `all` how many it has.
pub fn map(address: &Address, facet: &Facet, archive: &HashMap<String, u64>, all: u64) -> Map {
    let mut counts = counts(&facet.values);
    // Small territories are dots that lie over larger ones.
    counts.sort_by_key(|(code, _)| PAINTED.get(code).copied().unwrap_or_default());
    let is_share = address.map.unwrap_or(Measure::Share) == Measure::Share && address.asks();
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    let of_country = |code: &str, count: u64| match is_share {
        true => share_class(count, facet.articles, archive.get(code).copied().unwrap_or_default(), all),
        false => Some(count_class(count, most)),
    };
    let world = assets::path("world.svg");
    let mut out = format!(
        "<svg class=\"map\" viewBox=\"0 0 1000 487\" role=\"group\" aria-label=\"Countries on a map\">\
         <use class=\"sea\" href=\"{world}#sphere\"/><use class=\"graticule\" href=\"{world}#graticule\"/>"
    );
    let found: HashMap<&str, u64> = counts.iter().copied().collect();
    for country in countries::all().iter().filter(|country| !found.contains_key(country.code)) {
        let _ = write!(out, "<use class=\"land\" href=\"{world}#{}\"/>", country.code);
    }
    let _ = write!(out, "<use class=\"disputed\" href=\"{world}#disputed\"/>");
    for (code, count) in &counts {
        let Some(name) = countries::name(code) else { continue };
        let class = of_country(code, *count).map_or("few", |class| CLASSES[class]);
        let label = match is_share {
            true => format!(
                "{name}: {}, {} in the archive",
                counted(*count, "article", "articles"),
                number(archive.get(*code).copied().unwrap_or_default())
            ),
            false => format!("{name}: {}", counted(*count, "article", "articles")),
        };
        let chosen = address.has(FacetField::Country, code);
        let changed = match chosen {
            true => address.without(FacetField::Country, code),
            false => address.with(FacetField::Country, code),
        };
        let _ = write!(
            out,
            "<a href=\"{}\" aria-label=\"{label}\"><use class=\"{class}{}\" href=\"{world}#{code}\"/><title>{label}</title></a>",
            escaped(&changed.link("/")),
            if chosen { " chosen" } else { "" },
            label = escaped(&label),
        );
    }
    out.push_str("</svg>");
    let measure = if is_share { Measure::Count } else { Measure::Share };
    let other_measure = Address { map: Some(measure), ..address.clone() }.link("/");
    Map { svg: out, is_share, other_measure, legend: legend(is_share, most) }
}

/// The countries of a facet by code, whether it is a tree or not.
fn counts(values: &[FacetCount]) -> Vec<(&str, u64)> {
    values
        .iter()
        .flat_map(|value| match value.level {
            Some(Level::Region) => {
                value.below.iter().map(|country| (country.value.as_str(), country.count)).collect()
            }
            _ => vec![(value.value.as_str(), value.count)],
        })
        .collect()
}

/// How much more often a country is in an answer than in the archive, as a class; `None` where that says nothing.
fn share_class(count: u64, articles: u64, in_archive: u64, all: u64) -> Option<usize> {
    if in_archive < FEW || articles == 0 || all == 0 {
        return None;
    }
    let ratio = (count as f64 / articles as f64) / (in_archive as f64 / all as f64);
    Some(RATIOS.iter().filter(|bound| ratio > **bound).count())
}

/// How many articles a country has beside the one with most, as a class: each class has three times those of the one before.
fn count_class(count: u64, most: u64) -> usize {
    let steps = (most.max(1) as f64 / count.max(1) as f64).log(3.0).floor() as usize;
    (CLASSES.len() - 1).saturating_sub(steps)
}

fn legend(is_share: bool, most: u64) -> Vec<(&'static str, String)> {
    if is_share {
        let texts = ["under ½ ×", "½ to 1 ×", "1 to 2 ×", "2 to 4 ×", "over 4 ×"];
        return CLASSES
            .into_iter()
            .zip(texts.map(str::to_owned))
            .chain([("few", format!("fewer than {FEW} articles in the archive"))])
            .collect();
    }
    // A class begins just above a third of where the next one begins; those that no count falls into are left out.
    let first = |class: usize| most.max(1) / 3u64.pow((CLASSES.len() - class) as u32) + 1;
    let is_used = |class: &usize| count_class(first(*class), most) == *class && first(*class) <= most.max(1);
    let used = (0..CLASSES.len()).filter(is_used);
    used.map(|class| {
        (CLASSES[class], if class == 0 { "1+".to_owned() } else { format!("{}+", number(first(class))) })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facet(values: &[(&str, u64)]) -> Facet {
        let value = |&(code, count): &(&str, u64)| FacetCount {
            value: code.into(),
            name: code.into(),
            count,
            ..FacetCount::default()
        };
        let values: Vec<FacetCount> = values.iter().map(value).collect();
        Facet { field: FacetField::Country, articles: 10, stories: None, distinct: 2, values, undated: None }
    }

    #[test]
    fn a_share_is_that_of_the_answer_beside_that_of_the_archive() {
        assert_eq!(share_class(5, 10, 5, 100), Some(4), "ten times as often");
        assert_eq!(share_class(1, 10, 10, 100), Some(1), "as often");
        assert_eq!(share_class(1, 10, 4, 100), None, "too few to say");
    }

    #[test]
    fn classes_of_counts_rise_threefold() {
        assert_eq!([90, 31, 30, 10, 3, 1].map(|count| count_class(count, 90)), [4, 4, 3, 2, 1, 0]);
        assert_eq!(count_class(1, 1), 4);
    }

    #[test]
    fn the_legend_names_the_first_count_of_each_class_that_is_used() {
        let texts = |most| legend(false, most).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        assert_eq!(texts(90), ["1+", "2+", "4+", "11+", "31+"]);
        assert_eq!(texts(1), ["1+"]);
        for most in 1..300 {
            for count in 1..=most {
                let class = CLASSES[count_class(count, most)];
                assert!(legend(false, most).iter().any(|(known, _)| *known == class), "{count} of {most}");
            }
        }
    }

    #[test]
    fn every_country_is_drawn_and_those_that_were_found_are_links() {
        let archive = HashMap::from([("SY".to_owned(), 20), ("RU".to_owned(), 2)]);
        let map = map(&Address::parse("q=talks").unwrap(), &facet(&[("SY", 8), ("RU", 1)]), &archive, 100);
        assert_eq!(map.svg.matches("<a href=").count(), 2);
        assert_eq!(map.svg.matches("<use ").count(), countries::all().len() + 3);
        assert!(
            map.svg.contains("Syria: 8 articles, 20 in the archive") && map.svg.contains("class=\"few\"")
        );
        assert!(map.is_share && map.other_measure == "/?q=talks&map=count");
    }

    #[test]
    fn every_country_is_in_the_file_of_the_map() {
        let missing: Vec<&str> = countries::all()
            .iter()
            .map(|country| country.code)
            .filter(|code| !PAINTED.contains_key(code))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
