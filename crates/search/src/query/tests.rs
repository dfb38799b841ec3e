//! Whole queries: how they are read, what is wrong with them, and that nothing breaks the parser.

use proptest::prelude::*;

use super::build::{depth, is_nothing};
use super::*;

const LENIENT: ParseOptions = ParseOptions { any: false, plain: false, strict: false, field: Field::Any };
const STRICT: ParseOptions = ParseOptions { strict: true, ..LENIENT };
const ANY: ParseOptions = ParseOptions { any: true, ..LENIENT };
const PLAIN: ParseOptions = ParseOptions { plain: true, ..LENIENT };

/// The canonical form of a query that has no fault.
fn read_with(query: &str, options: &ParseOptions) -> String {
    let options = ParseOptions { strict: true, ..*options };
    match parse(query, &options) {
        Ok(parsed) => parsed.query.to_string(),
        Err(issue) => panic!("{}", issue.render(query)),
    }
}

fn read(query: &str) -> String {
    read_with(query, &LENIENT)
}

/// The lenient reading of a query with faults, and the warnings about them.
fn mend(query: &str) -> (String, String) {
    let parsed = parse(query, &LENIENT).unwrap();
    let fault = parse(query, &STRICT).expect_err("a fault when parsing strictly");
    assert_eq!(parsed.warnings.first(), Some(&fault), "{query}");
    let said: Vec<String> = parsed.warnings.iter().map(|issue| issue.message.clone()).collect();
    (parsed.query.to_string(), said.join("; "))
}

fn assert_mended(cases: &[(&str, &str, &str)]) {
    for (query, reading, said) in cases {
        assert_eq!(mend(query), ((*reading).to_owned(), (*said).to_owned()), "{query}");
    }
}

fn assert_read(cases: &[(&str, &str)]) {
    for (query, reading) in cases {
        assert_eq!(read(query), *reading, "{query}");
    }
}

#[test]
fn a_query_has_no_more_bytes_than_it_may() {
    let longest = "a".repeat(super::MAX_BYTES);
    assert!(parse(&longest, &ParseOptions::default()).is_ok());
    let fault = parse(&format!("{longest} b"), &ParseOptions::default()).unwrap_err();
    assert_eq!(fault.to_string(), "the query has more than 256 kB (shorten it)");
    assert!(fault.render(&format!("{longest} b")).len() < 1000);
}

#[test]
fn words_and_phrases() {
    assert_read(&[
        ("", "*"),
        ("  ", "*"),
        ("war", "war"),
        ("war peace war", "war peace war"),
        ("\"air operations\"", "\"air operations\""),
        ("‘no deal’ title:‘a b’~2 O’Neill", "\"no deal\" headline:\"a b\"~2 O’Neill"),
        ("who? why? what ? http://a.example/b?c=d", "who why what http \"a example\" b c d"),
        ("“air, operations!” „x y“ «z»", "\"air operations\" \"x y\" \"z\""),
        ("\"near words\"~5", "\"near words\"~5"),
        ("\"near words\"~5^1.5", "\"near words\"~5^1.5"),
        ("\"near words\"^1.5~5", "\"near words\"~5^1.5"),
        ("four-year plan", "\"four year\" plan"),
        ("Syria/Iraq, Iran", "Syria Iraq Iran"),
        ("9/11 10,000 3.5 12:30", "\"9 11\" \"10 000\" \"3 5\" \"12 30\""),
        ("O'Neill's U.S. AT&T", "O'Neill's U.S AT&T"),
        ("北京", "北京"),
        ("北京大学校长 \"北京大学校长\"", "北京 大学 校长 \"北京 大学 校长\""),
        ("北京-上海 =北京", "\"北京 上海\" =北 =京 \"北 京\""),
        ("สำนักนายกรัฐมนตรี 서울에서", "สำนัก นายก รัฐมนตรี 서울에서"),
        ("G20峰会 person:习近平", "G20 峰会 person:\"习 近 平\""),
        ("J. R. R. Tolkien \"J. R. R. Tolkien\" p.m.", "J.R.R Tolkien \"J.R.R Tolkien\" p.m"),
        ("war - peace — now", "war peace now"),
    ]);
    assert_eq!(read("see http://news.example/today"), "see http \"news example\" today");
}

