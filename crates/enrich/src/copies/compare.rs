//! Whether two articles are near-duplicates.

use super::token_sequence::{TokenSequence, Word};

/// A common stretch has at least this many words.
const SEED: usize = 3;
/// A sequence of words that a text repeats more often is looked up no further.
const MOST_PLACES: usize = 16;
/// Between two common stretches, at most this many words are in the place of others.
const REPLACED: usize = 8;
/// A copy has this share of the shorter article's words,
const OF_SHORTER: f32 = 0.5;
/// and this share of the longer one's;
const OF_LONGER: f32 = 0.4;
/// or it is the beginning of the longer one, with nearly all of its own words,
const OF_BEGINNING: f32 = 0.9;
/// and this share of the longer one's.
const OF_CONTINUED: f32 = 0.2;
/// The beginning of an article is reached within this many words, after what a page puts before it.
const LEAD: usize = 40;
/// Common stretches of copies are at least this long, by the mean over their words;
const RUN: f32 = 6.0;
/// and this long where less than [`MUCH`] of the shorter article is common.
const LONG_RUN: f32 = 12.0;
/// See [`LONG_RUN`].
const MUCH: f32 = 0.7;
/// Where more than this share of the numbers, or of the names, was replaced, it is another event reported
/// in the same words.
const OTHER: f32 = 0.15;
/// With fewer words than this in common, the headlines have to agree too,
const TELLING: usize = 26;
/// but for articles that have at least this many words in common
const VERBATIM_WORDS: usize = 17;
/// and nearly all of the shorter one.
const VERBATIM: f32 = 0.95;
/// How much of the longer headline is in the other, for headlines that agree.
const OF_HEADLINE: f32 = 0.75;
/// Articles without any body are copies if their headlines are the same and have this many words.
const HEADLINE: usize = 8;

/// What two articles are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// They are different stories.
    Different,
    /// They have a part in common and contradict each other nowhere, which alone does not make a copy.
    Part,
    /// One is a copy of the other.
    Copy,
}

impl Likeness {
    /// A number for it.
    pub fn number(self) -> u64 {
        self as u64
    }

    /// What a number stands for.
    pub fn from_number(number: u64) -> Option<Likeness> {
        [Likeness::Different, Likeness::Part, Likeness::Copy].into_iter().find(|one| one.number() == number)
    }
}

/// Compares two articles.
///
/// Copies have long stretches of words in common, and what differs between the stretches is wording. Stories
/// written after one pattern (results of companies, weekly figures) have stretches in
/// common too, but other numbers and other names are between them.
pub fn compare(a: &TokenSequence, b: &TokenSequence) -> Likeness {
    if a.body.is_empty() || b.body.is_empty() {
        return compare_headlines(a, b);
    }
    let (short, long) = if a.body.len() <= b.body.len() { (a, b) } else { (b, a) };
    let common = Common::of(&short.body, &long.body);
    let told = common.is_told() || headlines_agree(&short.headline, &long.headline);
    if !told || common.is_other_event() || common.of_short < OF_SHORTER / 2.0 {
        return Likeness::Different;
    }
    if common.is_copy() { Likeness::Copy } else { Likeness::Part }
}

fn compare_headlines(a: &TokenSequence, b: &TokenSequence) -> Likeness {
    let both = a.body.is_empty() && b.body.is_empty() && a.headline.len() >= HEADLINE;
    let same = || a.headline.iter().map(|word| word.id()).eq(b.headline.iter().map(|word| word.id()));
    if both && same() { Likeness::Copy } else { Likeness::Different }
}

fn headlines_agree(a: &[Word], b: &[Word]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let shared = short.iter().filter(|word| holds(long, **word)).count();
    !short.is_empty() && shared as f32 >= OF_HEADLINE * long.len() as f32
}

fn holds(words: &[Word], word: Word) -> bool {
    words.iter().any(|other| other.id() == word.id())
}

/// A stretch of words that two texts have in common.
#[derive(Debug, Clone, Copy, Default)]
struct Stretch {
    short: usize,
    long: usize,
    length: usize,
}

