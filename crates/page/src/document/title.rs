//! Whether the title in a file's properties is one, or what a program put there.

/// The words with which programs fill in a title that nobody gave.
const PROGRAMS: &[&str] = &[
    "microsoft word",
    "microsoft powerpoint",
    "microsoft excel",
    "powerpoint presentation",
    "print",
    "scan",
    "fax",
];

/// What programs call a document without a name, in the languages that they come in; a number may follow.
const NAMELESS: &[&str] = &[
    "untitled",
    "unbenannt",
    "ohne titel",
    "sans titre",
    "sans nom",
    "sin título",
    "sin titulo",
    "senza titolo",
    "sem título",
    "naamloos",
    "namnlös",
    "bez tytułu",
    "без имени",
    "без названия",
    "無題",
    "无标题",
    "無標題",
    "제목 없음",
    "document",
    "dokument",
    "documento",
    "presentation",
    "präsentation",
    "présentation",
    "layout",
    "slide",
    "folie",
    "page",
    "title",
    "titel",
    "book",
    "sheet",
    "template",
    "vorlage",
    "draft",
    "entwurf",
    "none",
    "null",
    "unknown",
    "no title",
];

/// The ends of names of files that become documents.
const EXTENSIONS: &[&str] = &[
    "doc", "docx", "dot", "dotx", "docm", "odt", "ott", "rtf", "txt", "pdf", "ps", "eps", "tex", "dvi",
    "html", "htm", "xml", "indd", "qxd", "qxp", "pmd", "p65", "pub", "ppt", "pptx", "xls", "xlsx", "csv",
    "cdr", "ai", "fm", "wpd", "pages", "md", "tif", "tiff", "jpg", "jpeg", "png",
];

/// The longest title, in bytes; whatever is longer is a text.
const MAX_TITLE: usize = 300;

/// True for a title that somebody may have given to the document.
pub fn is_real(title: &str) -> bool {
    let plain = title.trim().to_lowercase();
    plain.len() <= MAX_TITLE
        && plain.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !plain.contains(['\u{fffd}', '\\'])
        && !plain.contains("://")
        && !is_file_name(&plain)
        && !is_from_program(&plain)
}

/// True for a title that says enough to be believed though the document does not print it.
pub fn says_something(title: &str) -> bool {
    let unspaced = title.chars().filter(|c| *c >= '\u{2e80}' && c.is_alphabetic()).count();
    let words = title.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    words >= 3 || unspaced >= 5
}

/// True for `talks.doc`, `Microsoft Word - talks` and `talks_final_v2`.
fn is_file_name(plain: &str) -> bool {
    let extension = plain.rsplit_once('.').map(|(_, extension)| extension.trim());
    let is_one_word = !plain.contains(char::is_whitespace);
    let has_sign = plain.contains(['_', '/']) || plain.contains(|c: char| c.is_ascii_digit());
    extension.is_some_and(|extension| EXTENSIONS.contains(&extension)) || is_one_word && has_sign
}

fn is_from_program(plain: &str) -> bool {
    let name =
        plain.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || "()[]-_#.".contains(c));
    let name = name.trim_start_matches(['(', '[', '<', '*']).trim_end_matches(['>', '*']);
    NAMELESS.contains(&name)
        || PROGRAMS.iter().any(|program| {
            name.strip_prefix(program)
                .is_some_and(|rest| rest.is_empty() || rest.trim_start().starts_with(['-', '–', ':']))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_fill_in_is_no_title() {
        for title in [
            "Microsoft Word - ferry stays",
            "ferry.doc",
            "untitled",
            "Untitled-3",
            "(Untitled)",
            "Document1",
            "Dokument 2",
            "PowerPoint Presentation",
            "ferry_final_2",
            "C:\\texts\\ferry",
            "https://post.example/ferry",
            "…",
            "12",
            "無題",
        ] {
            assert!(!is_real(title), "{title}");
        }
    }

    #[test]
    fn other_titles_are_real() {
        for title in [
            "Old ferry stays",
            "Documents of the council",
            "Talks end. Nobody spoke",
            "渡船は残る",
            "Prints and scans",
        ] {
            assert!(is_real(title), "{title}");
        }
        assert!(
            says_something("Old ferry stays") && !says_something("Ferry") && says_something("渡船は冬も残る")
        );
    }
}
