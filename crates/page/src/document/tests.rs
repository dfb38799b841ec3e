//! What becomes of whole documents.

use super::*;
use crate::from_document;

const PROSE: [&str; 3] = [
    "The council of the harbour town voted on Monday to keep the old ferry running through the winter, as it had \
     promised to the schools on the islands, and it was not close.",
    "The mayor said that the boat had been repaired twice since the spring and that the money for a third time was there, \
     whatever others in the hall might think of it.",
    "Nobody spoke for the bridge, which is to be built one day.",
];

/// Paragraphs of the sizes and texts given, on the first page.
fn sized(paragraphs: &[(f32, &str)]) -> Vec<Paragraph> {
    paragraphs.iter().map(|(size, text)| Paragraph { size: *size, ..Paragraph::plain(*text) }).collect()
}

fn story(head: &[(f32, &str)]) -> Vec<Paragraph> {
    let prose = PROSE.map(|text| (10.0, text));
    sized(&[head, &prose[..]].concat())
}

fn read(title: Option<&str>, paragraphs: Vec<Paragraph>) -> Article {
    from_document(&Document { title: title.map(str::to_owned), paragraphs })
}

fn headline(title: Option<&str>, head: &[(f32, &str)]) -> Option<String> {
    read(title, story(head)).headline
}

#[test]
fn every_paragraph_of_a_document_is_kept() {
    let mut paragraphs = story(&[(18.0, "Ferry stays")]);
    let row = |text: &str| Paragraph { size: 10.0, ..Paragraph::marked(text, Role::Row) };
    paragraphs.extend([row("Boat | Year"), row("Alma | 1911")]);
    paragraphs.extend(sized(&[(8.0, "1 See the report of the harbour office."), (10.0, "• Share")]));
    let article = read(None, paragraphs);
    assert_eq!(article.headline.as_deref(), Some("Ferry stays"));
    let rest = "Boat | Year\nAlma | 1911\n\n1 See the report of the harbour office.\n\n• Share";
    assert_eq!(article.body, format!("{}\n\n{rest}", PROSE.join("\n\n")));
}

#[test]
fn the_title_of_the_file_is_the_headline_if_it_is_one() {
    let head = [(14.0, "Minutes"), (10.0, "Ferry stays through the winter")];
    let printed = Some("Ferry stays through the winter".to_owned());
    assert_eq!(headline(Some("FERRY STAYS THROUGH THE WINTER"), &head), printed);
    assert_eq!(headline(Some("Ferry stays through the winter - Harbour Post"), &head), printed);
    assert_eq!(headline(Some("A bridge is built"), &head).as_deref(), Some("A bridge is built"));
    assert_eq!(
        headline(Some("A bridge is built | News | Harbour Post"), &head).as_deref(),
        Some("A bridge is built")
    );
    for no_title in ["Microsoft Word - minutes.doc", "minutes_2015.pdf", "untitled", "Draft"] {
        assert_eq!(headline(Some(no_title), &head).as_deref(), Some("Minutes"), "{no_title}");
    }
}

#[test]
fn the_largest_type_is_the_headline_and_the_name_of_the_paper_is_not() {
    let head = [
        (30.0, "The Harbour Post"),
        (9.0, "Friday, 23 October 2015"),
        (20.0, "Ferry stays"),
        (10.0, "By Jane Roe"),
    ];
    let article = read(None, story(&head));
    assert_eq!(article.headline.as_deref(), Some("Ferry stays"));
    assert_eq!(
        (article.byline, article.published.as_deref()),
        (vec!["Jane Roe".to_owned()], Some("2015-10-23"))
    );
    assert!(article.body.ends_with(&PROSE.join("\n\n")) && !article.body.contains("Jane Roe"));
}

