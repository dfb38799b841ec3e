//! The names of members in the code pages of old systems, which archives do not tell.
//!
//! All names of an archive are in one code page, and they are short, so they are judged together: a code page fits
//! that makes them words, with letters of one script beside each other and no frames or signs among them.

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, IBM866, SHIFT_JIS, WINDOWS_1251};
use std::borrow::Cow;

/// The upper half of the character set of the first IBM PC, in which old zips have their names.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// How many bytes of names are judged.
const ENOUGH: usize = 16 * 1024;

/// A code page for names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodePage {
    /// That of the first IBM PC.
    Cp437,
    /// One of those that browsers know.
    Known(&'static Encoding),
}

/// Of several that fit alike the first counts.
const CANDIDATES: [CodePage; 7] = [
    CodePage::Cp437,
    CodePage::Known(IBM866),
    CodePage::Known(SHIFT_JIS),
    CodePage::Known(EUC_KR),
    CodePage::Known(GBK),
    CodePage::Known(BIG5),
    CodePage::Known(WINDOWS_1251),
];

/// Names in an unknown code page.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<u8>);

impl Names {
    /// Adds a name to those that are judged, unless it is in UTF-8 or there are enough.
    pub(super) fn add(&mut self, raw: &[u8]) {
        if self.0.len() < ENOUGH && std::str::from_utf8(raw).is_err() {
            self.0.extend_from_slice(raw);
            self.0.push(b'\n');
        }
    }

    /// The code page that fits them best.
    pub(super) fn code_page(&self) -> CodePage {
        let scores = CANDIDATES.map(|candidate| (candidate.score(&self.0), candidate));
        let best = scores.into_iter().rev().max_by_key(|(score, _)| *score);
        best.map_or(CodePage::Cp437, |(_, candidate)| candidate)
    }
}

/// A single name that is known by itself only.
pub(super) fn decode_alone(raw: &[u8]) -> Cow<'_, str> {
    let mut names = Names::default();
    names.add(raw);
    names.code_page().decode(raw)
}

impl CodePage {
    /// The name as text; one in UTF-8 is that whatever the code page.
    pub(super) fn decode(self, raw: &[u8]) -> Cow<'_, str> {
        if let Ok(name) = std::str::from_utf8(raw) {
            return Cow::Borrowed(name);
        }
        match self {
            CodePage::Cp437 => raw.iter().map(|&byte| in_cp437(byte)).collect::<String>().into(),
            CodePage::Known(encoding) => encoding.decode_without_bom_handling(raw).0,
        }
    }

    /// How well the code page fits; the lowest number for one that does not know the bytes.
    fn score(self, names: &[u8]) -> i64 {
        match self {
            CodePage::Known(encoding) if !encoding.is_single_byte() => {
                let text = encoding.decode_without_bom_handling_and_without_replacement(names);
                text.map_or(i64::MIN, |text| score_of_pairs(encoding, names) + score_of_text(&text))
            }
            _ => score_of_text(&self.decode(names)),
        }
    }
}

fn in_cp437(byte: u8) -> char {
    match byte.checked_sub(128) {
        None => byte.into(),
        Some(at) => CP437.chars().nth(usize::from(at)).unwrap_or('\u{fffd}'),
    }
}

/// The first bytes of the characters that are written most: kana, hangul, the first level of ideographs.
fn is_frequent(encoding: &'static Encoding, first: u8) -> bool {
    match () {
        () if encoding == SHIFT_JIS => matches!(first, 0x82..=0x83 | 0x88..=0x97),
        () if encoding == BIG5 => matches!(first, 0xa4..=0xc6),
        () if encoding == EUC_KR => matches!(first, 0xb0..=0xc8),
        () => matches!(first, 0xb0..=0xd7),
    }
}

/// What speaks for a code page with two bytes for a letter: that the letters are frequent ones.
fn score_of_pairs(encoding: &'static Encoding, names: &[u8]) -> i64 {
    let (mut score, mut at) = (0, 0);
    while let Some(&first) = names.get(at) {
        let is_half_katakana = encoding == SHIFT_JIS && matches!(first, 0xa1..=0xdf);
        at += if first < 0x80 || is_half_katakana { 1 } else { 2 };
        score += match first {
            0..0x80 => 0,
            _ if is_half_katakana => -1,
            _ if is_frequent(encoding, first) => 1,
            _ => -2,
        };
    }
    score
}

