//! The parts of BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009), with
//! the constants and the never negative idf that the index uses too.

/// How fast the weight of a word that comes again levels off.
const K1: f32 = 1.2;

/// How much a long article is held back.
const B: f32 = 0.75;

/// How much it says that an article holds a word which is in `frequency` of all `articles`.
pub fn idf(articles: u64, frequency: u64) -> f32 {
    let (articles, frequency) = (articles as f32, frequency.min(articles) as f32);
    (1.0 + (articles - frequency + 0.5) / (frequency + 0.5)).ln()
}

/// What `count` occurrences in an article of `length` words are worth, at most 2.2; `average` is the mean length.
pub fn saturation(count: f32, length: f32, average: f32) -> f32 {
    let norm = K1 * (1.0 - B + B * length / average.max(1.0));
    count * (K1 + 1.0) / (count + norm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_say_more_and_none_says_less_than_nothing() {
        assert!(idf(100, 1) > idf(100, 50) && idf(100, 50) > idf(100, 100) && idf(100, 100) > 0.0);
        assert!(idf(100, 200) > 0.0);
    }

    #[test]
    fn an_average_article_with_one_occurrence_counts_one() {
        assert!((saturation(1.0, 80.0, 80.0) - 1.0).abs() < 1e-6);
        assert!(saturation(1.0, 800.0, 80.0) < 1.0 && saturation(1.0, 8.0, 80.0) > 1.0);
        assert!(saturation(1e6, 80.0, 80.0) <= K1 + 1.0);
        assert_eq!(saturation(0.0, 80.0, 0.0), 0.0);
    }
}
