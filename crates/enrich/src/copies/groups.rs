//! From sketches to stories.

use std::cmp::Reverse;

use rustc_hash::FxHashSet;

use super::compare::Likeness;
use super::sketch::{SIZE, Sketch};

/// Of the articles that share a sample, at most this many are looked at, the longest first.
const MOST_SHARING: usize = 64;
/// An article is compared with at most this many others.
const MOST_COMPARED: usize = 8;
/// Articles look up what they may be copies of until those to compare have this many words in all. They are then
/// read together, in the order of the index, and compared.
const WORDS_TOGETHER: u64 = 16 << 20;
/// A hash shared by at most this many articles is significant even alone.
const FEW: usize = 6;
/// Candidates share this many of ten samples that both would have.
const SHARE: usize = 3;

/// The articles that are to be grouped, by number.
pub trait Articles {
    /// How many there are.
    fn count(&self) -> u32;
    /// The sketch of one.
    fn sketch(&self, article: u32) -> Sketch;
    /// A number of its own that stays the same from run to run.
    fn key(&self, article: u32) -> u64;
    /// About how many words one has.
    fn words(&self, article: u32) -> u64;
    /// Makes ready for articles to be compared with others.
    fn prepare(&mut self, _batch: &[(u32, Vec<u32>)]) {}
    /// Compares two by their texts.
    fn compare(&mut self, a: u32, b: u32) -> Likeness;
}

/// The articles that have copies, each with the article that stands for its story.
///
/// Articles are taken the longest first. Each looks among those before it for one that it is a copy of, and joins
/// the story of that one if the story's first article, the longest, does not contradict it;
/// so stories do not grow by chains of articles that have less and less in common. The same articles give
/// the same stories in whatever order they are numbered.
pub fn stories(articles: &mut impl Articles) -> Vec<(u32, u32)> {
    let order = longest_first(articles);
    let shared = Shared::of(articles, &order);
    let mut stories = Stories { leaders: (0..articles.count()).collect(), led: Vec::new() };
    let mut batch = Batch::default();
    for (rank, place) in order.iter().enumerate() {
        let candidates = shared.candidates(articles, &order, rank);
        if candidates.is_empty() {
            continue;
        }
        batch.add(articles, place.article, candidates);
        if batch.words >= WORDS_TOGETHER {
            stories.add(articles, std::mem::take(&mut batch));
        }
    }
    stories.add(articles, batch);
    with_leaders(stories.led)
}

/// Articles with those that each may be a copy of.
#[derive(Default)]
struct Batch {
    pairs: Vec<(u32, Vec<u32>)>,
    held: FxHashSet<u32>,
    /// The words of all of them.
    words: u64,
}

impl Batch {
    fn add(&mut self, articles: &impl Articles, article: u32, candidates: Vec<u32>) {
        for &one in candidates.iter().chain([&article]) {
            if self.held.insert(one) {
                self.words += articles.words(one);
            }
        }
        self.pairs.push((article, candidates));
    }
}

/// The stories so far.
struct Stories {
    /// By article: the one that stands for its story.
    leaders: Vec<u32>,
    /// Those that have joined a story, with the one that stands for it.
    led: Vec<(u32, u32)>,
}

impl Stories {
    fn add(&mut self, articles: &mut impl Articles, batch: Batch) {
        articles.prepare(&batch.pairs);
        for (article, candidates) in batch.pairs {
            if let Some(leader) = joined(articles, &self.leaders, article, &candidates) {
                self.leaders[article as usize] = leader;
                self.led.push((article, leader));
            }
        }
    }
}

/// The leader of the story that an article belongs to.
fn joined(articles: &mut impl Articles, leaders: &[u32], article: u32, candidates: &[u32]) -> Option<u32> {
    candidates.iter().find_map(|&candidate| {
        if articles.compare(article, candidate) < Likeness::Copy {
            return None;
        }
        let leader = leaders[candidate as usize];
        (leader == candidate || articles.compare(article, leader) >= Likeness::Part).then_some(leader)
    })
}

/// The pairs, and each leader with itself.
fn with_leaders(mut led: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    let mut leaders: Vec<u32> = led.iter().map(|&(_, leader)| leader).collect();
    leaders.sort_unstable();
    leaders.dedup();
    led.extend(leaders.into_iter().map(|leader| (leader, leader)));
    led.sort_unstable();
    led
}

/// An article in the order in which stories are made.
#[derive(Debug, Clone, Copy)]
struct Place {
    article: u32,
    /// Up to which value its samples are all known.
    known_up_to: u32,
}

