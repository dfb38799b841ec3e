//! The tags of a page as a parser sees them.
//!
//! Where a comment, a quoted value or a script ends is told by the rules of HTML to the letter. Otherwise tags could be
//! hidden from whoever counts them, in what only looks like a comment.

/// Elements whose content is not markup.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// A tag, with its raw content if it has some, or a comment.
pub(super) struct Tag {
    /// The name in lower case; empty for a comment.
    pub name: String,
    pub closing: bool,
    pub attributes: usize,
    pub start: usize,
    pub end: usize,
    /// Where the raw text that follows the tag ends; 0 if none follows.
    pub content_end: usize,
}

/// The next tag or comment at or after a place.
pub(super) fn next_tag(html: &str, from: usize) -> Option<Tag> {
    let bytes = html.as_bytes();
    let mut at = from;
    loop {
        let start = at + memchr::memchr(b'<', &bytes[at..])?;
        at = match bytes[start + 1..] {
            [b'!', b'-', b'-', ..] => return Some(comment(bytes, start)),
            [b'/', first, ..] if first.is_ascii_alphabetic() => return Some(tag(html, start, true)),
            [first, ..] if first.is_ascii_alphabetic() => return Some(tag(html, start, false)),
            // These are comments, too, but end at the first bracket.
            [b'!' | b'?', ..] | [b'/', _, ..] => behind(bytes, start, b">"),
            _ => start + 1,
        };
    }
}

fn comment(bytes: &[u8], start: usize) -> Tag {
    // The dashes that begin a comment may be those that end it: `<!-->`.
    let ends = |at: &usize| {
        let before = &bytes[start + 2..start + 2 + at];
        before.ends_with(b"--") || (before.ends_with(b"--!") && *at > 4)
    };
    let end = memchr::memchr_iter(b'>', &bytes[start + 2..]).find(ends);
    let end = end.map_or(bytes.len(), |at| start + 2 + at + 1);
    Tag { name: String::new(), closing: false, attributes: 0, start, end, content_end: 0 }
}

/// The place behind the next occurrence of a mark, or the end.
fn behind(bytes: &[u8], from: usize, mark: &[u8]) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    memchr::memmem::find(rest, mark).map_or(bytes.len(), |at| from + at + mark.len())
}

fn tag(html: &str, start: usize, closing: bool) -> Tag {
    let bytes = html.as_bytes();
    let name_start = start + 1 + usize::from(closing);
    let name_end = skip(bytes, name_start, |byte| !ends_name(byte));
    let name = html[name_start..name_end].to_ascii_lowercase();
    let (end, attributes) = tag_end(bytes, name_end);
    let content_end = match name.as_str() {
        _ if closing => 0,
        "script" => script_end(bytes, end),
        raw if RAW.contains(&raw) => raw_end(bytes, end, raw),
        _ => 0,
    };
    Tag { name, closing, attributes, start, end, content_end }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

fn ends_name(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'/' | b'>')
}

/// The first place from here whose byte is not wanted.
fn skip(bytes: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> usize {
    bytes[from..].iter().position(|&byte| !wanted(byte)).map_or(bytes.len(), |length| from + length)
}

/// The end of a tag from the end of its name, and how many attributes it has.
fn tag_end(bytes: &[u8], from: usize) -> (usize, usize) {
    let (mut at, mut attributes) = (from, 0);
    loop {
        at = skip(bytes, at, |byte| is_space(byte) || byte == b'/');
        match bytes.get(at) {
            None => return (bytes.len(), attributes),
            Some(b'>') => return (at + 1, attributes),
            Some(_) => attributes += 1,
        }
        // An equals sign may begin a name, but not go on with it.
        at = skip(bytes, at + 1, |byte| !ends_name(byte) && byte != b'=');
        let value = skip(bytes, at, is_space);
        if bytes.get(value) == Some(&b'=') {
            at = value_end(bytes, skip(bytes, value + 1, is_space));
        }
    }
}

/// The end of a value; a bracket instead of one is left standing.
fn value_end(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(quote @ (b'"' | b'\'')) => behind(bytes, at + 1, &[*quote]),
        _ => skip(bytes, at, |byte| !is_space(byte) && byte != b'>'),
    }
}

/// Where the end tag of a raw element starts.
fn raw_end(bytes: &[u8], from: usize, name: &str) -> usize {
    let ends = |&at: &usize| is_tag(&bytes[from + at + 1..], true, name);
    memchr::memchr_iter(b'<', &bytes[from..]).find(ends).map_or(bytes.len(), |at| from + at)
}