/// The scripts that are not mixed within a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Greek,
    EastAsian,
    Other,
}

/// The script of a letter.
pub(super) fn script(c: char) -> Option<Script> {
    if !c.is_alphabetic() {
        return None;
    }
    Some(match c as u32 {
        0..=0x24f => Script::Latin,
        0x370..=0x3ff => Script::Greek,
        0x400..=0x52f => Script::Cyrillic,
        0x1100..=0x11ff
        | 0x3005..=0x318f
        | 0x3400..=0x9fff
        | 0xac00..=0xd7af
        | 0xf900..=0xfaff
        | 0xff66..=0xff9f => Script::EastAsian,
        _ => Script::Other,
    })
}

/// How much a text looks like words: a letter outside ASCII is good beside others of its script, a sign is bad, and so
/// is a capital in the middle of a word.
fn score_of_text(text: &str) -> i64 {
    let mut score = 0;
    let mut before = '\n';
    for c in text.chars() {
        if c.is_ascii() && before.is_ascii() {
            before = c;
            continue;
        }
        let beside = (script(before), script(c));
        score += match beside {
            (Some(one), Some(other)) if one != other => -3,
            (_, Some(_)) if before.is_lowercase() && c.is_uppercase() => -2,
            (_, Some(_)) if !c.is_ascii() => 1,
            (_, None) if !c.is_ascii() && !is_usual_sign(c) => -3,
            _ => 0,
        };
        before = c;
    }
    score
}

/// Signs that people have in names of files.
fn is_usual_sign(c: char) -> bool {
    matches!(c, '«' | '»' | '’' | '“' | '”' | '–' | '—' | '№' | '°' | 'º' | 'ª' | '…')
        || matches!(c as u32, 0x3000..=0x303f | 0x30fb..=0x30fc | 0xff00..=0xff65)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn page_of(names: &[&[u8]]) -> CodePage {
        let mut all = Names::default();
        names.iter().for_each(|name| all.add(name));
        all.code_page()
    }

    #[test]
    fn each_code_page_is_told_by_its_names() {
        for (encoding, names) in [
            (SHIFT_JIS, ["記事/新しい記事.txt", "記事/一覧表.txt"]),
            (SHIFT_JIS, ["ニュース.html", "2024年の記事.txt"]),
            (GBK, ["新闻/渡轮继续运营.txt", "文章列表.txt"]),
            (BIG5, ["新聞/渡輪繼續營運.txt", "文章列表.txt"]),
            (EUC_KR, ["뉴스/여객선 운항 계속.txt", "기사 목록.txt"]),
            (IBM866, ["Новости/Паром остаётся.txt", "Список статей.txt"]),
            (WINDOWS_1251, ["Новости/Паром остаётся.txt", "Список статей.txt"]),
        ] {
            let raw: Vec<Vec<u8>> = names.iter().map(|name| encoding.encode(name).0.into_owned()).collect();
            let raw: Vec<&[u8]> = raw.iter().map(Vec::as_slice).collect();
            let page = page_of(&raw);
            assert_eq!(page, CodePage::Known(encoding), "{names:?}");
            assert_eq!(page.decode(raw[0]), names[0]);
        }
    }

    #[test]
    fn western_names_are_those_of_the_first_pc() {
        assert_eq!(page_of(&[b"Z\x81rich.txt", b"Gr\x94\xe1e", b"Caf\x82s"]), CodePage::Cp437);
        assert_eq!(decode_alone(b"Caf\x82s"), "Cafés");
        assert_eq!(decode_alone("Łódź".as_bytes()), "Łódź");
        assert_eq!(decode_alone(b"a.txt"), "a.txt");
        assert_eq!(CP437.chars().count(), 128);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(raw in proptest::collection::vec(any::<u8>(), 0..40)) {
            decode_alone(&raw);
        }
    }
}
