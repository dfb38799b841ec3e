//! Names in Chinese characters in pinyin.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::capital;

static READINGS: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    let table = include_str!("../../../data/pinyin.tsv");
    let rows = table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    rows.flat_map(|(reading, chars)| chars.chars().map(move |c| (c, reading))).collect()
});

/// Surnames of two characters; all others have one.
const LONG_SURNAMES: [&str; 14] = [
    "欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "司徒", "端木", "皇甫", "尉迟", "令狐", "慕容",
    "东方",
];

/// A name of two to four characters as surname and given name; `None` for other writing.
pub(super) fn name(word: &str) -> Option<String> {
    let readings: Vec<&str> = word.chars().map(|c| READINGS.get(&c).copied()).collect::<Option<_>>()?;
    if !(2..=4).contains(&readings.len()) {
        return None;
    }
    let long = readings.len() > 2 && LONG_SURNAMES.iter().any(|surname| word.starts_with(surname));
    let (surname, given) = readings.split_at(if long { 2 } else { 1 });
    Some(format!("{} {}", capital(&surname.concat()), capital(&given.concat())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_characters_of_both_kinds() {
        assert_eq!(name("胡锦涛").as_deref(), Some("Hu Jintao"));
        assert_eq!(name("胡錦濤").as_deref(), Some("Hu Jintao"));
        assert_eq!(name("姚明").as_deref(), Some("Yao Ming"));
        assert_eq!(name("司马迁").as_deref(), Some("Sima Qian"));
        assert_eq!(name("x"), None);
    }
}
