//! What the forms of a line and of its neighbours say together: prose after a short line, a marker below the text.

use super::features::Features;
use super::headline::Guess;
use super::layout::{Layout, Run};
use super::shape::End;

/// The forms of lines, from running text to a mere marker.
fn form(layout: &Layout, i: usize) -> usize {
    let shape = &layout.shapes[i];
    match shape.end {
        _ if shape.words <= 12 && !layout.kinds[i].is_empty() => 4,
        _ if shape.is_prose() => 0,
        End::Stop | End::Call | End::Colon => 1,
        _ if shape.words >= 8 => 2,
        _ => 3,
    }
}

/// What the forms of a line and of its neighbours say together.
pub fn form_features(layout: &Layout, headline: Option<Guess>, i: usize, out: &mut Features) {
    let own = form(layout, i);
    if i > 0 {
        out.push(AFTER[own][form(layout, i - 1)]);
    }
    if i + 1 < layout.lines.len() {
        out.push(BEFORE[own][form(layout, i + 1)]);
    }
    out.push(
        TO_RUN[own][match layout.places[i].run {
            Run::Before(4..) => 0,
            Run::Before(_) => 1,
            Run::Within => 2,
            Run::After(1..=3) => 3,
            Run::After(_) => 4,
        }],
    );
    out.push(
        TO_HEADLINE[own][match headline.filter(|guess| guess.chance > 0.5) {
            Some(guess) if i < guess.line => 0,
            Some(guess) if i <= guess.line + 8 => 1,
            Some(_) => 2,
            None => 3,
        }],
    );
}

/// Names for a line of one form after a line of another.
const AFTER: [[&str; 5]; 5] = [
    [
        "prose after prose",
        "prose after sentence",
        "prose after open",
        "prose after short",
        "prose after marker",
    ],
    [
        "sentence after prose",
        "sentence after sentence",
        "sentence after open",
        "sentence after short",
        "sentence after marker",
    ],
    ["open after prose", "open after sentence", "open after open", "open after short", "open after marker"],
    [
        "short after prose",
        "short after sentence",
        "short after open",
        "short after short",
        "short after marker",
    ],
    [
        "marker after prose",
        "marker after sentence",
        "marker after open",
        "marker after short",
        "marker after marker",
    ],
];
/// Names for a line of one form before a line of another.
const BEFORE: [[&str; 5]; 5] = [
    [
        "prose before prose",
        "prose before sentence",
        "prose before open",
        "prose before short",
        "prose before marker",
    ],
    [
        "sentence before prose",
        "sentence before sentence",
        "sentence before open",
        "sentence before short",
        "sentence before marker",
    ],
    [
        "open before prose",
        "open before sentence",
        "open before open",
        "open before short",
        "open before marker",
    ],
    [
        "short before prose",
        "short before sentence",
        "short before open",
        "short before short",
        "short before marker",
    ],
    [
        "marker before prose",
        "marker before sentence",
        "marker before open",
        "marker before short",
        "marker before marker",
    ],
];
/// Names for a line of one form by its position relative to the longest run of prose.
const TO_RUN: [[&str; 5]; 5] = [
    [
        "prose far above run",
        "prose just above run",
        "prose in run",
        "prose just below run",
        "prose far below run",
    ],
    [
        "sentence far above run",
        "sentence just above run",
        "sentence in run",
        "sentence just below run",
        "sentence far below run",
    ],
    ["open far above run", "open just above run", "open in run", "open just below run", "open far below run"],
    [
        "short far above run",
        "short just above run",
        "short in run",
        "short just below run",
        "short far below run",
    ],
    [
        "marker far above run",
        "marker just above run",
        "marker in run",
        "marker just below run",
        "marker far below run",
    ],
];
/// Names for a line of one form by its position relative to the headline.
const TO_HEADLINE: [[&str; 4]; 5] = [
    ["prose above headline", "prose near headline", "prose below headline", "prose ? headline"],
    ["sentence above headline", "sentence near headline", "sentence below headline", "sentence ? headline"],
    ["open above headline", "open near headline", "open below headline", "open ? headline"],
    ["short above headline", "short near headline", "short below headline", "short ? headline"],
    ["marker above headline", "marker near headline", "marker below headline", "marker ? headline"],
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines;

    #[test]
    fn a_line_is_seen_with_its_neighbours() {
        let page =
            "Home\nThe council of the small town voted on Monday to keep the old ferry running.\nShare\nHome";
        let layout = Layout::of(lines::split(page));
        let mut features = Vec::new();
        form_features(&layout, None, 1, &mut features);
        assert_eq!(
            features,
            ["prose after marker", "prose before marker", "prose in run", "prose ? headline"]
        );
    }
}