#[test]
fn operators() {
    assert_read(&[
        ("a AND b", "a b"),
        ("a && b", "a b"),
        ("a&&b||c", "(a b) OR c"),
        ("a OR b", "a OR b"),
        ("a b OR c d", "(a b) OR (c d)"),
        ("a OR b c", "a OR (b c)"),
        ("(a OR b) c", "(a OR b) c"),
        ("a AND (b AND (c d))", "a b c d"),
        ("a OR (b OR c)", "a OR b OR c"),
        ("a -b", "a -b"),
        ("a !b NOT c", "a -b -c"),
        ("a AND NOT b", "a -b"),
        ("NOT a", "-a"),
        ("-a -b", "-a -b"),
        ("NOT NOT a", "a"),
        ("-(a b)", "-(a b)"),
        ("(a OR b) -c", "(a OR b) -c"),
        ("a OR -b", "a OR (-b)"),
        ("a OR NOT b", "a OR (-b)"),
        ("+a b", "a b"),
        ("+a OR b", "+a OR b"),
        ("+a OR b OR -c", "(+a OR b) -c"),
        ("a and b or c not d", "a and b or c not d"),
        ("\\AND \\or", "\\AND or"),
        ("*", "*"),
        ("*:*", "*"),
        ("* a", "a"),
        ("-*", "-*"),
    ]);
}

#[test]
fn any_word_is_enough() {
    let read = |query| read_with(query, &ANY);
    assert_eq!(read("a b c"), "a OR b OR c");
    assert_eq!(read("a +b -c"), "(+b OR a) -c");
    assert_eq!(read("a b -c"), "(a OR b) -c");
    assert_eq!(read("a -c"), "a -c");
    assert_eq!(read("-c"), "-c");
    assert_eq!(read("a b AND c d"), "a OR (b c) OR d");
    assert_eq!(read("a b OR c d"), "a OR b OR c OR d");
    assert_eq!(read("(a b) c"), "a OR b OR c");
    assert_eq!(read("+(a b) c"), "+(a OR b) OR c");
    assert_eq!(read("Syria/Iraq"), "Syria OR Iraq");
}

#[test]
fn filters_narrow_even_where_any_word_is_enough() {
    let read = |query| read_with(query, &ANY);
    assert_eq!(read("a b country:sy"), "country:SY (a OR b)");
    assert_eq!(read("a country:sy date:2015"), "country:SY date:2015-01-01..2015-12-31 a");
    assert_eq!(read("a b +c source:times"), "+c OR +source:times OR a OR b");
    assert_eq!(read("a country:(sy ru)"), "(country:SY OR country:RU) a");
    assert_eq!(read("a OR country:sy"), "a OR country:SY");
    assert_eq!(parse("a country:nowhere", &ANY).unwrap().query.to_string(), "(-*) a");
}

#[test]
fn plain_queries_have_words_only() {
    let read = |query| read_with(query, &PLAIN);
    assert_eq!(read("title:war AND -(peace*) \"x y"), "title war \\AND peace x y");
    assert_eq!(
        read_with("four-year OR war", &ParseOptions { any: true, ..PLAIN }),
        "four OR year OR \\OR OR war"
    );
    assert_eq!(read(""), "*");
}

#[test]
fn patterns() {
    assert_read(&[
        ("coordinat*", "coordinat*"),
        ("wo*d", "wo*d"),
        ("wo**d^2", "wo*d^2"),
        ("Lavrov~ Lavrov~1 Lavrov~2", "Lavrov~2 Lavrov~1 Lavrov~2"),
        ("Lavrov~0", "Lavrov"),
        ("word~1^2 word^2~1", "word~1^2 word~1^2"),
        ("word^2 word^.5 word^1", "word^2 word^0.5 word"),
        ("(a OR b)^2 c", "(a OR b)^2 c"),
        ("~5 a~b", "5 \"a b\""),
        ("headline:wa*", "headline:wa*"),
        ("foo\\*", "foo"),
    ]);
}

#[test]
fn fields() {
    assert_read(&[
        ("title:war", "headline:war"),
        (
            "TITLE:war people:Lavrov organisation:UN location:Oslo",
            "headline:war person:Lavrov org:UN place:Oslo",
        ),
        ("title:(a OR b) c", "(headline:a OR headline:b) c"),
        ("title:(a body:b)", "headline:a body:b"),
        ("title:\"a b\"~2^3", "headline:\"a b\"~2^3"),
        ("title:four-year", "headline:\"four year\""),
        ("site:a.example wom?n organi?ation*", "url:\"a example\" wom?n organi?ation*"),
        ("title: war", "headline:war"),
        ("Title: war", "Title war"),
        ("title:-war body:x", "body:x -headline:war"),
        ("-title:war", "-headline:war"),
        ("title:AND", "headline:AND"),
        ("url:http://news.example/2015/a.html", "url:\"http news example 2015 a html\""),
        ("path:news/2015/a.txt", "path:\"news 2015 a txt\""),
        (
            "source:bbc.co.uk by:smith section:world language:en",
            "source:\"bbc co uk\" by:smith section:world language:en",
        ),
        ("a\\:b", "\"a b\""),
    ]);
}

