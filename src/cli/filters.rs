//! The filters that `search`, `facets` and `similar` share.

use anyhow::{Context, Result};
use clap::Args;

use dateline_core::dates::Day;
use dateline_enrich::countries;
use dateline_search::article_field::ArticleField;
use dateline_search::request::{FacetField, Filters};

/// The countries and regions given one by one, also where there are commas between them.
fn each_country(given: &[String]) -> impl Iterator<Item = String> {
    given.iter().flat_map(|name| match countries::lookup(name.trim()) {
        Ok(_) => vec![name.clone()],
        Err(_) => name.split(',').filter(|one| !one.trim().is_empty()).map(str::to_owned).collect(),
    })
}

/// What narrows a search down.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Filters")]
pub(super) struct FilterArgs {
    /// Only articles about this country or region. Repeatable; any of them matches
    #[arg(long, value_name = "COUNTRY")]
    country: Vec<String>,
    /// No articles about this country or region. Repeatable
    #[arg(long, value_name = "COUNTRY")]
    not_country: Vec<String>,
    /// Only articles that name this country or region. Repeatable; any of them matches
    #[arg(long, value_name = "COUNTRY")]
    mentions: Vec<String>,
    /// Only articles filed from this country or region, according to their dateline. Repeatable; any of them matches
    #[arg(long, value_name = "COUNTRY")]
    dateline: Vec<String>,
    /// Only articles from outlets in this country or region. Repeatable; any of them matches
    #[arg(long, value_name = "COUNTRY")]
    source_country: Vec<String>,
    /// Only articles that name this person, in any spelling. Repeatable; all of them must match
    #[arg(long, value_name = "NAME")]
    person: Vec<String>,
    /// Only articles that name this organisation. Repeatable; all of them must match
    #[arg(long, value_name = "NAME")]
    org: Vec<String>,
    /// Only articles that name this place. Repeatable; all of them must match
    #[arg(long, value_name = "NAME")]
    place: Vec<String>,
    /// Only articles from this outlet. Repeatable; any of them matches
    #[arg(long, value_name = "NAME")]
    source: Vec<String>,
    /// Only articles in this language, as a code such as en. Repeatable; any of them matches
    #[arg(long, value_name = "CODE")]
    language: Vec<String>,
    /// Only articles from this section. Repeatable; any of them matches
    #[arg(long, value_name = "NAME")]
    section: Vec<String>,
    /// Only articles with this tag. Repeatable; all of them must match
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// No articles that name this person. Repeatable
    #[arg(long, value_name = "NAME")]
    not_person: Vec<String>,
    /// No articles that name this organisation. Repeatable
    #[arg(long, value_name = "NAME")]
    not_org: Vec<String>,
    /// No articles that name this place. Repeatable
    #[arg(long, value_name = "NAME")]
    not_place: Vec<String>,
    /// No articles from this outlet. Repeatable
    #[arg(long, value_name = "NAME")]
    not_source: Vec<String>,
    /// No articles in this language. Repeatable
    #[arg(long, value_name = "CODE")]
    not_language: Vec<String>,
    /// No articles from this section. Repeatable
    #[arg(long, value_name = "NAME")]
    not_section: Vec<String>,
    /// Articles about all of the countries given, not any of them
    #[arg(long)]
    all_countries: bool,
    /// Articles that name all of the countries given with --mentions, not any of them
    #[arg(long)]
    all_mentions: bool,
    /// Articles that name any of the people given, not all of them
    #[arg(long)]
    any_person: bool,
    /// Articles that name any of the organisations given, not all of them
    #[arg(long)]
    any_org: bool,
    /// Articles that name any of the places given, not all of them
    #[arg(long)]
    any_place: bool,
    /// Only articles that have this field: date, source, byline, headline, standfirst, body, captions, section, url, person… Repeatable; all must be there
    #[arg(long, value_name = "FIELD")]
    has: Vec<ArticleField>,
    /// Only articles without this field. Repeatable; none may be there
    #[arg(long, value_name = "FIELD")]
    missing: Vec<ArticleField>,
    /// No articles with this tag. Repeatable
    #[arg(long, value_name = "TAG")]
    not_tag: Vec<String>,
    /// No articles with this value of any facet, such as year=2015 or mentions=SY. Repeatable
    #[arg(long, value_name = "FACET=VALUE")]
    exclude: Vec<String>,
    /// Only articles without a date of publication
    #[arg(long, conflicts_with_all = ["since", "until"])]
    undated: bool,
    /// Only articles published on or after this date: 2015, 2015-10, 2015-10-23, 2015-W43, 7d (or w, m, y) ago, yesterday, last-month, '18 July 2022', 18/07/2022
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Only articles published on or before this date
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Only articles first indexed since then: a run (its number, or last for the last run that added articles) or a date
    #[arg(long, value_name = "RUN|DATE")]
    new_since: Option<String>,
}

