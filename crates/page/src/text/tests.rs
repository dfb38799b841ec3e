use crate::from_text as read;

/// Four paragraphs of a story.
pub(super) const STORY: &str = "The council of the small harbour town voted on Monday to keep the old ferry running in winter.\n\n\
Fishermen and pupils had asked for it in a letter that more than nine hundred people signed this autumn.\n\n\
A bridge across the sound is to be built next year, and until then the ferry is the only way to school.\n\n\
The ferry company said on Tuesday that it would need a second captain, because the old one wants to retire.";

const PAGE: &str = "Skip to main content\nHome\nNews\nSport\nOpinion\nSubscribe\n\nHome > News > Harbour\n\n\
Old ferry stays through the winter\n\n\
Council votes against the mayor as fishermen and pupils hand over a letter with nine hundred names\n\n\
By Jane Roe and John Doe\nPublished: 12 October 2019 18:04\nUpdated: 13 October 2019\n\nShare\nFacebook\nTwitter\n\n\
The ferry Alma leaves the harbour before the vote (AFP)\n\n\
HARBOURTOWN (AFP) - The council of the small town voted on Monday evening to keep the old ferry running through the \
winter, although the ferry costs more than it earns.\n\n\
Fishermen and pupils had asked for it in a letter that more than nine hundred people signed, which is every second \
inhabitant of the town.\n\n\
\"Nobody could have said no to such a letter,\" the mayor told reporters after the vote, which ended shortly before \
midnight.\n\n\
Bridge not before next year\n\n\
A bridge across the sound is to be built next year. Until then the ferry is the only way for pupils to reach their \
school on the other side of the water.\n\n\
Advertisement\n\n\
The ferry company said on Tuesday that it would need a second captain, because the old one wants to retire in the \
spring and nobody has been found so far.\n\n\
The council will meet again in December to decide who pays for the repairs, which are said to cost as much as a new \
boat would.\n\n\
Related articles\nBridge to be built next year\nSchool closed after storm\n\n\
Sign up for our newsletter\nGet the news from the harbour in your inbox every morning.\n\n\
Comments (2)\nOld Salt\n2 days ago\nGood news at last.\n\n\
Harbour Post delivers independent coverage of the coast. More about Harbour Post can be found here.\n\
© 2019 Harbour Post. All rights reserved.\nPrivacy policy\nTerms of use\n";

#[test]
fn a_saved_page_gives_its_fields_and_nothing_of_the_rest() {
    let article = read(PAGE);
    assert_eq!(article.headline.as_deref(), Some("Old ferry stays through the winter"));
    assert!(article.standfirst.as_deref().unwrap().starts_with("Council votes against the mayor"));
    assert_eq!(article.byline, ["Jane Roe", "John Doe"]);
    assert_eq!(article.agency, ["AFP"]);
    assert_eq!(article.dateline.as_deref(), Some("HARBOURTOWN (AFP)"));
    assert!(article.published.as_deref().unwrap().starts_with("2019-10-12"));
    assert_eq!(article.updated.as_deref(), Some("2019-10-13"));
    assert_eq!(article.source.as_deref(), Some("Harbour Post"));
    assert_eq!(article.section.as_deref(), Some("Harbour"));
    assert_eq!(article.captions, ["The ferry Alma leaves the harbour before the vote (AFP)"]);
}

#[test]
fn the_body_keeps_crossheads_and_drops_everything_around_it() {
    let body = read(PAGE).body;
    assert!(body.starts_with("HARBOURTOWN (AFP) - The council"), "{body}");
    assert!(body.ends_with("as much as a new boat would."), "{body}");
    assert!(body.contains("\n\nBridge not before next year\n\n"), "{body}");
    for stray in [
        "Share",
        "Advertisement",
        "Related",
        "newsletter",
        "Old Salt",
        "delivers",
        "Privacy",
        "leaves the harbour",
    ] {
        assert!(!body.contains(stray), "{stray}");
    }
}

#[test]
fn every_field_found_has_its_rule() {
    let article = read(PAGE);
    for field in [
        "headline",
        "standfirst",
        "byline",
        "agency",
        "dateline",
        "published",
        "source",
        "section",
        "captions",
        "body",
    ] {
        assert!(article.found.contains_key(field), "{field}");
    }
}