/// All articles that have a sketch, the longest first.
///
/// How long an article is shows in its sketch: the more sequences, the smaller the tenth smallest.
fn longest_first(articles: &impl Articles) -> Vec<Place> {
    let length = |article: u32| {
        let sketch = articles.sketch(article);
        let count = sketch.values().len();
        (count > 0).then(|| (sketch.known_up_to(), (SIZE - count) as u16, article))
    };
    let mut order: Vec<(u32, u16, u32)> = (0..articles.count()).filter_map(length).collect();
    order.sort_unstable_by(|a, b| {
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| articles.key(a.2).cmp(&articles.key(b.2)))
    });
    order.into_iter().map(|(known_up_to, _, article)| Place { article, known_up_to }).collect()
}

/// The samples that several articles share, with the ranks of these articles.
struct Shared {
    /// A sample in the upper half, a rank in the lower; in order.
    postings: Vec<u64>,
    repeated: Repeated,
}

impl Shared {
    fn of(articles: &impl Articles, order: &[Place]) -> Shared {
        let mut repeated = Repeated::for_values(order.len() * SIZE);
        for place in order {
            articles.sketch(place.article).values().iter().for_each(|&value| repeated.note(value));
        }
        let mut postings = Vec::new();
        for (rank, place) in order.iter().enumerate() {
            let sketch = articles.sketch(place.article);
            let values = sketch.values().iter().filter(|&&value| repeated.holds(value));
            postings.extend(values.map(|&value| posting(value, rank)));
        }
        postings.sort_unstable();
        Shared { postings, repeated }
    }

    /// The articles before this one that it may be a copy of, those that share most with it first.
    fn candidates(&self, articles: &impl Articles, order: &[Place], rank: usize) -> Vec<u32> {
        let sketch = articles.sketch(order[rank].article);
        let mut sharing: Vec<(u32, bool)> = Vec::new();
        for &value in sketch.values().iter().filter(|&&value| self.repeated.holds(value)) {
            let (before, all) = self.sharing(value, rank);
            sharing.extend(before.iter().take(MOST_SHARING).map(|&posting| (posting as u32, all <= FEW)));
        }
        sharing.sort_unstable();
        let by_rank = sharing.chunk_by(|a, b| a.0 == b.0);
        let mut candidates: Vec<(Reverse<usize>, u32)> = by_rank
            .filter(|same| {
                let known_up_to = order[same[0].0 as usize].known_up_to;
                is_candidate(&sketch, known_up_to, same.len(), same.iter().any(|(_, few)| *few))
            })
            .map(|same| (Reverse(same.len()), same[0].0))
            .collect();
        candidates.sort_unstable();
        candidates.truncate(MOST_COMPARED);
        candidates.into_iter().map(|(_, rank)| order[rank as usize].article).collect()
    }

    /// The postings of a sample before a rank, and how many it has in all.
    fn sharing(&self, value: u32, rank: usize) -> (&[u64], usize) {
        let start = self.postings.partition_point(|&other| other < posting(value, 0));
        let after = &self.postings[start..];
        let before = after.partition_point(|&other| other < posting(value, rank));
        let few = after.iter().take(FEW + 1).take_while(|&&other| (other >> 32) as u32 == value).count();
        (&after[..before], few.max(before))
    }
}

fn posting(value: u32, rank: usize) -> u64 {
    u64::from(value) << 32 | rank as u64
}

/// Whether an article shares so many samples with a longer one that their texts are worth comparing.
///
/// Comparable are the samples up to the largest of the longer article: those it would have too.
fn is_candidate(shorter: &Sketch, known_up_to: u32, shared: usize, few: bool) -> bool {
    let comparable = shorter.values().partition_point(|&value| value <= known_up_to);
    shared >= 2 && 10 * shared >= SHARE * comparable || few && comparable <= 2
}

/// Which values were noted more than once, give or take some that fall together: two Bloom filters.
struct Repeated {
    once: Vec<u64>,
    twice: Vec<u64>,
}

impl Repeated {
    fn for_values(count: usize) -> Repeated {
        let words = (count / 16).next_power_of_two();
        Repeated { once: vec![0; words], twice: vec![0; words] }
    }

    fn place(&self, value: u32) -> (usize, u64) {
        let hash = value.wrapping_mul(0x9e37_79b1) as usize;
        (hash >> 6 & (self.once.len() - 1), 1 << (hash & 63))
    }

    fn note(&mut self, value: u32) {
        let (word, bit) = self.place(value);
        self.twice[word] |= self.once[word] & bit;
        self.once[word] |= bit;
    }

