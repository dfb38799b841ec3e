//! Words that are neighbours in the query and in the article: the sequential dependence of Metzler and
//! Croft, A Markov Random Field Model for Term Dependencies, 2005, in its ordered part.

/// A pair of neighbours counts at most this often, however often the query repeats it.
const MOST: f32 = 2.0;

/// Two different words that follow each other in a query, by their numbers, with how often they do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The number of the first word.
    pub first: usize,
    /// The number of the second.
    pub second: usize,
    /// How often, at most twice.
    pub count: f32,
}

/// The pairs of a query, which is given as the numbers of its words in their order.
pub fn of_query(words: &[usize]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    for neighbours in words.windows(2) {
        let (first, second) = (neighbours[0], neighbours[1]);
        if first == second {
            continue;
        }
        match pairs.iter_mut().find(|pair| (pair.first, pair.second) == (first, second)) {
            Some(pair) => pair.count = (pair.count + 1.0).min(MOST),
            None => pairs.push(Pair { first, second, count: 1.0 }),
        }
    }
    pairs
}

/// How often the second word follows the first: directly counts one, with a word between them a half.
///
/// Both lists hold positions in rising order.
pub fn closeness(first: &[u32], second: &[u32]) -> f32 {
    let mut at = 0;
    let mut sum = 0.0;
    for &position in first {
        while second.get(at).is_some_and(|&other| other <= position) {
            at += 1;
        }
        let behind = second[at..].iter().take(2).map(|&other| other - position);
        sum += behind
            .map(|gap| {
                if gap == 1 {
                    1.0
                } else if gap == 2 {
                    0.5
                } else {
                    0.0
                }
            })
            .sum::<f32>();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_make_pairs() {
        let pairs = of_query(&[0, 1, 1, 0, 1]);
        assert_eq!(
            pairs,
            [Pair { first: 0, second: 1, count: 2.0 }, Pair { first: 1, second: 0, count: 1.0 }]
        );
        assert!(of_query(&[3]).is_empty());
    }

    #[test]
    fn closeness_counts_what_follows() {
        assert_eq!(closeness(&[0, 10], &[1, 12]), 1.5);
        assert_eq!(closeness(&[1], &[0]), 0.0);
        assert_eq!(closeness(&[4], &[4, 7]), 0.0);
        assert_eq!(closeness(&[], &[1]), 0.0);
        assert_eq!(closeness(&[1], &[2, 3]), 1.5);
    }
}