/// Words of a kind that stayed the same and that were replaced by others of it.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    kept: usize,
    replaced: usize,
}

impl Tally {
    fn is_other(self) -> bool {
        self.replaced as f32 > OTHER * (self.kept + self.replaced) as f32
    }
}

/// What two texts have in common.
#[derive(Debug, Default)]
struct Common {
    /// The words of the common stretches, and what they are of each text.
    words: usize,
    of_short: f32,
    of_long: f32,
    /// The mean over these words of the length of their stretch.
    run: f32,
    /// The first stretch is at the beginning of both.
    begins: bool,
    numbers: Tally,
    names: Tally,
}

impl Common {
    fn of(short: &[Word], long: &[Word]) -> Common {
        let stretches = stretches(short, long);
        let words: usize = stretches.iter().map(|stretch| stretch.length).sum();
        let squares: usize = stretches.iter().map(|stretch| stretch.length * stretch.length).sum();
        let mut common = Common {
            words,
            of_short: words as f32 / short.len() as f32,
            of_long: words as f32 / long.len() as f32,
            run: squares as f32 / words.max(1) as f32,
            begins: stretches.first().is_some_and(|first| first.short < LEAD && first.long < LEAD),
            ..Common::default()
        };
        let mut last = Stretch::default();
        let end = Stretch { short: short.len(), long: long.len(), length: 0 };
        for stretch in stretches.into_iter().chain([end]) {
            common.keep(&short[stretch.short..stretch.short + stretch.length]);
            if let Some((old, new)) = replaced(short, long, last, stretch) {
                common.numbers.replaced += others(old, new, Word::is_number);
                common.names.replaced += others(old, new, Word::is_name);
            }
            last = stretch;
        }
        common
    }

    fn keep(&mut self, words: &[Word]) {
        self.numbers.kept += words.iter().filter(|word| word.is_number()).count();
        self.names.kept += words.iter().filter(|word| word.is_name()).count();
    }

    /// True if there is enough text in common to say something without the headlines.
    fn is_told(&self) -> bool {
        self.words >= TELLING || self.words >= VERBATIM_WORDS && self.of_short >= VERBATIM
    }

    fn is_other_event(&self) -> bool {
        self.numbers.is_other() || self.names.is_other()
    }

    fn is_copy(&self) -> bool {
        let run = if self.of_short >= MUCH { RUN } else { LONG_RUN };
        let edited = self.of_short >= OF_SHORTER && self.of_long >= OF_LONGER;
        let beginning = self.of_short >= OF_BEGINNING && self.of_long >= OF_CONTINUED && self.begins;
        self.run >= run && (edited || beginning)
    }
}

/// The stretches that two texts have in common, in the order of the shorter one.
fn stretches(short: &[Word], long: &[Word]) -> Vec<Stretch> {
    let seeds = Seeds::of(long);
    let mut found = Vec::new();
    let (mut at, mut after) = (0, 0);
    while at + SEED <= short.len() {
        let stretch = seeds.longest(short, at, after);
        at += stretch.length.max(1);
        if stretch.length >= SEED {
            after = stretch.long + stretch.length;
            found.push(stretch);
        }
    }
    found
}

/// Where every sequence of [`SEED`] words is in a text: a hash table of chains.
struct Seeds<'a> {
    words: &'a [Word],
    /// By slot: the last place in it, counted from 1.
    last: Vec<u32>,
    /// By place: the place before it in the same slot, counted from 1.
    before: Vec<u32>,
}

