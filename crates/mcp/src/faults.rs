//! Faults as clients read them.

use rmcp::model::{CallToolResult, ContentBlock};

use dateline_serve::fault::Fault;

/// The most bytes of what is said of a fault.
const MOST: usize = 3 << 10;

/// A fault as the answer of a tool, so that the model reads it and can ask better.
pub fn answer(fault: &Fault) -> CallToolResult {
    CallToolResult::error(vec![ContentBlock::text(said(fault))])
}

/// What is wrong, where, and what to do.
pub fn said(fault: &Fault) -> String {
    let mut lines = vec![format!("{}: {}", fault.kind.title(), fault.detail)];
    lines.extend(fault.point.clone());
    lines.extend(fault.hint.clone());
    lines.extend(fault.links.iter().map(|(title, href)| format!("- {title}: {href}")));
    let text = lines.join("\n");
    match text.char_indices().find(|&(at, char)| at + char.len_utf8() > MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_search::query::{ParseOptions, parse};
    use dateline_serve::fault::Kind;

    #[test]
    fn a_fault_of_the_query_points_at_its_place() {
        let issue = parse("(talks", &ParseOptions { strict: true, ..ParseOptions::default() }).unwrap_err();
        let said = said(&Fault::query("(talks", &issue));
        assert!(said.starts_with("The query has a mistake: ") && said.contains('^'), "{said}");
    }

    #[test]
    fn a_fault_is_never_long() {
        let long = said(&Fault::new(Kind::Parameter, "é".repeat(10_000)));
        assert!(long.len() <= MOST + 3 && long.ends_with('…'));
    }
}
