//! The section, where a trail of sections is above the headline: `Home > World > Asia`.

use super::reading::Reading;
use crate::patterns::{self, Kind};
use dateline_core::article::Article;

/// How many lines above the headline a trail is looked for.
const REACH: usize = 6;

/// Takes the last section of the trail.
pub fn fill(article: &mut Article, reading: &Reading) {
    let Some(headline) = reading.headline else { return };
    let mut above = (headline.saturating_sub(REACH)..headline).rev();
    if let Some(section) = above.find_map(|line| last_of_trail(reading, line)) {
        article.section = Some(section.to_owned());
        article.note("section", "trail above the headline");
    }
}

fn last_of_trail(reading: &Reading, line: usize) -> Option<&str> {
    let text = reading.text(line);
    if text.len() > 200 || text.contains("://") {
        return None;
    }
    let parts: Vec<&str> =
        patterns::TRAIL.split(text).map(str::trim).filter(|part| !part.is_empty()).collect();
    let starts_at_home = parts.first().is_some_and(|first| patterns::kinds(first).has(Kind::Nav));
    let last = parts.iter().skip(1).rfind(|part| part.split_whitespace().count() <= 4);
    last.copied().filter(|_| starts_at_home && parts.len() <= 7)
}

#[cfg(test)]
mod tests {
    use crate::from_text as read;
    use crate::text::tests::STORY;

    fn section(above: &str) -> Option<String> {
        read(&format!("{above}\n\nOld ferry stays through the winter\n\nBy Jane Roe\n\n{STORY}")).section
    }

    #[test]
    fn the_last_part_of_a_trail_is_the_section() {
        assert_eq!(section("Home > World > Europe").as_deref(), Some("Europe"));
        assert_eq!(section("News » Harbour").as_deref(), Some("Harbour"));
    }

    #[test]
    fn other_lines_above_are_no_trail() {
        assert_eq!(section("Home\nNews"), None);
        assert_eq!(section("Storm / rain expected"), None);
    }
}