    fn holds(&self, value: u32) -> bool {
        let (word, bit) = self.place(value);
        self.twice[word] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::compare::compare;
    use super::super::token_sequence::TokenSequence;
    use super::*;
    use proptest::prelude::*;

    /// Articles by their texts; the key is a hash of the text and the place among equal ones.
    struct Texts {
        tellings: Vec<TokenSequence>,
        keys: Vec<u64>,
        compared: usize,
    }

    impl Texts {
        fn of(texts: &[(u64, String)]) -> Texts {
            Texts {
                tellings: texts.iter().map(|(_, text)| TokenSequence::from_texts("", text)).collect(),
                keys: texts.iter().map(|(key, _)| *key).collect(),
                compared: 0,
            }
        }

        /// The stories as sets of keys.
        fn stories(&mut self) -> BTreeSet<BTreeSet<u64>> {
            let pairs = stories(self);
            let leaders: BTreeSet<u32> = pairs.iter().map(|&(_, leader)| leader).collect();
            let of = |leader: u32| pairs.iter().filter(move |pair| pair.1 == leader);
            leaders
                .into_iter()
                .map(|leader| of(leader).map(|pair| self.keys[pair.0 as usize]).collect())
                .collect()
        }
    }

    impl Articles for Texts {
        fn count(&self) -> u32 {
            self.tellings.len() as u32
        }
        fn sketch(&self, article: u32) -> Sketch {
            Sketch::of(&self.tellings[article as usize])
        }
        fn key(&self, article: u32) -> u64 {
            self.keys[article as usize]
        }
        fn words(&self, article: u32) -> u64 {
            self.tellings[article as usize].story().len() as u64
        }
        fn compare(&mut self, a: u32, b: u32) -> Likeness {
            self.compared += 1;
            compare(&self.tellings[a as usize], &self.tellings[b as usize])
        }
    }

    /// A part of a text that no other number gives.
    fn part(number: u64) -> String {
        (0..30).map(|n| format!("w{} ", (number * 7919 + n * n * 31) % 5000 + 5000 * (number % 97))).collect()
    }

    fn parts(numbers: &[u64]) -> String {
        numbers.iter().map(|&number| part(number)).collect()
    }

    fn set(keys: &[u64]) -> BTreeSet<u64> {
        keys.iter().copied().collect()
    }

    #[test]
    fn copies_come_together_and_others_stay_apart() {
        let texts = [
            (1, parts(&[1, 2, 3, 4])),
            (2, parts(&[1, 2, 3])),
            (3, parts(&[1, 2])),
            (4, parts(&[11, 12, 13])),
            (5, parts(&[11, 12, 13, 14])),
            (6, parts(&[21, 22, 23])),
            (7, String::new()),
        ];
        assert_eq!(Texts::of(&texts).stories(), BTreeSet::from([set(&[1, 2, 3]), set(&[4, 5])]));
    }

    #[test]
    fn stories_do_not_grow_by_chains() {
        let texts: Vec<(u64, String)> = (1..20).map(|n| (n, parts(&[n, n + 1, n + 2, n + 3]))).collect();
        let most = Texts::of(&texts).stories().iter().map(BTreeSet::len).max();
        // The first of a story contradicts articles that share less than a quarter with it: three on either
        // side of it share that much.
        assert!(most.is_some_and(|most| most <= 7), "{most:?}");
    }

    #[test]
    fn very_many_articles_of_one_pattern_cost_little() {
        let pattern = parts(&[1, 2, 3]);
        let texts: Vec<(u64, String)> =
            (0..2000).map(|n| (n, format!("{pattern} {}", part(n + 100)))).collect();
        let mut texts = Texts::of(&texts);
        texts.stories();
        assert!(texts.compared <= 2000 * 2 * MOST_COMPARED, "{}", texts.compared);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn the_order_of_the_articles_does_not_matter(
            stories in prop::collection::vec((0_u64..6, 1_usize..4, 0_u64..3), 0..24),
            order in any::<prop::sample::Index>(),
        ) {
            let text = |&(story, cut, extra): &(u64, usize, u64)| {
                let first: Vec<u64> = (0..5 - cut as u64).map(|n| story * 10 + n).collect();
                parts(&first) + &parts(&vec![900 + extra; extra as usize])
            };
            let mut texts: Vec<(u64, String)> = (0..).zip(stories.iter().map(text)).collect();
            let expected = Texts::of(&texts).stories();
            let turn = if texts.is_empty() { 0 } else { order.index(texts.len()) };
            texts.rotate_left(turn);
            prop_assert_eq!(Texts::of(&texts).stories(), expected.clone());
            texts.reverse();
            prop_assert_eq!(Texts::of(&texts).stories(), expected);
        }
    }
}