#[test]
fn styles_say_what_is_what() {
    let mut paragraphs = vec![
        Paragraph::plain("The Harbour Post"),
        Paragraph::marked("Ferry stays", Role::Title),
        Paragraph::marked("Nobody wants the bridge", Role::Subtitle),
    ];
    paragraphs.extend(PROSE.map(Paragraph::plain));
    paragraphs.push(Paragraph::marked("The boat in May", Role::Caption));
    let article = read(Some("Another title of it"), paragraphs);
    assert_eq!(article.headline.as_deref(), Some("Ferry stays"));
    assert_eq!(article.standfirst.as_deref(), Some("Nobody wants the bridge"));
    assert_eq!(article.captions, ["The boat in May"]);
    assert!(!article.body.contains("The boat in May"));
}

#[test]
fn a_title_that_is_printed_behind_a_kicker_shows_where_author_and_date_are() {
    let head = [
        (20.0, "Harbour Old ferry stays through the winter"),
        (10.0, "By Jane Roe"),
        (10.0, "23 October 2015"),
    ];
    let article = read(Some("Old ferry stays through the winter | Harbour Post"), story(&head));
    assert_eq!(article.headline.as_deref(), Some("Old ferry stays through the winter"));
    assert_eq!(
        (article.byline, article.published.as_deref()),
        (vec!["Jane Roe".to_owned()], Some("2015-10-23"))
    );
    assert!(article.body.starts_with("Harbour Old ferry stays"));
}

#[test]
fn a_heading_within_the_text_is_not_the_headline() {
    let mut paragraphs = story(&[]);
    paragraphs.push(Paragraph { size: 10.0, ..Paragraph::marked("About the office", Role::Heading(2)) });
    assert_eq!(
        read(Some("Old ferry stays at last"), paragraphs).headline.as_deref(),
        Some("Old ferry stays at last")
    );
}

#[test]
fn a_place_beside_the_date_stays_in_the_text() {
    let article = read(None, story(&[(18.0, "Ferry stays"), (10.0, "Orvik, 12 October 2019")]));
    assert_eq!(article.published.as_deref(), Some("2019-10-12"));
    assert!(article.body.starts_with("Orvik, 12 October 2019"));
    let article = read(None, story(&[(18.0, "Ferry stays"), (10.0, "Published on 12 October 2019")]));
    assert!(article.body.starts_with("The council"), "{}", article.body);
}

#[test]
fn a_form_has_neither_author_nor_date() {
    let form = sized(&[
        (12.0, "Invoice"),
        (10.0, "Invoice date: 12 October 2019"),
        (10.0, "By Jane Roe"),
        (10.0, "Two ropes, one anchor"),
    ]);
    let article = read(None, form);
    assert_eq!((article.published, article.byline.len()), (None, 0));
    assert!(article.body.contains("12 October 2019") && article.body.contains("Jane Roe"));
}

#[test]
fn only_a_date_of_publication_is_taken() {
    let dated = |line: &str| read(None, story(&[(18.0, "Ferry stays"), (10.0, line)])).published;
    assert_eq!(dated("Published on 12 October 2019 by the harbour office").as_deref(), Some("2019-10-12"));
    assert_eq!(dated("Saturday, 12 October 2019").as_deref(), Some("2019-10-12"));
    assert_eq!(dated("Meeting of the council: 12 October 2019"), None);
}

#[test]
fn a_document_of_one_size_has_a_headline_only_if_its_words_are_one() {
    assert_eq!(read(None, sized(&[(10.0, "Rope"), (10.0, "Anchor"), (10.0, "12")])).headline, None);
}

#[test]
fn nothing_comes_of_nothing() {
    assert!(!from_document(&Document::default()).has_text());
}

#[test]
fn a_title_between_paragraphs_that_repeat_is_read() {
    let prose = PROSE.iter().cycle().take(200);
    let mut paragraphs: Vec<Paragraph> = prose.map(|text| Paragraph::plain(*text)).collect();
    paragraphs.insert(100, Paragraph::marked("Ferry stays".to_owned(), Role::Title));
    let article = read(None, paragraphs);
    assert_eq!(article.headline.as_deref(), Some("Ferry stays"));
    assert_eq!(article.body.matches(PROSE[2]).count(), 66);
}
