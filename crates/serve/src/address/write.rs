//! Writing an address.

use dateline_search::joins::option_of;
use dateline_search::query::Field;
use dateline_search::request::{Copies, Sort};
use form_urlencoded::Serializer;

use super::parse::{FIELDS, MEASURES, STEPS};
use super::{Address, LineOrder, Measure, View};

impl Address {
    /// The parameters as a URL has them after its `?`; what is as it is by default is left out.
    pub fn query(&self) -> String {
        let mut out = Serializer::new(String::new());
        self.pairs(|key, value| {
            out.append_pair(key, value);
        });
        out.finish()
    }

    /// The address below a path: `/?q=talks`.
    pub fn link(&self, path: &str) -> String {
        match self.query() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// The parameters one by one, for the hidden fields of a form.
    pub fn fields(&self) -> Vec<(String, String)> {
        let mut out = Vec::new();
        self.pairs(|key, value| out.push((key.to_owned(), value.to_owned())));
        out
    }

    fn pairs(&self, mut take: impl FnMut(&str, &str)) {
        let mut some = |key: &str, value: &str| {
            if !value.is_empty() {
                take(key, value);
            }
        };
        some("q", &self.q);
        for (facet, value) in &self.chosen {
            some(facet.filter().unwrap_or_default(), value);
        }
        for (facet, value) in &self.excluded {
            some(&format!("-{}", facet.filter().unwrap_or(facet.name())), value);
        }
        for option in self.joined.iter().filter_map(|facet| option_of(*facet)) {
            some(option, "1");
        }
        for field in &self.has {
            some("has", field.name());
        }
        for field in &self.missing {
            some("missing", field.name());
        }
        some("since", self.since.as_deref().unwrap_or_default());
        some("until", self.until.as_deref().unwrap_or_default());
        some("new-since", &self.new_since.map(|since| since.to_string()).unwrap_or_default());
        some("undated", if self.undated { "1" } else { "" });
        some("any", if self.any { "1" } else { "" });
        some("in", if self.field == Field::Any { "" } else { name_of(&FIELDS, self.field) });
        some("view", if self.view == View::default() { "" } else { self.view.name() });
        some("lines", if self.line_order == LineOrder::default() { "" } else { self.line_order.name() });
        some("sort", if self.sort == Sort::default() { "" } else { self.sort.name() });
        some(
            "copies",
            match self.copies {
                Some(Copies::All) => "all",
                Some(Copies::Together) => "together",
                None => "",
            },
        );
        some("vs", &self.vs);
        some("step", self.step.map_or("", |step| name_of(&STEPS, step)));
        some(
            "timeline",
            if self.timeline == Measure::Count { "" } else { name_of(&MEASURES, self.timeline) },
        );
        some("map", self.map.map_or("", |measure| name_of(&MEASURES, measure)));
        some("page", &if self.page > 1 { self.page.to_string() } else { String::new() });
    }
}

fn name_of<T: PartialEq>(known: &[(&'static str, T)], value: T) -> &'static str {
    known.iter().find(|(_, other)| *other == value).map_or("", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_search::FacetField;

    const ALL: &str = "q=%22peace+talks%22+%26+more&country=SY&person=Ban+Ki-moon&-country=FR&-year=2014&any-person=1&has=byline&missing=url&since=2015&until=2016-02&new-since=run%3D7\
                       &any=1&in=headline&view=lines&lines=before&sort=newest&copies=all&vs=war&step=month&timeline=share&map=count&page=4";

    #[test]
    fn an_address_is_written_as_it_was_read() {
        let address = Address::parse(ALL).unwrap();
        assert_eq!(address.query(), ALL);
        assert_eq!(Address::parse("view=passages&sort=relevance&page=1&q=").unwrap().link("/"), "/");
    }

    #[test]
    fn a_change_keeps_the_rest_and_leads_to_the_first_page() {
        let address = Address::parse(ALL).unwrap();
        let changed = address.excluding(FacetField::Country, "SY");
        assert_eq!(
            changed.query(),
            ALL.replace("country=SY&", "")
                .replace("-year=2014", "-year=2014&-country=SY")
                .replace("&page=4", "")
        );
        assert_eq!(
            changed.without(FacetField::Country, "SY").with(FacetField::Country, "SY").excluded,
            address.excluded
        );
        assert!(address.undated().since.is_none());
    }
}
