//! What the page says beside the articles.

use super::http::{Served, encoded};
use super::sample;

#[test]
fn words_can_be_looked_for_in_one_field() {
    let served = Served::start(&sample().index(), &[]);
    for (field, typed) in [("headline", "talks OR truce"), ("body", "\"peace talks\""), ("person", "lavrov")]
    {
        let ids = |query: &str| {
            let answer = served.api(&format!("search?{query}"));
            let hits = answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].to_string());
            (answer["total"].as_u64().unwrap(), hits.collect::<Vec<_>>())
        };
        let chosen = ids(&encoded(&[("q", typed), ("in", field)]));
        assert_eq!(chosen, ids(&encoded(&[("q", &format!("{field}:({typed})"))])), "{field}");
        assert!(chosen.0 > 0 && chosen.0 < ids(&encoded(&[("q", typed)])).0.max(chosen.0 + 1), "{field}");
    }
    let page = served.get("/?q=talks&in=headline").text();
    assert!(page.contains("<option value=\"headline\" selected>"));
    let of_the_box = page.split("<form class=\"box\"").nth(1).unwrap().split("</form>").next().unwrap();
    assert!(!of_the_box.contains("type=\"hidden\" name=\"in\""), "asked twice: {of_the_box}");
    let links: Vec<&str> = page.split("class=\"value\"").skip(1).collect();
    assert!(
        links.len() > 5 && links.iter().all(|link| link.contains("in=headline")),
        "a link loses the field"
    );
    assert_eq!(served.get("/?q=talks&in=margins").status, 400);
}

#[test]
fn a_step_that_is_too_short_is_said() {
    let served = Served::start(&sample().index(), &[]);
    let page = served.get("/?q=talks&step=day&since=1990&until=2020").text();
    assert!(page.contains("by day the timeline would have more than 1000 bars"), "{page}");
    assert!(!served.get("/?q=talks&step=year").text().contains("the timeline would have"));
}

#[test]
fn an_article_that_is_gone_is_offered_under_a_similar_id() {
    let served = Served::start(&sample().index(), &[]);
    let reply = served.get("/a/mw-20151023-vienna-old");
    assert_eq!(reply.status, 404);
    assert!(reply.text().contains("href=\"/a/mw%2D20151023%2Dvienna%2D23"), "{}", reply.text());
    let problem = served.get("/api/v1/article?id=mw-20151023-vienna-old").json();
    assert!(problem["links"][0]["href"].as_str().unwrap().starts_with("/a/mw%2D2015"), "{problem}");
    assert!(!served.get("/a/zz").text().contains("<li>"));
}

#[test]
fn a_chosen_name_leads_to_its_page() {
    let served = Served::start(&sample().index(), &[]);
    let page = served.get("/?person=Sergei+Lavrov").text();
    assert!(page.contains("class=\"about\" href=\"/name/person/Sergei%20Lavrov"), "{page}");
}