#[test]
fn countries() {
    assert_read(&[
        ("country:syria", "country:SY"),
        ("country:\"Ivory Coast\"", "country:CI"),
        ("country:(sy OR ru)", "country:SY OR country:RU"),
        ("country:sy,ru,SY", "country:SY,RU"),
        ("-country:sy war", "war -country:SY"),
        ("country:sy^2", "country:SY^2"),
    ]);
    let region = parse("mentions:\"Middle East\"", &STRICT).unwrap().query;
    assert!(matches!(region, Query::Countries { field: CountryField::Mentions, codes } if codes.len() > 1));
}

#[test]
fn dates() {
    assert_read(&[
        ("date:2015-10..2015-11", "date:2015-10-01..2015-11-30"),
        ("date:>=2015-10-01", "date:2015-10-01.."),
        ("date:<2015", "date:..2014-12-31"),
        ("date:2015", "date:2015-01-01..2015-12-31"),
        ("date:2015-10-23", "date:2015-10-23"),
        ("date:\"2015-10-23\"", "date:2015-10-23"),
        ("date:[2015-10 TO 2015-11] war", "date:2015-10-01..2015-11-30 war"),
        ("date:(2015-01-01 OR 2016-01-01)", "date:2015-01-01 OR date:2016-01-01"),
        ("-date:2015-10-23 war", "war -date:2015-10-23"),
    ]);
}

#[test]
fn brackets_and_quotes_are_mended() {
    assert_mended(&[
        ("peace (talks OR war", "peace (talks OR war)", "this bracket is never closed"),
        ("peace) talks", "peace talks", "this closing bracket has no opening bracket"),
        ("peace \"talks now", "peace \"talks now\"", "this quote is never closed"),
        ("() peace", "peace", "this group is empty"),
        ("\"\" peace", "peace", "there are no words between these quotes"),
        ("by:\"air oper*\"", "by:\"air oper\"", "* has no effect within quotes and is ignored"),
    ]);
}

#[test]
fn operators_with_nothing_to_join_are_words() {
    let nothing_to_join = |name: &str| format!("a clause is missing next to {name}; it is read as a word");
    assert_mended(&[
        ("OR peace", "\\OR peace", &nothing_to_join("OR")),
        ("peace AND", "peace \\AND", &nothing_to_join("AND")),
        ("peace NOT", "peace \\NOT", &nothing_to_join("NOT")),
        ("(peace OR) war", "peace \\OR war", &nothing_to_join("OR")),
        ("a AND AND b", "a \\AND b", &nothing_to_join("AND")),
        ("&& a", "a", "&& needs a word or a clause on each side"),
        ("a ||", "a", "|| needs a word or a clause on each side"),
    ]);
}

#[test]
fn suffixes_are_mended() {
    assert_mended(&[
        (
            "*war",
            "war",
            "a word cannot begin with *, because every word of the index would have to be compared",
        ),
        ("word~3", "word~2", "~3 is too large; the maximum is ~2"),
        ("word~0.8", "word~2", "~0.8 is too large; the maximum is ~2"),
        ("word^", "word", "^ needs a number above 0 and is ignored"),
        ("word^x", "word", "^ needs a number above 0 and is ignored"),
        (
            "word^-1 word^0",
            "word word",
            "^ needs a number above 0 and is ignored; ^ needs a number above 0 and is ignored",
        ),
        ("\"a b\"~x", "\"a b\"", "~ after quotes needs a whole number and is ignored"),
        ("four-year~1", "\"four year\"", "~ works on a single word; it is ignored"),
        (
            "by:\"organi?ation met\"",
            "by:\"organi ation met\"",
            "? has no effect within quotes and is ignored",
        ),
        ("wor*~1", "wor*", "~ and * cannot be combined; ~ is ignored"),
        ("(a b)~2 c", "a b c", "~ has no effect after a group and is ignored"),
        ("pro-russ*", "pro russ*", "* works within one word; the parts are searched as separate words"),
    ]);
}

