//! Values of options that have names: read by the type itself, and offered by completions.

use std::ffi::OsStr;
use std::marker::PhantomData;
use std::str::FromStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command};

use dateline_search::lines::LineOrder;
use dateline_search::request::{FacetField, Sort};

/// Reads a value by its type, whose words for a fault stay, and names those to choose from.
#[derive(Clone)]
pub(super) struct Choices<T> {
    names: Vec<&'static str>,
    read: PhantomData<fn() -> T>,
}

impl<T> Choices<T> {
    fn of(names: impl IntoIterator<Item = &'static str>) -> Self {
        Self { names: names.into_iter().collect(), read: PhantomData }
    }
}

/// All facets.
pub(super) fn facets() -> Choices<FacetField> {
    Choices::of(FacetField::all().map(FacetField::name))
}

/// The facets by which hits can be grouped.
pub(super) fn groups() -> Choices<FacetField> {
    Choices::of(FacetField::all().filter(|field| field.is_groupable()).map(FacetField::name))
}

/// The orders of hits.
pub(super) fn orders() -> Choices<Sort> {
    Choices::of([Sort::Relevance, Sort::Newest, Sort::Oldest].map(Sort::name))
}

/// The orders of lines.
pub(super) fn line_orders() -> Choices<LineOrder> {
    Choices::of(LineOrder::ALL.map(LineOrder::name))
}

impl<T> TypedValueParser for Choices<T>
where
    T: FromStr + Clone + Send + Sync + 'static,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, clap::Error> {
        let read = |text: &str| text.parse::<T>();
        TypedValueParser::parse_ref(&read, command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.names.iter().map(PossibleValue::new)))
    }
}
