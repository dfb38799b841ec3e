//! Texts that begin with their own address: a hundred of them, each story of the table in each of five layouts.
//!
//! The address is the `url` of all of them, and never the headline.

use dateline_page::from_text;

/// A story of the table.
struct Story<'a> {
    slug: &'a str,
    headline: &'a str,
    summary: &'a str,
    menu: Vec<&'a str>,
    byline: &'a str,
    date: &'a str,
    paragraphs: Vec<&'a str>,
    teaser: &'a str,
}

fn stories(table: &str) -> Vec<Story<'_>> {
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| {
        let columns: Vec<&str> = row.split('\t').collect();
        let [_, slug, headline, summary, menu, byline, date, paragraphs, teaser] = columns[..] else {
            panic!("a row of the table has nine columns: {row}");
        };
        let (menu, paragraphs) = (menu.split('|').collect(), paragraphs.split('|').collect());
        Story { slug, headline, summary, menu, byline, date, paragraphs, teaser }
    })
    .collect()
}

/// The ways in which people keep a page with its address.
fn layouts(story: &Story) -> [(String, String); 5] {
    let Story { slug, headline, summary, menu, byline, date, paragraphs, teaser } = story;
    let body = paragraphs.join("\n\n");
    let address = |before: &str, after: &str| format!("https://www.post.example/{before}{slug}{after}");
    let menu_lines = menu.join("\n");
    let [plain, dated, html, numbered, query] = [
        address("", ""),
        address("2019/10/12/", "/"),
        address("news/harbour/", ".html"),
        address("a/", "-48213"),
        address("harbour/", "?source=mail"),
    ];
    [
        (plain.clone(), format!("{plain}\n\n{headline}\n\n{body}\n")),
        (dated.clone(), format!("{dated}\n{headline}\n{byline}\n{date}\n\n{body}\n")),
        (
            html.clone(),
            format!(
                "{html}\n\n{menu_lines}\n\n{headline}\n\n{summary}\n\n{byline}\n{date}\n\n{body}\n\n{teaser}\n{menu_lines}\n"
            ),
        ),
        (numbered.clone(), format!("URL: {numbered}\n\n{headline}\n{date}\n\n{}\n", paragraphs.join("\n"))),
        (
            query.clone(),
            format!(
                "<{query}>\n\nHarbour Post\n{} > {}\n{headline}\n{date} | {byline}\n\n{body}\n\n{teaser}\n",
                menu[0], menu[2]
            ),
        ),
    ]
}

#[test]
fn the_address_is_never_the_headline() {
    let stories = stories(include_str!("data/addressed.tsv"));
    let (mut texts, mut right, mut wrong) = (0, 0, Vec::new());
    for story in &stories {
        for (layout, (address, text)) in layouts(story).into_iter().enumerate() {
            let article = from_text(&text);
            assert_eq!(article.url.as_deref(), Some(address.as_str()), "{text}");
            assert!(!article.body.contains("://"), "{}", article.body);
            texts += 1;
            if article.headline.as_deref() == Some(story.headline) {
                right += 1;
            } else {
                wrong.push(format!("{} in layout {layout}: {:?}", story.slug, article.headline));
            }
        }
    }
    assert_eq!(texts, 100);
    assert!(right >= 97, "{right} of {texts}: {wrong:#?}");
}
