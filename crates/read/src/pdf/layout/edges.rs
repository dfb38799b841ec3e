//! What is at the head and foot of most pages: names of papers, numbers of pages, addresses that a browser prints.

use std::collections::HashMap;

use super::Line;

/// How many levels of lines at the head and at the foot of a page may be those of all pages.
const EDGE_LEVELS: usize = 2;

/// A line is repeated if it is on this share of the pages,
const SHARE: f64 = 0.4;
/// and on so many,
const LEAST_PAGES: usize = 3;

/// A running head is no longer than this, in bytes.
const MAX_HEAD: usize = 200;

/// Words before the number of a page.
const PAGE_WORDS: &[&str] = &[
    "page",
    "pg.",
    "p.",
    "seite",
    "s.",
    "página",
    "pagina",
    "pág.",
    "pag.",
    "sida",
    "side",
    "sivu",
    "strona",
    "str.",
    "stránka",
    "oldal",
    "sayfa",
    "страница",
    "стр.",
    "trang",
];

/// What a browser printed at the edge of the pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Printed {
    /// The address of the page that was printed.
    pub url: Option<String>,
}

/// Leaves out lines that are at the head or foot of most pages but for the numbers of the pages.
///
/// On the first page the name of the paper and the date stay, which say where the text is from. What a browser
/// prints there, the date of printing among it, goes.
pub(super) fn drop_repeated(pages: &mut [Vec<Line>]) -> Printed {
    let edges: Vec<Vec<usize>> = pages.iter().map(|page| at_edge(page)).collect();
    let url =
        pages.first().zip(edges.first()).and_then(|(page, edge)| printed_address(page, edge, edges.len()));
    let repeated = repeated_forms(pages, &edges);
    let last = pages.len();
    for (number, (page, edge)) in pages.iter_mut().zip(&edges).enumerate() {
        let mut drop = vec![false; page.len()];
        for &line in edge {
            let text = &page[line].text;
            let is_repeated = last > 1 && repeated.contains_key(&form(text));
            let is_browsers = url.is_some() && (is_repeated || is_browser_line(text));
            drop[line] = is_browsers
                || is_page_number(text, number + 1)
                || is_repeated && !(number == 0 && names_paper(text));
        }
        let mut at = 0;
        page.retain(|_| {
            at += 1;
            !drop[at - 1]
        });
    }
    // The name of a file on somebody's disk is not the address of the page.
    Printed { url: url.filter(|url| !url.starts_with("file:")) }
}

/// A line with its figures masked.
fn form(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
}

/// True for more than a number.
fn names_paper(text: &str) -> bool {
    text.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).count() > 1
}

/// True for the number of a page with the word for it: `Page 3`, `Seite 3 von 12`.
fn is_page_number(text: &str, number: usize) -> bool {
    let mut words = text.split_whitespace();
    let word = words.next().unwrap_or_default().to_lowercase();
    PAGE_WORDS.contains(&word.as_str())
        && words.next().is_some_and(|word| word.trim_end_matches(['/', '|', '.']) == number.to_string())
        && words.count() <= 2
}

/// The lines on the uppermost and lowest levels of a page.
fn at_edge(page: &[Line]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..page.len()).filter(|&line| page[line].angle == 0).collect();
    order.sort_by(|&one, &other| page[other].level.total_cmp(&page[one].level));
    let mut edge = on_levels(page, order.iter().copied());
    edge.extend(on_levels(page, order.iter().rev().copied()));
    // A rotated page has its edges where it was drawn first and last.
    if order.len() < page.len() {
        let ends = (0..page.len()).filter(|&line| line < EDGE_LEVELS || line + EDGE_LEVELS >= page.len());
        edge.extend(ends);
    }
    edge.sort_unstable();
    edge.dedup();
    edge.retain(|&line| page[line].text.len() <= MAX_HEAD);
    edge
}

/// The lines on the first levels of an order.
fn on_levels(page: &[Line], order: impl Iterator<Item = usize>) -> Vec<usize> {
    let (mut found, mut levels, mut level) = (vec![], 0, f64::NAN);
    for line in order {
        let is_new = (page[line].level - level).abs() >= 0.45 * page[line].size;
        if level.is_nan() || is_new {
            (levels, level) = (levels + 1, page[line].level);
        }
        if levels > EDGE_LEVELS {
            break;
        }
        found.push(line);
    }
    found
}

/// The forms of lines that are at the edge of many pages, alike but for a number that goes up with the pages.
fn repeated_forms(pages: &[Vec<Line>], edges: &[Vec<usize>]) -> HashMap<String, usize> {
    let mut seen: HashMap<String, Vec<(usize, &str)>> = HashMap::new();
    for (number, (page, edge)) in pages.iter().zip(edges).enumerate() {
        for &line in edge {
            let lines = seen.entry(form(&page[line].text)).or_default();
            if lines.last().is_none_or(|(last, _)| *last != number) {
                lines.push((number, page[line].text.as_str()));
            }
        }
    }
    let share = (SHARE * pages.len() as f64).ceil() as usize;
    let enough = share.max(if pages.len() == 2 { 2 } else { LEAST_PAGES });
    let is_repeated = |lines: &[(usize, &str)]| lines.len() >= enough && counts_pages(lines);
    seen.into_iter()
        .filter(|(_, lines)| is_repeated(lines))
        .map(|(form, lines)| (form, lines.len()))
        .collect()
}