#[test]
fn unknown_fields_are_words() {
    let said = "unknown field headlin; it is read as a word";
    assert_mended(&[("headlin:war", "headlin war", said), ("-headlin:war", "-(headlin war)", said)]);
    let hint = parse("headlin:war", &STRICT).unwrap_err().hint.unwrap();
    assert!(hint.starts_with("did you mean headline:? the fields are headline, standfirst"), "{hint}");
    assert_eq!(parse("Re:war", &LENIENT).unwrap().warnings.len(), 1);
}

#[test]
fn filters_that_make_no_sense_match_nothing() {
    assert_mended(&[
        ("date:2015-13 war", "(-*) war", "2015-13 is not a month"),
        ("-date:2015-13 war", "war (-*)", "2015-13 is not a month"),
        ("-(peace OR date:soon)", "-*", "soon is not a date; write 2015, 2015-10 or 2015-10-23"),
        ("war OR date:soon", "war OR (-*)", "soon is not a date; write 2015, 2015-10 or 2015-10-23"),
        ("country:syra", "-*", "unknown country or region syra"),
        ("country:sy,syra", "-*", "unknown country or region syra"),
        ("country:sy~1", "-*", "~ works on words only"),
        ("_exists_:date", "-*", "_exists_ is not supported"),
        ("headline:*", "-*", "searching for articles that have a field is not supported"),
        ("headline:[a TO b]", "-*", "ranges work only for dates and numbers of words"),
        ("headline:()", "-*", "this group is empty"),
        ("headline:\"!\"", "-*", "there are no words between these quotes"),
        ("headline:!? war", "(-*) war", "there is no word to search for here"),
        ("(headline: ) war", "(-*) war", "there is nothing to search for after headline:"),
        ("?!", "-*", "the query has nothing to search for"),
        ("()", "-*", "this group is empty; the query has nothing to search for"),
    ]);
    let hint = parse("country:syra", &STRICT).unwrap_err().hint.unwrap();
    assert!(hint.starts_with("did you mean Syria") || hint.starts_with("did you mean syria"), "{hint}");
}

#[test]
fn faults_are_pointed_at() {
    let render = |query| parse(query, &STRICT).unwrap_err().render(query);
    assert_eq!(render("peace \"talks"), "peace \"talks\n      ^ this quote is never closed");
    assert_eq!(render("war date:2015-13"), "war date:2015-13\n         ^^^^^^^ 2015-13 is not a month");
}

#[test]
fn size_is_bounded() {
    let words = |count: usize| vec!["a"; count].join(" ");
    assert!(parse(&words(MAX_CLAUSES), &LENIENT).is_ok());
    assert!(parse(&words(MAX_CLAUSES + 1), &LENIENT).is_err());
    assert!(parse(&format!("\"{}\"", words(MAX_CLAUSES + 1)), &LENIENT).is_err());
    assert!(parse(&words(MAX_CLAUSES + 1), &PLAIN).is_err());
    assert!(parse(&"date:x ".repeat(MAX_CLAUSES + 1), &LENIENT).is_err());
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| format!("{}b{}", "(a OR (b ".repeat(depth), "))".repeat(depth));
    let deepest = parse(&nested(MAX_DEPTH / 2), &STRICT).unwrap().query;
    assert_eq!(depth(&deepest), MAX_DEPTH);
    assert_eq!(parse(&deepest.to_string(), &STRICT).unwrap().query, deepest);
    assert!(parse(&nested(MAX_DEPTH / 2 + 1), &LENIENT).is_err());
    for piece in
        ["(", ")", "\"", "-(", "a:(", "!", "+-", "a:", "NOT ", "date:[", "\\", "«", "a OR (", "*", "a^", "~"]
    {
        let query = piece.repeat(100_000);
        let _ = parse(&query, &LENIENT);
        let _ = parse(&query, &ANY);
        let _ = parse(&query, &STRICT).map_err(|issue| issue.render(&query));
    }
}

/// Pieces of queries that meet each other in odd ways when strung together.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-c]{1,2}",
        r#"[-+!()"“”„«»:~^*\\&|\[\]{}', ]"#,
        "( ?(AND|OR|NOT|&&|\\|\\|) ?)",
        "(title|body|person|country|mentions|date|foo|_exists_):",
        "(2015|2015-10|2015-13|>=2015|2014..2015|\\[2014 TO 2015\\])",
        "(syria|sy|ru|atlantis|sy,ru)",
        "[~^][0-9.]{0,3}",
        "(é|北京|U\\.S\\.|don't|\u{301})",
        "\\PC",
    ];
    proptest::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

