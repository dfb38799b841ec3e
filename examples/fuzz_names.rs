//! Feeds the names tagger with texts that nobody would write.
//!
//!     cargo run --release --example fuzz_names -- [SECONDS] [SEED]
//!
//! Articles of the sample corpus are cut, joined, doubled, sprinkled with odd characters and changed in case
//! by a generator of random numbers, for SECONDS (60 if not given); the same SEED gives the same texts. It ends
//! with a panic at the first text for which the tagger panics, gives a span that is not inside the text, or
//! takes far longer than its length allows; the text is printed before.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dateline_core::article::Article;
use dateline_enrich::{names, places::Gazetteer};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");
/// What is put in at random places.
const ODD: [&str; 40] = [
    "\u{2019}",
    "\u{2019} s ",
    "'s",
    " - ",
    "-",
    "\u{2013}",
    ". ",
    "...",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\u{a0}",
    "\u{200b}",
    "\u{feff}",
    "\u{301}",
    "İ",
    "ß",
    "ﬁ",
    "Ǆ",
    "Ａ",
    "中",
    "الأسد",
    "א",
    "😀",
    "&",
    "(",
    ")",
    "\"",
    "\u{201c}",
    "«",
    "A. ",
    "Mr. ",
    "of ",
    "of the ",
    "al-",
    "Bank of ",
    "U. S. ",
    "1999",
    "\0",
];
/// Texts are no longer than this, give or take one mutation.
const LONGEST: usize = 20_000;
/// No text of these lengths takes longer, on the slowest machine at its busiest.
const SLOW: Duration = Duration::from_secs(20);

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let time = Duration::from_secs(numbers.next().unwrap_or(60));
    let mut random = Random(numbers.next().unwrap_or(1));
    let seeds = texts(Path::new(CORPUS));
    assert!(!seeds.is_empty(), "the sample corpus is not there");
    let start = Instant::now();
    let (mut inputs, mut bytes, mut found, mut slowest) = (0u64, 0u64, 0u64, Duration::ZERO);
    while start.elapsed() < time {
        let text = mutated(&seeds, &mut random);
        bytes += text.len() as u64;
        let begun = Instant::now();
        found += check(text) as u64;
        slowest = slowest.max(begun.elapsed());
        inputs += 1;
    }
    let seconds = start.elapsed().as_secs();
    println!("{inputs} texts, {bytes} bytes, {found} mentions in {seconds} s; slowest {slowest:?}; no fault");
}

/// Tags a text in every way and counts the mentions; panics at a fault.
fn check(text: String) -> usize {
    let half = text.char_indices().nth(text.len() / 40).map_or(0, |(at, _)| at);
    let begun = Instant::now();
    let mut article = Article { headline: Some(text[..half].into()), body: text, ..Article::default() };
    let result = std::panic::catch_unwind(|| mentions(&article));
    article.language = Some("fr".into());
    let foreign = std::panic::catch_unwind(|| mentions(&article));
    match (result, foreign) {
        (Ok(Some(english)), Ok(Some(foreign))) if begun.elapsed() < SLOW => english + foreign,
        _ => panic!("fault with headline {:?} and body {:?}", article.headline, article.body),
    }
}

/// How many mentions are found; `None` if one of them is not what stands at its place.
fn mentions(article: &Article) -> Option<usize> {
    let language = article.language.as_deref();
    let places: Vec<_> = article.pieces().map(|p| Gazetteer::get().find_in(p.text, language)).collect();
    let entities = names::tag(article, &places);
    let headline = article.headline.as_deref().unwrap_or_default();
    let holds = |start: usize, end: usize, form: &str| {
        [headline, &article.body].iter().any(|text| text.get(start..end) == Some(form))
    };
    let mut mentions = entities.iter().flat_map(|entity| &entity.mentions);
    let count = mentions.clone().count();
    mentions.all(|m| holds(m.start, m.end, &m.text)).then_some(count)
}

fn mutated(seeds: &[String], random: &mut Random) -> String {
    let first = random.below(seeds.len());
    let mut text = random.part(&seeds[first]).to_owned();
    for _ in 0..random.below(30) {
        mutate(&mut text, seeds, random);
        if text.len() > LONGEST {
            text = random.part(&text).to_owned();
        }
    }
    text
}

fn mutate(text: &mut String, seeds: &[String], random: &mut Random) {
    let at = random.boundary(text);
    match random.below(8) {
        0..=2 => text.insert_str(at, ODD[random.below(ODD.len())]),
        3 => text.insert_str(at, &ODD[random.below(ODD.len())].repeat(random.below(200))),
        4 => text.truncate(at),
        5 => {
            let other = random.below(seeds.len());
            text.insert_str(at, random.part(&seeds[other]));
        }
        6 => *text = if random.below(2) == 0 { text.to_uppercase() } else { text.to_lowercase() },
        _ => {
            let end = random.boundary(text);
            text.replace_range(at.min(end)..at.max(end), "");
        }
    }
}

/// A small generator of random numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        ((self.0 >> 33) as usize) % bound.max(1)
    }

    /// A random place between two characters.
    fn boundary(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// A random part of the text, no longer than [`LONGEST`].
    fn part<'a>(&mut self, text: &'a str) -> &'a str {
        let (a, b) = (self.boundary(text), self.boundary(text));
        let (from, mut to) = (a.min(b), a.max(b).min(a.min(b) + LONGEST));
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        &text[from..to]
    }
}

/// The files of a folder as texts, whatever is in them.
fn texts(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        if path.is_dir() {
            return texts(path);
        }
        std::fs::read(path)
            .map(|bytes| vec![String::from_utf8_lossy(&bytes).into_owned()])
            .unwrap_or_default()
    };
    paths.iter().flat_map(read).collect()
}
