//! Articles in many languages: what words find them, and what is highlighted.

use std::sync::LazyLock;

use crate::common::Scratch;
use dateline_search::ask::{Question, ask};
use dateline_search::query::ParseOptions;
use dateline_search::request::{Filters, Request};
use dateline_search::response::Response;
use dateline_tantivy::Local;

static INDEX: LazyLock<(Scratch, Local)> = LazyLock::new(|| opened(include_str!("../data/languages.jsonl")));

fn opened(articles: &str) -> (Scratch, Local) {
    let scratch = Scratch::with(&[("articles.jsonl", articles)]);
    scratch.index_news();
    let engine = Local::open(&scratch.index()).unwrap();
    (scratch, engine)
}

fn ask_in(engine: &Local, query: &str, options: ParseOptions, language: &[&str]) -> Response {
    let mut question = Question::read(query, &options).unwrap();
    question.names = false;
    let language = language.iter().map(|code| (*code).to_owned()).collect();
    let filters = Filters { language, ..Filters::default() };
    let request = Request { filters, limit: 50, snippets: true, ..Request::default() };
    ask(engine, &question.with(request)).unwrap()
}

fn ids(response: &Response) -> String {
    let mut ids: Vec<&str> = response.hits.iter().map(|hit| hit.article.id.as_str()).collect();
    ids.sort_unstable();
    ids.join(" ")
}

fn find(query: &str) -> String {
    ids(&ask_in(&INDEX.1, query, ParseOptions::default(), &[]))
}