fn options() -> impl Strategy<Value = ParseOptions> {
    (any::<bool>(), any::<bool>()).prop_map(|(any, plain)| ParseOptions {
        any,
        plain,
        ..ParseOptions::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_text_is_read(query in "(?s).*", options in options()) {
        prop_assert!(parse(&query, &options).is_ok());
    }

    #[test]
    fn strict_and_lenient_agree(query in pieces(), options in options()) {
        let lenient = parse(&query, &options).unwrap();
        let strict = parse(&query, &ParseOptions { strict: true, ..options });
        match strict {
            Ok(strict) => prop_assert_eq!(strict, lenient),
            Err(issue) => prop_assert_eq!(Some(&issue), lenient.warnings.first()),
        }
    }

    #[test]
    fn faults_lie_on_character_boundaries(query in pieces(), options in options()) {
        for issue in parse(&query, &options).unwrap().warnings {
            prop_assert!(query.get(issue.span.start..issue.span.end).is_some());
            prop_assert!(issue.render(&query).contains('^'));
        }
    }

    #[test]
    fn the_canonical_form_is_the_same_query(query in pieces(), options in options()) {
        let tree = parse(&query, &options).unwrap().query;
        let shown = tree.to_string();
        let strict = parse(&shown, &STRICT);
        prop_assert_eq!(strict.map(|parsed| parsed.query), Ok(tree.clone()), "{}", shown);
        let stripped = without_stop_words(tree);
        let again = parse(&stripped.to_string(), &STRICT).map(|parsed| parsed.query);
        prop_assert_eq!(again, Ok(stripped));
    }

    #[test]
    fn stop_words_are_taken_out_once(query in pieces(), options in options()) {
        let once = without_stop_words(parse(&query, &options).unwrap().query);
        prop_assert_eq!(without_stop_words(once.clone()), once);
    }

    #[test]
    fn an_unreadable_filter_never_widens(query in pieces()) {
        let narrowed = parse(&format!("date:never ({query})"), &LENIENT).unwrap().query;
        let matches_nothing = match &narrowed {
            Query::Bool { must, .. } => is_nothing(&narrowed) || must.iter().any(is_nothing),
            _ => false,
        };
        prop_assert!(matches_nothing || query.contains(['(', ')', '"', '“', '”', '«', '»', '„']), "{}", narrowed);
    }
}

#[test]
fn an_equals_sign_asks_for_the_word_as_written() {
    assert_eq!(read("=talks"), "=talks");
    assert_eq!(read("headline:=talks peace^2"), "headline:=talks peace^2");
    assert_eq!(read("=U.S."), "=U.S");
    assert_eq!(read("=four-year"), "=four =year \"four year\"");
    assert_eq!(read("-=talks"), "-=talks");
    assert_eq!(read("person:=Lavrov"), "person:Lavrov");
    assert_eq!(read("a=b"), "a b");
    assert_mended(&[
        ("=\"peace talks\"", "\"peace talks\"", "= works on a single word; it is ignored"),
        ("=talks~1", "=talks", "~ and = cannot be combined; ~ is ignored"),
    ]);
}

#[test]
fn words_near_each_other_in_any_order() {
    assert_read(&[
        ("talks NEAR/5 vienna", "\"talks vienna\"~4 OR \"vienna talks\"~4"),
        ("talks W/1 vienna peace", "(\"talks vienna\" OR \"vienna talks\") peace"),
        ("headline:a w/2 headline:b", "headline:\"a b\"~1 OR headline:\"b a\"~1"),
        ("NEAR/5 talks", "NEAR 5 talks"),
        ("talks NEAR/0 vienna", "talks NEAR 0 vienna"),
        ("talks NEAR/5", "talks NEAR 5"),
    ]);
    assert_mended(&[
        ("\"a b\" NEAR/3 c", "\"a b\" c", "NEAR/3 joins two words of one field; it is read as AND"),
        ("a W/3 -c", "a -c", "W/3 joins two words of one field; it is read as AND"),
        ("a W/3 by:c", "a by:c", "W/3 joins two words of one field; it is read as AND"),
    ]);
}
