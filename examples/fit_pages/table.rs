//! Names of features as numbers, and the tables of their weights.

use std::collections::HashMap;
use std::fmt::Write;

use crate::chain::Chain;

/// The names of features, each with a number.
#[derive(Default)]
pub struct Names {
    names: Vec<&'static str>,
    ids: HashMap<&'static str, usize>,
}

impl Names {
    /// The numbers of some names.
    pub fn ids(&mut self, names: Vec<&'static str>) -> Vec<usize> {
        names.into_iter().map(|name| self.id(name)).collect()
    }

    fn id(&mut self, name: &'static str) -> usize {
        *self.ids.entry(name).or_insert_with(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The numbers in the order of their names.
    fn sorted(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_by_key(|&id| self.names[id]);
        order
    }
}

/// The table of the weights by which the body is told from the rest.
pub fn lines(names: &Names, chain: &Chain, pages: usize) -> String {
    let mut table = format!(
        "# Weights of the linear-chain model that tells the body of a page from the rest (crates/page/src/text/labels.rs).\n\
         # Fitted by examples/fit_pages on {pages} saved pages whose bodies are known (article-extraction-benchmark; WCXB,\n\
         # CC-BY 4.0; test pages of fundus, MIT), each a second time without the features that rest on the words of a language. Licence: as the project.\n\
         # Columns: feature; then four states (before, body, gap, after) for each of five lines: what the feature says for\n\
         # the line two below it, one below it, itself, one above it, two above it. (moves): the weights of the steps between states.\n"
    );
    row(&mut table, "(moves)", &chain.moves());
    for id in names.sorted() {
        row(&mut table, names.names[id], chain.of(id));
    }
    table
}

/// The table of the weights by which the headline is told from other lines.
pub fn headline(names: &Names, first: &[f64], second: &[f64], pages: usize) -> String {
    let mut table = format!(
        "# Weights by which a line is held to be the headline of a page (crates/page/src/text/headline.rs).\n\
         # Fitted by examples/fit_pages on those of {pages} saved pages whose headlines are known (article-extraction-benchmark;\n\
         # WCXB, CC-BY 4.0; test pages of fundus, MIT). Licence: as the project.\n\
         # Columns: feature; weight at first sight; weight once the body is known.\n"
    );
    for id in names.sorted() {
        row(&mut table, names.names[id], &[first[id], second[id]]);
    }
    table
}

fn row(table: &mut String, name: &str, weights: &[f64]) {
    table.push_str(name);
    for weight in weights {
        let text = format!("{weight:.2}");
        let text = if matches!(text.as_str(), "0.00" | "-0.00") { "0" } else { &text };
        write!(table, "\t{text}").expect("a string takes all that is written to it");
    }
    table.push('\n');
}