#[test]
fn a_clean_text_keeps_every_paragraph() {
    let text = "Ferry stays\n\nThe council of the small town voted on Monday to keep the old ferry running through winter.\n\n\
        Fishermen and pupils had asked for it in a letter that more than nine hundred people signed.\n\n\
        A bridge across the sound is to be built next year, and until then the ferry is the only way.";
    let article = read(text);
    assert_eq!(article.headline.as_deref(), Some("Ferry stays"));
    assert_eq!(article.body.split("\n\n").count(), 3);
    assert_eq!(article.published, None);
    assert_eq!(article.source, None);
}

#[test]
fn a_header_is_believed() {
    let text = "Title: Ferry stays\nAuthor: Jane Roe\nDate: 2019-10-12\n\n\
        The council of the small town voted on Monday to keep the old ferry running through the winter.\n\n\
        Fishermen and pupils had asked for it in a letter that more than nine hundred people signed.";
    let article = read(text);
    assert_eq!(article.headline.as_deref(), Some("Ferry stays"));
    assert_eq!(article.byline, ["Jane Roe"]);
    assert_eq!(article.published.as_deref(), Some("2019-10-12"));
    assert_eq!(article.body.split("\n\n").count(), 2);
}

#[test]
fn pages_in_other_scripts_need_no_english() {
    let russian = "Главная\nНовости\nСпорт\n\nСтарый паром остаётся на зиму\n\n\
        Совет небольшого портового города в понедельник вечером проголосовал за то, чтобы старый паром ходил и зимой.\n\n\
        Об этом просили рыбаки и школьники в письме, которое подписали более девятисот человек, то есть каждый второй житель.\n\n\
        Мост через пролив должны построить в следующем году, а до тех пор паром остаётся единственной дорогой в школу.\n\n\
        Читайте также\nМост построят в следующем году\nШкола закрыта после бури";
    let article = read(russian);
    assert_eq!(article.headline.as_deref(), Some("Старый паром остаётся на зиму"));
    assert_eq!(article.body.split("\n\n").count(), 3, "{}", article.body);
    let chinese = "首页\n新闻\n体育\n\n旧渡轮将在冬季继续运行\n\n\
        这个小港口城市的议会星期一晚上投票决定，让旧渡轮在冬季继续运行，尽管渡轮的开支高于收入，而且明年将建成一座桥。\n\n\
        渔民和学生在一封信中提出了这一要求，有九百多人在信上签名，相当于全市每两个居民中就有一人签名，市长说没有人能够拒绝。\n\n\
        渡轮公司星期二表示，公司需要第二名船长，因为现任船长希望在春天退休，而到目前为止还没有找到合适的人选来接替他的工作。\n\n\
        相关新闻\n明年将建桥\n学校因风暴停课";
    let article = read(chinese);
    assert_eq!(article.headline.as_deref(), Some("旧渡轮将在冬季继续运行"));
    assert_eq!(article.body.split("\n\n").count(), 3, "{}", article.body);
}

#[test]
fn texts_without_an_article_give_no_fields() {
    for text in ["", "\n\n", "Home\nNews\nSport", "***", "\u{feff}"] {
        let article = read(text);
        assert_eq!(article.body, "", "{text:?}");
        assert_eq!(article.published, None);
    }
}

/// True if the characters of `part` are in `whole` in this order.
fn is_subsequence(part: &str, whole: &str) -> bool {
    let mut rest = whole.chars();
    part.chars().filter(|c| !c.is_whitespace()).all(|c| rest.any(|other| other == c))
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic_and_nothing_is_invented(text in "(\\PC{0,40}\n){0,30}") {
        let article = read(&text);
        proptest::prop_assert!(is_subsequence(&article.body, &text));
    }

    #[test]
    fn pages_made_of_usual_lines_invent_nothing(picks in proptest::collection::vec(0usize..40, 0..80)) {
        let lines: Vec<&str> = PAGE.lines().collect();
        let text: String = picks.iter().filter_map(|&i| lines.get(i)).flat_map(|line| [*line, "\n"]).collect();
        let article = read(&text);
        proptest::prop_assert!(is_subsequence(&article.body, &text));
        for line in article.body.split("\n\n").filter(|line| !line.is_empty()) {
            proptest::prop_assert!(text.contains(line));
        }
    }
}

#[test]
fn a_page_of_many_lines_takes_linear_time() {
    let page = PAGE.repeat(60);
    let start = std::time::Instant::now();
    read(&page);
    let long = start.elapsed();
    assert!(long < std::time::Duration::from_secs(30), "{long:?}");
}