impl<'a> Seeds<'a> {
    fn of(words: &'a [Word]) -> Seeds<'a> {
        let slots = (2 * words.len()).next_power_of_two();
        let mut seeds = Seeds { words, last: vec![0; slots], before: vec![0; words.len()] };
        for at in 0..(words.len() + 1).saturating_sub(SEED) {
            let slot = seeds.slot(&words[at..]);
            seeds.before[at] = seeds.last[slot];
            seeds.last[slot] = at as u32 + 1;
        }
        seeds
    }

    fn slot(&self, words: &[Word]) -> usize {
        let hash = words[..SEED]
            .iter()
            .fold(0, |hash: u32, word| (hash.rotate_left(5) ^ word.id()).wrapping_mul(0x9e37_79b1));
        (hash >> 7) as usize & (self.last.len() - 1)
    }

    /// The longest stretch that begins at a place of the other text; of equal ones the nearest to `after`.
    fn longest(&self, other: &[Word], at: usize, after: usize) -> Stretch {
        let mut best = Stretch { short: at, ..Stretch::default() };
        let mut next = self.last[self.slot(&other[at..])];
        for _ in 0..MOST_PLACES {
            let Some(long) = next.checked_sub(1).map(|place| place as usize) else { break };
            let pairs = other[at..].iter().zip(&self.words[long..]);
            let length = pairs.take_while(|(a, b)| a.id() == b.id()).count();
            let nearer = long.abs_diff(after) < best.long.abs_diff(after);
            if length > best.length || length == best.length && nearer {
                best = Stretch { short: at, long, length };
            }
            next = self.before[long];
        }
        best
    }
}

/// What is in place of what between two stretches that follow each other in both texts.
fn replaced<'a>(
    short: &'a [Word],
    long: &'a [Word],
    first: Stretch,
    second: Stretch,
) -> Option<(&'a [Word], &'a [Word])> {
    let old = short.get(first.short + first.length..second.short)?;
    let new = long.get(first.long + first.length..second.long)?;
    let is_short = |words: &[Word]| (1..=REPLACED).contains(&words.len());
    (is_short(old) && is_short(new)).then_some((old, new))
}

