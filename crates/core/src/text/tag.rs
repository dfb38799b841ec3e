//! Language tags, as `en`, `en-US` or `pt_BR`.

/// The language of a tag, in lower case.
pub(crate) fn primary(tag: &str) -> String {
    tag.trim().split(['-', '_', ',', ' ']).next().unwrap_or_default().to_ascii_lowercase()
}

/// The ISO 639-1 code of the language of a tag; `None` for a name of a language.
pub fn language_code(tag: &str) -> Option<String> {
    Some(primary(tag)).filter(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_stands_at_the_head_of_the_tag() {
        for (tag, code) in [("en", "en"), ("pt_BR", "pt"), (" EN-us ", "en"), ("de, en", "de")] {
            assert_eq!(language_code(tag).as_deref(), Some(code), "{tag}");
        }
        assert!(["English", "e", "", "12"].iter().all(|tag| language_code(tag).is_none()));
    }
}
