//! Pages in scripts other than the Latin one, saved as HTML and as text.

use crate::{Options, from_html, from_text, read_html};
use dateline_core::article::Article;

/// What a reader finds on a page.
struct Expected {
    headline: &'static str,
    byline: &'static [&'static str],
    published: &'static str,
    source: &'static str,
    /// How the body starts and ends.
    body: [&'static str; 2],
}

const RUSSIAN: Expected = Expected {
    headline: "Паром останется на зиму",
    byline: &["Анна Ветрова"],
    published: "2019-11-14",
    source: "Гавань",
    body: ["ЗАГАВАНЬ, 14 ноября.", "на пенсию."],
};

const ARABIC: Expected = Expected {
    headline: "العبّارة القديمة تبقى في الشتاء",
    byline: &["ليلى الخطيب"],
    published: "2019-11-14",
    source: "صوت المرفأ",
    body: ["المرفأ - قرر", "في الربيع."],
};

const CHINESE: Expected = Expected {
    headline: "老渡船冬天继续开",
    byline: &["王小明"],
    published: "2019-11-14",
    source: "海港晚报",
    body: ["海港晚报讯", "一位船长。"],
};

const JAPANESE: Expected = Expected {
    headline: "古い渡し船、冬も運航 議会が決定",
    byline: &["佐伯千夏"],
    published: "2019-11-14",
    source: "港町新報",
    body: ["小さな港町の議会は", "説明している。"],
};

fn check(article: &Article, expected: &Expected) {
    assert_eq!(article.headline.as_deref(), Some(expected.headline));
    assert_eq!(article.published.as_deref(), Some(expected.published));
    assert_eq!(article.source.as_deref(), Some(expected.source));
    assert_eq!(article.byline, expected.byline);
    let [start, end] = expected.body;
    assert!(article.body.starts_with(start) && article.body.ends_with(end), "{}", article.body);
    assert_eq!(article.body.split("\n\n").count(), 4, "{}", article.body);
}

#[test]
fn pages_saved_as_html() {
    check(&from_html(include_str!("../tests/data/pages/ru.html")), &RUSSIAN);
    check(&from_html(include_str!("../tests/data/pages/ar.html")), &ARABIC);
    check(&from_html(include_str!("../tests/data/pages/zh.html")), &CHINESE);
    check(&from_html(include_str!("../tests/data/pages/ja.html")), &JAPANESE);
}

#[test]
fn pages_saved_as_text() {
    check(&from_text(include_str!("../tests/data/pages/ar.txt")), &ARABIC);
    check(&from_text(include_str!("../tests/data/pages/zh.txt")), &CHINESE);
    // A name alone in a line, without a space in it, may be anything: it is left out.
    check(&from_text(include_str!("../tests/data/pages/ja.txt")), &Expected { byline: &[], ..JAPANESE });
    let russian = from_text(include_str!("../tests/data/pages/ru.txt"));
    assert_eq!(russian.headline.as_deref(), Some(RUSSIAN.headline));
    assert!(russian.body.starts_with(RUSSIAN.body[0]) && !russian.body.contains("Мост"));
}

#[test]
fn a_stub_is_flagged_where_the_page_says_so() {
    let japanese = from_html(include_str!("../tests/data/pages/ja.html"));
    assert!(japanese.paywall && !japanese.body.contains("有料会員"));
    let locked = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry stays",
        "isAccessibleForFree":"False"}</script><h1>Ferry stays</h1><p>The council voted on Monday to keep the ferry."#;
    assert_eq!(from_html(locked).found["paywall"], "JSON-LD isAccessibleForFree");
    let short =
        "Ferry stays\n\nBy Jane Roe\n\nThe council voted on Monday to keep the old ferry running in winter.";
    assert!(!from_text(short).paywall);
    assert!(from_text(&format!("{short}\n\nSubscribe to continue reading this article")).paywall);
}

#[test]
fn explaining_changes_no_field() {
    let html = include_str!("../tests/data/pages/ru.html");
    let explained = read_html(html, &Options { explain: true, ..Options::default() });
    assert_eq!(explained.explain["headline"].value, RUSSIAN.headline);
    assert!(!explained.explain["headline"].others.is_empty());
    assert_eq!(Article { explain: Default::default(), ..explained }, from_html(html));
}