/// How many words of a kind are in the place of others of the kind.
fn others(old: &[Word], new: &[Word], is_kind: fn(Word) -> bool) -> usize {
    let missing =
        |from: &[Word], to: &[Word]| from.iter().filter(|word| is_kind(**word) && !holds(to, **word)).count();
    missing(old, new).min(missing(new, old))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FERRY: &str = "The ferry left Dover at noon with 200 passengers on board, the harbour office said on Monday. \
        Nobody was hurt when it ran aground an hour later near the lighthouse at Cape Grey. Two tugs from Calais pulled \
        it free in the evening, and divers looked for damage below the water line during the night. The owners, who \
        bought the ship in 1998, said that a fault in the steering had been reported twice in March. An inquiry will \
        begin next week, and until then the captain does not speak to reporters.";

    const FLOOD: &str = "Farmers in the valley began to move their cattle to higher ground as the river rose by three \
        metres in two days. The provincial government in Linz asked for sandbags and 40 boats, and schools stay closed \
        until the end of the week. Older people remember the flood of 1954, which took the bridge and the mill with it.";

    fn likeness(a: (&str, &str), b: (&str, &str)) -> Likeness {
        compare(&TokenSequence::from_texts(a.0, a.1), &TokenSequence::from_texts(b.0, b.1))
    }

    fn of_bodies(a: &str, b: &str) -> Likeness {
        likeness(("Ferry runs aground", a), ("A long night", b))
    }

    #[test]
    fn another_headline_and_rests_of_a_page_make_no_difference() {
        let page = format!(
            "Home | World | Sport\n\nCALAIS - {FERRY}\n\nSign up for our newsletter. All rights reserved."
        );
        assert_eq!(of_bodies(FERRY, &page), Likeness::Copy);
    }

    #[test]
    fn a_cut_article_is_a_copy() {
        for share in [4, 5, 7, 9] {
            let end = FERRY.len() * share / 10;
            assert_eq!(of_bodies(FERRY, &FERRY[..end]), Likeness::Copy, "{share} tenths");
        }
        let end = FERRY.find(" Two tugs").unwrap();
        let tail = &FERRY[FERRY.find("The owners").unwrap()..];
        assert_eq!(of_bodies(FERRY, &format!("{}\n\n{tail}", &FERRY[..end])), Likeness::Copy);
    }

    #[test]
    fn an_edited_article_is_a_copy() {
        let edited = FERRY
            .replace("Nobody was hurt", "There were no injuries")
            .replace("divers looked for damage", "divers searched for holes")
            .replace("An inquiry will begin next week", "The ministry starts an inquiry next week");
        assert_eq!(of_bodies(FERRY, &edited), Likeness::Copy);
        let (first, second) = FERRY.split_at(FERRY.find("The owners").unwrap());
        assert_eq!(of_bodies(FERRY, &format!("{second}\n\n{first}")), Likeness::Copy);
    }

    #[test]
    fn other_figures_and_names_in_the_same_words_are_another_event() {
        let other = FERRY
            .replace("Dover", "Ostend")
            .replace("200", "350")
            .replace("Cape Grey", "Point Ness")
            .replace("Calais", "Bruges")
            .replace("1998", "2003");
        assert_eq!(of_bodies(FERRY, &other), Likeness::Different);
    }

    #[test]
    fn other_stories_are_different_and_a_digest_is_no_copy_of_its_parts() {
        assert_eq!(of_bodies(FERRY, FLOOD), Likeness::Different);
        let digest = format!("{FLOOD}\n\n{}\n\n{FLOOD}\n\n{FLOOD}", &FERRY[..200]);
        assert!(of_bodies(FERRY, &digest) < Likeness::Copy);
    }

    #[test]
    fn a_few_words_need_the_same_headline() {
        let dividend = "Quarterly dividend 12 cents, as before. Payable April 15 to holders of March 31.";
        assert_eq!(
            likeness(("Ardent sets payout", dividend), ("Bellow sets payout", dividend)),
            Likeness::Different
        );
        assert_eq!(
            likeness(("Ardent sets payout", dividend), ("ARDENT sets payout", dividend)),
            Likeness::Copy
        );
        assert_eq!(likeness(("", dividend), ("", dividend)), Likeness::Different);
    }

    #[test]
    fn headlines_alone_are_copies_if_they_say_enough() {
        let long = "Ferry with two hundred passengers runs aground near Cape Grey";
        assert_eq!(likeness((long, ""), (long, "")), Likeness::Copy);
        assert_eq!(likeness(("World news in brief", ""), ("World news in brief", "")), Likeness::Different);
        assert_eq!(likeness((long, ""), (long, FERRY)), Likeness::Different);
        assert_eq!(likeness(("", ""), ("", "")), Likeness::Different);
    }

    #[test]
    fn scripts_without_spaces_are_compared_too() {
        let text = "渡轮周一中午载着二百名乘客离开多佛尔港，一小时后在灯塔附近搁浅，没有人受伤。两艘拖船当晚把它拖离浅滩，潜水员整夜检查船底的损坏情况。";
        let edited = text.replace("整夜检查", "连夜查看");
        let other = "河水两天内上涨三米，山谷里的农民开始把牛群赶到高处。省政府要求运来沙袋和四十条船，学校一直停课到周末，老人们还记得从前那场洪水。";
        assert_eq!(of_bodies(text, &edited), Likeness::Copy);
        assert_eq!(of_bodies(text, other), Likeness::Different);
    }

    #[test]
    fn a_likeness_has_a_number() {
        for one in [Likeness::Different, Likeness::Part, Likeness::Copy] {
            assert_eq!(Likeness::from_number(one.number()), Some(one));
        }
        assert_eq!(Likeness::from_number(3), None);
    }

    proptest! {
        #[test]
        fn any_texts_compare(a in "\\PC{0,80}", b in "\\PC{0,80}") {
            of_bodies(&a, &b);
        }

        #[test]
        fn repeated_words_compare(a in "(a |b ){0,60}", b in "(a |b ){0,60}") {
            of_bodies(&a, &b);
        }

        #[test]
        fn a_long_text_is_a_copy_of_itself(words in prop::collection::vec("[a-z]{2,9}", 40..90)) {
            let text = words.join(" ");
            prop_assert_eq!(of_bodies(&text, &text), Likeness::Copy);
        }
    }
}