/// Each query with the articles it finds in the index of all languages.
fn assert_finds(table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .map(|&(query, expected)| (query, expected, find(query)))
        .filter(|(_, expected, found)| expected != found)
        .map(|(query, expected, found)| format!("{query}: expected {expected}, found {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn inflected_forms_of_latin_languages() {
    assert_finds(&[
        ("Haus", "de-1"),
        ("Regierungen", "de-1 de-2"),
        ("gouvernements", "fr-1"),
        ("gobierno", "es-1 es-2"),
        ("elección", "es-1"),
        ("conferências", "pt-1"),
        ("eleição", "pt-1 pt-2"),
        ("ação", "pt-2"),
        ("governi", "it-1 it-2"),
        ("verkiezing", "nl-1"),
        ("regering stöd", "sv-1"),
        ("rządy", "pl-1"),
        ("prezident volby", "cs-1"),
        ("választás", "hu-1"),
        ("kormány", "hu-1"),
        ("hükümet", "tr-1"),
        ("ministrul", "ro-1"),
        ("pemerintah pemilihan", "id-1"),
        ("vaalit", "fi-1"),
        ("houses", "en-2"),
    ]);
}

#[test]
fn words_typed_without_diacritics() {
    assert_finds(&[
        ("prasident Muller", "de-1"),
        ("Mueller", "de-1"),
        ("elysee", "fr-1"),
        ("election donnees", "fr-2"),
        ("eleccion", "es-1"),
        ("ninos cancion", "es-1"),
        ("conferencia decisao", "pt-1"),
        ("eleicoes", "pt-1 pt-2"),
        ("universita", "it-1"),
        ("rzad Lodzi", "pl-1"),
        ("valasztas tobbsege", "hu-1"),
        ("hukumet secim", "tr-1"),
        ("IRAK", "tr-1"),
        ("istanbul", "tr-1"),
        ("presedintele Romaniei", "ro-1"),
        ("viet nam", "vi-1"),
        ("cafe", "en-2"),
        ("προεδρος", "el-1"),
    ]);
}

#[test]
fn elided_articles_and_apostrophes() {
    assert_finds(&[
        ("avion", "fr-1"),
        ("l\u{2019}avion d'Orly", "fr-1"),
        ("état", "fr-1"),
        ("arte", "it-1"),
        ("dell'arte", "it-1"),
        ("energia", "it-2"),
        ("aujourd'hui", "fr-2"),
        ("O'Neill", "en-1"),
        ("м’яч", "uk-1"),
        ("=avion", "fr-1"),
        ("aeropo*", "fr-1"),
        ("avi*", "fr-1"),
    ]);
}

#[test]
fn acronyms_and_initials() {
    assert_finds(&[
        ("U.S.", "en-1"),
        ("US envoy", "en-1"),
        ("UN mission", "en-1"),
        ("\"U.N.-led mission\"", "en-1"),
        ("pm", "en-1"),
        ("5 p.m.", "en-1"),
        ("J. R. R. Tolkien", "en-2"),
        ("J.R.R. Tolkien", "en-2"),
        ("\"JRR Tolkien\"", "en-2"),
    ]);
}

#[test]
fn words_of_one_language_are_no_others_of_another() {
    assert_finds(&[
        // The French stem of "notes" is the English word "not", which en-3 has.
        ("notes", "en-1 fr-1"),
        // That of "parties" is "part", which en-3 has too.
        ("parties", "fr-2"),
        ("gift", "en-2"),
        ("Boeing", "en-3 ru-2"),
        ("president", "fr-1 pt-1"),
    ]);
}

#[test]
fn cyrillic() {
    assert_finds(&[
        ("Лавров", "ru-1"),
        ("Лаврову", "ru-1"),
        ("елка", "ru-1"),
        ("ёлка", "ru-1"),
        ("город", "ru-2"),
        ("мой", "ru-2"),
        ("выборы", "ru-1"),
        ("вибори", "uk-1"),
        ("мяч", "uk-1"),
        ("Lavrov", "en-3"),
        // Serbian is written in two alphabets, and Croatian inflects like it.
        ("председник", "hr-1 sr-1"),
        ("predsjednika", "hr-1 sr-1"),
    ]);
}

#[test]
fn right_to_left_and_indic_scripts() {
    assert_finds(&[
        ("وزير", "ar-1 ar-2"),
        ("الوزير", "ar-1 ar-2"),
        ("والوزير مدرسه", "ar-1"),
        ("احمد", "ar-1"),
        ("أحمد", "ar-1"),
        ("ابراهيم", "ar-2"),
        ("مستشفي", "ar-2"),
        ("القـــاهرة", "ar-1"),
        ("كتاب", "fa-1"),
        ("کتابها", "fa-1"),
        ("ממשלה", "he-1"),
        ("सरकार", "hi-1"),
        ("फैसला", "hi-1"),
        ("बाते", ""),
    ]);
}

#[test]
fn scripts_without_spaces() {
    assert_finds(&[
        ("北京大学校长", "zh-1"),
        ("北京大学的校长", "zh-1"),
        ("\"北京大学校长\"", ""),
        ("校长", "zh-1 zh-2"),
        ("北京", "zh-1"),
        ("外交部发言人", "zh-1"),
        ("大学", "zh-1 zh-2"),
        ("日本の首相", "ja-1"),
        ("東京", "ja-1"),
        ("京都", "ja-2"),
        ("ガイド", "ja-1"),
        ("カイト", ""),
        ("กรุงเทพ", "th-1"),
        ("สำนักงานนายกรัฐมนตรี", "th-1"),
        ("서울", "ko-1"),
        ("서울에서 회담", "ko-1"),
        ("대통령", "ko-1"),
    ]);
}

#[test]
fn stop_words_of_the_language_of_the_query_do_not_decide() {
    assert_finds(&[
        ("die Regierungen das", "de-1 de-2"),
        ("les avions et du", "fr-1"),
        ("elecciones para los niños", "es-1"),
        ("ação sobre a bolsa", "pt-2"),
        ("выборы для", "ru-1"),
        ("の首相", "ja-1"),
        // "hard" is English too, and "die" is not a stop word there.
        ("die hard", "en-2"),
        // Nothing but stop words is looked up as it is.
        ("aujourd'hui les", "fr-2"),
        ("der der", "de-1 de-2"),
        ("\"les électeurs\"", "fr-2"),
        ("\"des électeurs\"", ""),
    ]);
    let in_german = |query| ids(&ask_in(&INDEX.1, query, ParseOptions::default(), &["de"]));
    assert_eq!(in_german("die harten"), "de-1");
    assert_eq!(in_german("die hart das"), "de-1");
}

#[test]
fn the_language_filter_narrows() {
    let within = |query, code| ids(&ask_in(&INDEX.1, query, ParseOptions::default(), &[code]));
    assert_eq!(within("notes", "fr"), "fr-1");
    assert_eq!(within("notes", "en"), "en-1");
    assert_eq!(find("notes language:fr"), "fr-1");
    assert_eq!(find("election language:fr"), "fr-2");
}

#[test]
fn any_and_plain_words_find_the_same() {
    let any = ParseOptions { any: true, ..ParseOptions::default() };
    let plain = ParseOptions { plain: true, ..ParseOptions::default() };
    assert_eq!(ids(&ask_in(&INDEX.1, "Regierung вибори", any, &[])), "de-1 de-2 uk-1");
    assert_eq!(ids(&ask_in(&INDEX.1, "北京大学校长", plain, &[])), "zh-1");
    assert_eq!(ids(&ask_in(&INDEX.1, "J. R. R. Tolkien", plain, &[])), "en-2");
}

#[test]
fn phrases_and_near_words_across_languages() {
    assert_finds(&[
        ("\"président quitté\"~2", "fr-1"),
        ("\"Regierung der Ukraine\"", "de-1"),
        ("headline:\"avion de l'elysee\"", "fr-1"),
        ("headline:Élections", "fr-2"),
        ("body:elections", "fr-2"),
        ("\"встреча Лавров\"", "ru-1"),
        ("headline:北京", "zh-1"),
        ("body:\"北京大学\"", "zh-1"),
    ]);
}

/// The highlights of the only article that a query finds.
fn marked(query: &str) -> Vec<String> {
    let response = ask_in(&INDEX.1, query, ParseOptions::default(), &[]);
    assert_eq!(response.hits.len(), 1, "{query}");
    let snippets = response.hits[0].snippets.iter();
    let spans = snippets.flat_map(|s| s.highlights.iter().map(|&[from, to]| s.text[from..to].to_owned()));
    spans.collect()
}

#[test]
fn highlights_are_the_words_of_the_article() {
    assert_eq!(marked("Haus"), ["Häuser", "Häuser"]);
    assert_eq!(marked("avions"), ["L'avion", "L'avion"]);
    assert_eq!(marked("eleccion"), ["Elecciones", "elecciones"]);
    assert_eq!(marked("Лаврову"), ["Лаврова", "Лавров", "Лаврова"]);
    assert_eq!(marked("مدرسه"), ["المدرسة", "المدرسةَ"]);
    assert_eq!(marked("J.R.R."), ["J. R. R"]);
    assert_eq!(marked("北京大学校长"), ["北京", "大学", "校长", "北京", "大学", "校长"]);
    assert_eq!(marked("서울"), ["서울", "서울"]);
    assert_eq!(marked("=avion"), ["L'avion", "L'avion"]);
}

#[test]
fn an_index_of_english_reads_other_words_as_it_always_did() {
    let english: String = include_str!("../data/languages.jsonl")
        .lines()
        .filter(|line| line.contains("\"language\": \"en\"") || !line.contains("\"language\""))
        .map(|line| format!("{line}\n"))
        .collect();
    let (_scratch, engine) = opened(&english);
    let find = |query| ids(&ask_in(&engine, query, ParseOptions::default(), &[]));
    assert_eq!(find("notes"), "en-1");
    assert_eq!(find("die hard"), "en-2");
    assert_eq!(find("farmer"), "none-1");
}
