//! What becomes of documents in RTF.

use super::super::input::tests::input;
use super::*;
use dateline_core::document::Paragraph;
use proptest::prelude::*;

fn document(rtf: &[u8]) -> Document {
    let doc = read_whole(input("a.rtf", rtf)).unwrap();
    let Content::Document(document) = doc.content else { panic!("no document") };
    document
}

fn paragraphs(rtf: &str) -> Vec<Paragraph> {
    document(rtf.as_bytes()).paragraphs
}

fn texts(rtf: &str) -> Vec<String> {
    paragraphs(rtf).into_iter().map(|paragraph| paragraph.text).collect()
}

#[test]
fn paragraphs_have_styles_and_sizes() {
    let found = paragraphs(
        r"{\rtf1\ansi{\fonttbl{\f0\fcharset0 Times;}}{\stylesheet{\s0 Normal;}{\s1\fs40 heading 1;}{\*\cs3 Strong;}}
{\info{\title A title}{\author owner}}\pard\s1\fs40 Ferry {\b stays}\par\pard\fs20 The council\line voted\~on it.\par}",
    );
    let expected = [("Ferry stays", Role::Heading(1), 20.0), ("The council\nvoted on it.", Role::Text, 10.0)];
    assert_eq!(found.iter().map(|p| (p.text.as_str(), p.role, p.size)).collect::<Vec<_>>(), expected);
}

#[test]
fn the_properties_are_no_text() {
    let rtf = br"{\rtf1{\info{\title A title}{\author owner}{\creatim\yr2015\mo10\dy23}}x\par}";
    let doc = read_whole(input("a.rtf", rtf)).unwrap();
    assert_eq!(
        (&doc.facts.as_ref().unwrap().extra["author"], &doc.facts.as_ref().unwrap().published),
        (&Value::from("owner"), &None)
    );
    let found = document(rtf);
    assert_eq!((found.title.as_deref(), found.paragraphs.len()), (Some("A title"), 1));
}

#[test]
fn letters_are_in_code_pages_of_fonts_or_in_unicode() {
    assert_eq!(texts(r"{\rtf1\ansi\ansicpg1252 caf\'e9 \emdash  \ldblquote a\rdblquote}"), ["café — “a”"]);
    assert_eq!(texts(r"{\rtf1\ansicpg1251 \'cc\'ee}"), ["Мо"]);
    assert_eq!(
        texts(r"{\rtf1{\fonttbl{\f1\fcharset128 Gothic;}{\f2\fcharset204 Arial;}}\f1 \'93\'fa\f2 \'cc}"),
        ["日М"]
    );
    assert_eq!(texts(r"{\rtf1\uc1 F\u228\'e4hre \u-10179?\u-8704?{\uc0\u8211}x}"), ["Fähre 😀–x"]);
    assert_eq!(texts(r"{\rtf1\uc2 \u26085\'93\'fax}"), ["日x"]);
}

#[test]
fn what_is_not_printed_is_left_out() {
    let rtf = r"{\rtf1{\header Post}{\*\generator x;}{\pict\bin4 {{{{aa}A{\v hidden}{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}{\deleted gone}{\*\unknown y}.\par}";
    assert_eq!(texts(rtf), ["Alink."]);
}

#[test]
fn tables_are_rows_and_notes_come_last() {
    let rtf = r"{\rtf1 Before{\footnote \chftn See there.\par}\par\trowd\pard\intbl Alma\cell 1911\cell\row\trowd\pard\intbl Berta\cell 1923\cell\row\pard After\par}";
    assert_eq!(texts(rtf), ["Before", "Alma | 1911", "Berta | 1923", "After", "See there."]);
}

#[test]
fn groups_may_be_nested_at_any_depth() {
    let depth = 100_000;
    let rtf = format!("{{\\rtf1 a{}b{}c\\par}}", "{".repeat(depth), "}".repeat(depth));
    assert_eq!(texts(&rtf), ["abc"]);
    assert_eq!(texts(&format!("{{\\rtf1 a{}b", "{\\b ".repeat(depth))), ["ab"]);
    assert_eq!(texts("{\\rtf1 a}}}} b"), ["a b"]);
}

#[test]
fn rtf_is_told_by_its_head() {
    assert!(is_rtf(b"{\\rtf1\\ansi") && is_rtf(b"\r\n{\\rtf") && !is_rtf(b"{rtf}"));
}

proptest! {
    #[test]
    fn no_tokens_make_it_panic(rtf in "(\\{|\\}|\\\\par |\\\\cell |\\\\row |\\\\intbl |\\\\pard |\\\\u55357 |\\\\u-1?|\\\\'e9|\\\\'|\\\\\\*|\\\\fonttbl|\\\\f1 |\\\\fcharset128 |\\\\stylesheet|\\\\s1 |\\\\footnote |\\\\bin3 |x|é| ){0,60}") {
        document(rtf.as_bytes());
    }
}
