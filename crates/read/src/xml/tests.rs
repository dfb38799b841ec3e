//! Whole streams of markup to documents.

use proptest::prelude::*;

use super::super::input::tests::input;
use super::*;
use dateline_core::article::Article;

fn documents(bytes: &[u8]) -> Vec<RecordResult> {
    XmlRecords::with_limit(input("a.xml", bytes), 1 << 20).take(1000).collect()
}

fn articles(text: &str) -> Vec<Article> {
    let article = |found: RecordResult| match found.unwrap().content {
        Content::Article(article) => *article,
        other => panic!("{other:?}"),
    };
    documents(text.as_bytes()).into_iter().map(article).collect()
}

const FEED: &str = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<rss version=\"2.0\"><channel><title>The Harbour Post</title>\n\
    <item><title>One</title><description>First.</description></item><item><title>Two</title></item></channel></rss>";

#[test]
fn the_items_of_a_feed_share_its_title() {
    let found = articles(FEED);
    assert_eq!(
        found.iter().filter_map(|article| article.headline.as_deref()).collect::<Vec<_>>(),
        ["One", "Two"]
    );
    assert!(found.iter().all(|article| article.source.as_deref() == Some("The Harbour Post")));
}

#[test]
fn records_have_numbers_digests_and_lengths() {
    let found: Vec<_> = documents(FEED.as_bytes()).into_iter().flatten().collect();
    assert_eq!(found.iter().map(|doc| doc.record).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(found[1].bytes as usize, "<item><title>Two</title></item>".len());
    assert_ne!(found[0].digest, found[1].digest);
}

#[test]
fn the_declared_encoding_holds_for_each_record() {
    let bytes: Vec<u8> = FEED.replace("One", "Fähre").chars().map(|c| c as u8).collect();
    let Some(Ok(RawDoc { content: Content::Article(article), .. })) = documents(&bytes).into_iter().next()
    else {
        panic!()
    };
    assert_eq!(article.headline.as_deref(), Some("Fähre"));
}

#[test]
fn each_dialect_is_told_by_its_record() {
    for (text, format, rule) in [
        (
            "<rdf:RDF><channel><title>F</title></channel><item><title>T</title></item></rdf:RDF>",
            Format::Rss,
            "RSS title",
        ),
        ("<a:feed><a:entry><a:title>T</a:title></a:entry></a:feed>", Format::Atom, "Atom title"),
        (
            "<nitf><body><body.head><hedline><hl1>T</hl1></hedline></body.head></body></nitf>",
            Format::Nitf,
            "NITF hl1",
        ),
        (
            "<newsMessage><itemSet><newsItem><contentMeta><headline>T</headline></contentMeta></newsItem></itemSet></newsMessage>",
            Format::NewsMl,
            "NewsML headline",
        ),
        (
            "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS><TEXT><TITLE>T</TITLE></TEXT></REUTERS>",
            Format::Reuters,
            "Reuters SGML TITLE",
        ),
        ("<DOC>\n<DOCNO>1</DOCNO><HEAD>T</HEAD><TEXT>x</TEXT></DOC>", Format::Trec, "TREC HEAD"),
    ] {
        assert_eq!(told(text.as_bytes()), Some(format), "{text}");
        let found = articles(text);
        assert_eq!((found.len(), found[0].found["headline"].as_str()), (1, rule));
        assert_eq!(found[0].headline.as_deref(), Some("T"));
    }
}

#[test]
fn a_list_of_any_making_gives_records() {
    let text = "<?xml version='1.0'?><export><row><Headline>T</Headline><text>Body.</text></row></export>";
    assert_eq!(told(text.as_bytes()), Some(Format::Xml));
    let Ok(RawDoc { content: Content::Record(record), .. }) = &documents(text.as_bytes())[0] else {
        panic!()
    };
    assert_eq!((&record["headline"], &record["text"]), (&"T".into(), &"Body.".into()));
}

#[test]
fn pages_images_and_settings_are_not_known() {
    for text in [
        "<html><body><article><title>T</title><text>x</text>",
        "<article><h1>T</h1><svg><title>a</title><text>b</text></svg></article>",
        "<?xml version='1.0'?><!DOCTYPE html><html><body><doc>",
        "<svg><title>T</title></svg>",
        "<?xml version='1.0'?><project><item><name>a</name></item></project>",
        "Words <rss>",
        "<",
        "",
    ] {
        assert_eq!(told(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn entities_that_a_document_declares_are_not_expanded() {
    let mut text = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a \"ha\">".to_owned();
    for (name, inner) in ["b", "c", "d", "e", "f", "g"].iter().zip(["a", "b", "c", "d", "e", "f"]) {
        text += &format!("<!ENTITY {name} \"{}\">", format!("&{inner};").repeat(10));
    }
    text +=
        "]><rss><channel><item><title>&g;</title><description>Words.</description></item></channel></rss>";
    let found = articles(&text);
    assert_eq!(found[0].headline.as_deref(), Some("&g;"));
}

#[test]
fn deep_nesting_is_read_without_recursion() {
    let deep = "<p>".repeat(100_000);
    let found = articles(&format!(
        "<feed><entry><title>T</title><content type='xhtml'>{deep}x</content></entry></feed>"
    ));
    assert_eq!(found[0].body, "x");
}

proptest! {
    #[test]
    fn any_prefix_and_any_flipped_bit_is_read_or_an_error(cut in 0usize..400, at in 0usize..400, bit in 0u8..8) {
        let mut bytes = FEED.as_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        bytes.truncate(cut);
        told(&bytes);
        prop_assert!(documents(&bytes).len() < 10);
    }

    #[test]
    fn no_markup_makes_it_panic(text in "(<item>|</item>|<DOC>|</DOC>|<nitf>|<body>|<title>|</title>|<TEXT>|<newsitem>|<text>|x|é|&amp;|<|>|\"){0,50}") {
        told(text.as_bytes());
        documents(text.as_bytes());
    }
}