/// True if most lines are the same as the one before, or differ from it by the number of the page only.
fn counts_pages(lines: &[(usize, &str)]) -> bool {
    let follows = |pair: &[(usize, &str)]| {
        let [(page, text), (other_page, other)] = pair else { return false };
        let (numbers, others) = (numbers(text), numbers(other));
        let different: Vec<_> = numbers.iter().zip(&others).filter(|(one, other)| one != other).collect();
        match different[..] {
            [] => numbers.len() == others.len(),
            [(one, other)] => other.checked_sub(*one) == Some((other_page - page) as u64),
            _ => false,
        }
    };
    let following = lines.windows(2).filter(|pair| follows(pair)).count();
    3 * following >= 2 * (lines.len() - 1)
}

fn numbers(text: &str) -> Vec<u64> {
    let runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    runs.map(|run| run.parse().unwrap_or(u64::MAX)).collect()
}

/// The address that a browser prints at the edge of a page, the number of the page beside it or at another edge.
fn printed_address(page: &[Line], edge: &[usize], pages: usize) -> Option<String> {
    let texts = || edge.iter().map(|&line| page[line].text.as_str());
    let url = texts().flat_map(str::split_whitespace).find(|word| is_address(word))?;
    let is_numbered = texts().any(|text| {
        text.split(|c: char| c.is_whitespace() || c == '|')
            .any(|word| word.split_once('/').is_some_and(|(one, all)| one == "1" && all == pages.to_string()))
            || text.to_lowercase().contains(&format!("1 of {pages}"))
    });
    is_numbered.then(|| url.to_owned())
}

fn is_address(word: &str) -> bool {
    ["https://", "http://", "file://"].iter().any(|scheme| word.starts_with(scheme)) && word.len() > 12
}

/// True for the parts of a browser's head and foot that are told without a second page.
fn is_browser_line(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_figures = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
    words.iter().any(|word| is_address(word))
        || words.first().is_some_and(is_figures)
            && words.iter().filter(|word| word.contains(['/', '.', ':'])).count() >= 2
        || words.len() <= 4 && words.first().is_some_and(|word| word.starts_with("1/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &[&str]) -> Vec<Line> {
        let line = |(at, text): (usize, &&str)| Line {
            text: (*text).to_owned(),
            start: 50.0,
            end: 300.0,
            level: 700.0 - 40.0 * at as f64,
            size: 10.0,
            angle: 0,
            is_row: false,
        };
        lines.iter().enumerate().map(line).collect()
    }

    fn kept(mut pages: Vec<Vec<Line>>) -> (Vec<Vec<String>>, Printed) {
        let printed = drop_repeated(&mut pages);
        (pages.into_iter().map(|page| page.into_iter().map(|line| line.text).collect()).collect(), printed)
    }

    #[test]
    fn running_heads_go_and_the_first_one_stays() {
        let pages = [["One", "Two", "Three"], ["Four", "Five", "Six"], ["Seven", "Eight", "Nine"]];
        let pages = pages.iter().zip(1..).map(|(texts, number)| {
            page(&["The Harbour Post", texts[0], texts[1], texts[2], &format!("Page {number} of 3")])
        });
        let (kept, printed) = kept(pages.collect());
        assert_eq!(kept[0], ["The Harbour Post", "One", "Two", "Three"]);
        assert_eq!(kept[2], ["Seven", "Eight", "Nine"]);
        assert_eq!(printed, Printed::default());
    }

    #[test]
    fn the_number_of_a_single_page_goes() {
        let (kept, _) = kept(vec![page(&["Ferry stays", "x", "y", "z", "Seite 1 von 1"])]);
        assert_eq!(kept[0].last().map(String::as_str), Some("z"));
        assert!(!is_page_number("Page 2", 1) && !is_page_number("Page 1 has the whole story of it", 1));
    }

    #[test]
    fn values_that_do_not_count_pages_stay() {
        let pages = [5, 90, 17, 60]
            .map(|value| page(&[&format!("A = {value}"), "x", "y", "z", &format!("B{value}")]));
        let (kept, _) = kept(pages.to_vec());
        assert!(kept.iter().all(|page| page.iter().any(|line| line.starts_with("A ="))));
    }

    #[test]
    fn what_a_browser_prints_is_no_text_but_its_address() {
        let one = page(&["10/23/2015, 9:14 AM", "Ferry stays", "x", "y", "https://post.example/ferry 1/1"]);
        let (kept, printed) = kept(vec![one]);
        assert_eq!(kept, [["Ferry stays", "x", "y"].map(String::from)]);
        assert_eq!(printed.url.as_deref(), Some("https://post.example/ferry"));
    }
}