impl FilterArgs {
    /// The checked filters.
    pub(super) fn checked(&self) -> Result<Filters> {
        let since = self.since.as_deref().map(Day::first_typed).transpose().context("--since")?;
        let until = self.until.as_deref().map(Day::last_typed).transpose().context("--until")?;
        let mut one_of = Vec::new();
        let mut countries_of = |facet, given: &[String], all: bool| {
            let codes = countries::codes(given)?;
            if !all || given.is_empty() {
                return Ok::<_, countries::UnknownCountry>(codes);
            }
            for name in each_country(given) {
                one_of.push((facet, countries::codes(&[name])?));
            }
            Ok(Vec::new())
        };
        let country =
            countries_of(FacetField::Country, &self.country, self.all_countries).context("--country")?;
        let mentions =
            countries_of(FacetField::Mentions, &self.mentions, self.all_mentions).context("--mentions")?;
        let mut names_of = |facet, given: &Vec<String>, any: bool| {
            if !any || given.is_empty() {
                return given.clone();
            }
            one_of.push((facet, given.clone()));
            Vec::new()
        };
        let person = names_of(FacetField::Person, &self.person, self.any_person);
        let org = names_of(FacetField::Organisation, &self.org, self.any_org);
        let place = names_of(FacetField::Place, &self.place, self.any_place);
        Ok(Filters {
            country,
            not_country: countries::codes(&self.not_country).context("--not-country")?,
            mentions,
            dateline: countries::codes(&self.dateline).context("--dateline")?,
            source_country: countries::codes(&self.source_country).context("--source-country")?,
            person,
            org,
            place,
            one_of,
            has: self.has.clone(),
            missing: self.missing.clone(),
            source: self.source.clone(),
            language: self.language.clone(),
            section: self.section.clone(),
            tag: self.tag.clone(),
            not: [self.not(), self.excluded()?].concat(),
            undated: self.undated,
            since,
            until,
            new_since: self.new_since.as_deref().map(str::parse).transpose().context("--new-since")?,
        })
    }

    /// The values of any facet that are ruled out by `--exclude`.
    fn excluded(&self) -> Result<Vec<(FacetField, String)>> {
        let mut out = Vec::new();
        for given in &self.exclude {
            let (facet, value) =
                given.split_once('=').context("--exclude takes FACET=VALUE, such as year=2015")?;
            let facet: FacetField = facet.trim().parse().context("--exclude")?;
            match facet {
                FacetField::Country
                | FacetField::Mentions
                | FacetField::Dateline
                | FacetField::SourceCountry => {
                    let codes = countries::codes(&[value.trim().to_owned()]).context("--exclude")?;
                    out.extend(codes.into_iter().map(|code| (facet, code)));
                }
                field if field.is_of_time() => {
                    Day::first_of(value.trim()).context("--exclude")?;
                    out.push((facet, value.trim().to_owned()));
                }
                _ => out.push((facet, value.trim().to_owned())),
            }
        }
        Ok(out)
    }

    /// The values of facets that are ruled out.
    fn not(&self) -> Vec<(FacetField, String)> {
        let lists = [
            (FacetField::Person, &self.not_person),
            (FacetField::Organisation, &self.not_org),
            (FacetField::Place, &self.not_place),
            (FacetField::Source, &self.not_source),
            (FacetField::Language, &self.not_language),
            (FacetField::Section, &self.not_section),
            (FacetField::Tag, &self.not_tag),
        ];
        let of_list = |(facet, values): (FacetField, &Vec<String>)| {
            values.iter().map(move |value| (facet, value.clone())).collect::<Vec<_>>()
        };
        lists.into_iter().flat_map(of_list).collect()
    }
}