/// True if a tag of the name stands here, behind its opening bracket.
fn is_tag(rest: &[u8], closing: bool, name: &str) -> bool {
    let rest = if closing { rest.strip_prefix(b"/") } else { Some(rest) };
    let Some((own, behind)) = rest.and_then(|rest| rest.split_at_checked(name.len())) else { return false };
    own.eq_ignore_ascii_case(name.as_bytes()) && behind.first().is_some_and(|&byte| ends_name(byte))
}

/// How a script is hidden from browsers that know none.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hidden {
    No,
    /// In a comment.
    InComment,
    /// In a script in a comment, whose end tag does not end the outer script.
    InScript,
}

/// Where the end tag of a script starts.
fn script_end(bytes: &[u8], from: usize) -> usize {
    let (mut at, mut hidden) = (from, Hidden::No);
    while let Some(found) = memchr::memchr2(b'<', b'-', &bytes[at..]) {
        let start = at + found;
        let rest = &bytes[start..];
        at = start + 1;
        if rest.starts_with(b"-->") {
            hidden = Hidden::No;
        } else if rest.starts_with(b"<!--") && hidden == Hidden::No {
            hidden = Hidden::InComment;
            // As with any comment, its dashes may be those that end it.
            at = start + 2;
        } else if rest[0] == b'<' && is_tag(&rest[1..], true, "script") {
            if hidden != Hidden::InScript {
                return start;
            }
            hidden = Hidden::InComment;
        } else if rest[0] == b'<' && is_tag(&rest[1..], false, "script") && hidden == Hidden::InComment {
            hidden = Hidden::InScript;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tags of a page, each with its raw content, if it has some.
    fn tags(html: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(tag) = next_tag(html, at) {
            at = tag.end.max(tag.content_end);
            found.push(&html[tag.start..at]);
        }
        found
    }

    #[test]
    fn comments_end_where_they_end_for_a_parser() {
        assert_eq!(tags("<!-- <a> --><b>"), ["<!-- <a> -->", "<b>"]);
        assert_eq!(tags("<!--><b>-->"), ["<!-->", "<b>"]);
        assert_eq!(tags("<!---><b>-->"), ["<!--->", "<b>"]);
        assert_eq!(tags("<!-- --!><b>-->"), ["<!-- --!>", "<b>"]);
        assert_eq!(tags("<!----!><b>-->"), ["<!----!>", "<b>"]);
        assert_eq!(tags("<!--!><b>-->"), ["<!--!><b>-->"]);
        assert_eq!(tags("<!-- <b>"), ["<!-- <b>"]);
        assert_eq!(tags("<?<!--?><b>--></3<!--><i>-->< a></><u>"), ["<b>", "<i>", "<u>"]);
    }

    #[test]
    fn quoted_values_hide_brackets_and_others_do_not() {
        assert_eq!(tags("<a b= \"><!--\"><i>"), ["<a b= \"><!--\">", "<i>"]);
        assert_eq!(tags("<a b\"><i>"), ["<a b\">", "<i>"]);
        assert_eq!(tags("<a b=c\"><i>"), ["<a b=c\">", "<i>"]);
        assert_eq!(tags("<a b=><i>"), ["<a b=>", "<i>"]);
        let attributes = |html| next_tag(html, 0).map(|tag| tag.attributes);
        assert_eq!(attributes("<a b=\"1\"c='2'd=3 e\x0cf/g>"), Some(6));
        assert_eq!(attributes("<a class=\"b c d\" />"), Some(1));
    }

    #[test]
    fn names_are_whole() {
        let names = |html| next_tag(html, 0).map(|tag| (tag.name, tag.content_end));
        assert_eq!(names("<script-x>a</script>"), Some(("script-x".to_owned(), 0)));
        assert_eq!(names("<LI/a>"), Some(("li".to_owned(), 0)));
    }

    #[test]
    fn raw_content_ends_at_its_own_end_tag() {
        assert_eq!(tags("<style></styles><b></STYLE ><i>"), ["<style></styles><b>", "</STYLE >", "<i>"]);
        assert_eq!(tags("<script><!--<script></script><b>--></script><i>").len(), 3);
        assert_eq!(tags("<script><!--<script></script></script><i>").len(), 3);
        assert_eq!(tags("<script><!--></script><i>"), ["<script><!-->", "</script>", "<i>"]);
        assert_eq!(tags("<script>a</script"), ["<script>a</script"]);
    }
}
