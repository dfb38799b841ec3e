//! From sketches to stories.

use std::cmp::Reverse;

use super::compare::Likeness;
use super::sketch::{SIZE, Sketch};

/// Of the articles that share a sample, at most this many are looked at, the longest first.
const MOST_SHARING: usize = 64;
/// An article is compared with at most this many others.
const MOST_COMPARED: usize = 8;
/// A sample that no more articles than this share says something even alone.
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
    /// Compares two by their texts.
    fn compare(&mut self, a: u32, b: u32) -> Likeness;
}

/// The articles that have copies, each with the article that stands for its story.
///
/// Articles are taken the longest first. Each looks among those before it for one that it is a copy of, and joins
/// the story of that one if the story's first article, the longest, does not speak against it;
/// so stories do not grow by chains of articles that have less and less in common. The same articles give
/// the same stories in whatever order they are numbered.
pub fn stories(articles: &mut impl Articles) -> Vec<(u32, u32)> {
    let order = longest_first(articles);
    let shared = Shared::of(articles, &order);
    let mut leaders: Vec<u32> = (0..articles.count()).collect();
    let mut led = Vec::new();
    for rank in 0..order.len() {
        let candidates = shared.candidates(articles, &order, rank);
        let article = order[rank];
        if let Some(leader) = joined(articles, &leaders, article, &candidates) {
            leaders[article as usize] = leader;
            led.push((article, leader));
        }
    }
    with_leaders(led)
}

/// The leader of the story that an article belongs to.
fn joined(
    articles: &mut impl Articles,
    leaders: &[u32],
    article: u32,
    candidates: &[u32],
) -> Option<u32> {
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

/// The numbers of all articles that have a sketch, those of the longest articles first.
///
/// How long an article is shows in its sketch: the more sequences, the smaller the tenth smallest.
fn longest_first(articles: &impl Articles) -> Vec<u32> {
    let length = |article: u32| {
        let sketch = articles.sketch(article);
        let count = sketch.values().len();
        (count > 0).then(|| (sketch.known_up_to(), (SIZE - count) as u16, article))
    };
    let mut order: Vec<(u32, u16, u32)> = (0..articles.count()).filter_map(length).collect();
    order.sort_unstable_by(|a, b| {
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| articles.key(a.2).cmp(&articles.key(b.2)))
    });
    order.into_iter().map(|(.., article)| article).collect()
}

/// The samples that several articles share, with the ranks of these articles.
struct Shared {
    /// A sample in the upper half, a rank in the lower; in order.
    postings: Vec<u64>,
    repeated: Repeated,
}

impl Shared {
    fn of(articles: &impl Articles, order: &[u32]) -> Shared {
        let mut repeated = Repeated::for_values(order.len() * SIZE);
        for &article in order {
            articles.sketch(article).values().iter().for_each(|&value| repeated.note(value));
        }
        let mut postings = Vec::new();
        for (rank, &article) in order.iter().enumerate() {
            let sketch = articles.sketch(article);
            let values = sketch.values().iter().filter(|&&value| repeated.holds(value));
            postings.extend(values.map(|&value| posting(value, rank)));
        }
        postings.sort_unstable();
        Shared { postings, repeated }
    }

    /// The articles before this one that it may be a copy of, those that share most with it first.
    fn candidates(&self, articles: &impl Articles, order: &[u32], rank: usize) -> Vec<u32> {
        let sketch = articles.sketch(order[rank]);
        let mut sharing: Vec<(u32, bool)> = Vec::new();
        for &value in sketch.values().iter().filter(|&&value| self.repeated.holds(value)) {
            let (before, all) = self.sharing(value, rank);
            sharing.extend(before.iter().take(MOST_SHARING).map(|&posting| (posting as u32, all <= FEW)));
        }
        sharing.sort_unstable();
        let by_rank = sharing.chunk_by(|a, b| a.0 == b.0);
        let mut candidates: Vec<(Reverse<usize>, u32)> = by_rank
            .filter(|same| {
                let other = articles.sketch(order[same[0].0 as usize]);
                is_candidate(&sketch, &other, same.len(), same.iter().any(|(_, few)| *few))
            })
            .map(|same| (Reverse(same.len()), same[0].0))
            .collect();
        candidates.sort_unstable();
        candidates.truncate(MOST_COMPARED);
        candidates.into_iter().map(|(_, rank)| order[rank as usize]).collect()
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

/// Whether two articles share so many samples that their texts are worth comparing.
fn is_candidate(shorter: &Sketch, longer: &Sketch, shared: usize, few: bool) -> bool {
    let known = shorter.known_up_to().min(longer.known_up_to());
    let comparable = shorter.values().iter().filter(|&&value| value <= known).count();
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
