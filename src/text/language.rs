//! Which language a text is in.

use whatlang::{Lang, detect};

/// Detection looks at this many bytes at most; more adds time and no certainty.
const SAMPLE: usize = 1024;

/// The ISO 639-1 code of the language of a text, or `None` where that is not certain.
pub fn language(text: &str) -> Option<&'static str> {
    let info = detect(&text[..floor_boundary(text, SAMPLE)])?;
    if !info.is_reliable() {
        return None;
    }
    code(info.lang())
}

fn floor_boundary(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

/// ISO 639-1 codes of the languages the detector knows (source: ISO 639-3 code tables).
const CODES: &[(&str, &str)] = &[
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

fn code(lang: Lang) -> Option<&'static str> {
    let found = CODES.binary_search_by_key(&lang.code(), |&(long, _)| long).ok()?;
    Some(CODES[found].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_common_languages() {
        let english =
            "The foreign ministers met on Friday to discuss how the conflict could be brought to an end.";
        let french = "Les ministres des affaires étrangères se sont réunis vendredi pour discuter de la fin du conflit.";
        let russian = "Министры иностранных дел встретились в пятницу, чтобы обсудить прекращение конфликта.";
        assert_eq!(language(english), Some("en"));
        assert_eq!(language(french), Some("fr"));
        assert_eq!(language(russian), Some("ru"));
        assert_eq!(language("42"), None);
    }

    #[test]
    fn every_code_is_found() {
        assert!(CODES.is_sorted());
        assert!(Lang::all().iter().all(|&lang| code(lang).is_some()));
    }
}
