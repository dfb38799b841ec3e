//! Words near each other.

/// True if there is one place for each word of a phrase, all of them different, so that the words are as far
/// apart as in the phrase but for `slop` moves: with the n-th word at place p, the largest and the smallest
/// of all p - n differ by `slop` at most.
///
/// `places` holds for each word of the phrase where it stands in the text.
pub fn is_near(places: &[Vec<usize>], slop: u32) -> bool {
    let shifts: Vec<Vec<(i64, usize)>> = (0..).zip(places).map(|(n, all)| shifts_of(n, all)).collect();
    let mut starts: Vec<i64> = shifts.iter().flatten().map(|&(shift, _)| shift).collect();
    starts.sort_unstable();
    starts.dedup();
    !places.is_empty() && starts.into_iter().any(|start| has_place_for_each(&shifts, start, i64::from(slop)))
}

/// How far each place of a word lies from where the phrase would have it, with the place itself.
fn shifts_of(number: i64, places: &[usize]) -> Vec<(i64, usize)> {
    places.iter().map(|&place| (i64::try_from(place).unwrap() - number, place)).collect()
}

fn has_place_for_each(shifts: &[Vec<(i64, usize)>], start: i64, slop: i64) -> bool {
    let allowed = |word: usize| {
        let within = move |&&(shift, _): &&(i64, usize)| (start..=start + slop).contains(&shift);
        shifts[word].iter().filter(within).map(|&(_, place)| place).collect()
    };
    let allowed: Vec<Vec<usize>> = (0..shifts.len()).map(allowed).collect();
    let mut taken: Vec<(usize, usize)> = Vec::new();
    (0..allowed.len()).all(|word| take_place(word, &allowed, &mut taken, &mut Vec::new()))
}

/// Gives the word a place of its own, moving words that hold one to other places where that is needed.
fn take_place(
    word: usize,
    allowed: &[Vec<usize>],
    taken: &mut Vec<(usize, usize)>,
    tried: &mut Vec<usize>,
) -> bool {
    for &place in &allowed[word] {
        if tried.contains(&place) {
            continue;
        }
        tried.push(place);
        let holder = taken.iter().position(|&(other, _)| other == place);
        match holder {
            None => {
                taken.push((place, word));
                return true;
            }
            Some(at) => {
                let other = taken[at].1;
                if take_place(other, allowed, taken, tried) {
                    let at = taken.iter().position(|&(held, by)| held == place && by == other);
                    taken[at.unwrap()].1 = word;
                    return true;
                }
            }
        }
    }
    false
}

#[test]
fn a_phrase_is_near_itself() {
    assert!(is_near(&[vec![4], vec![5]], 0));
    assert!(!is_near(&[vec![4], vec![6]], 0) && is_near(&[vec![4], vec![6]], 1));
    assert!(!is_near(&[], 5) && !is_near(&[vec![1], vec![]], 5));
}

#[test]
fn turned_words_are_two_moves_away() {
    assert!(!is_near(&[vec![5], vec![4]], 1) && is_near(&[vec![5], vec![4]], 2));
}

#[test]
fn each_word_needs_a_place_of_its_own() {
    assert!(!is_near(&[vec![3], vec![3]], 9));
    assert!(is_near(&[vec![3, 9], vec![3, 9]], 5) && !is_near(&[vec![3, 9], vec![3, 9]], 4));
    assert!(is_near(&[vec![1, 2], vec![1], vec![2, 3]], 4));
}
