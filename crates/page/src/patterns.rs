//! Every pattern by which the page readers recognise the parts of a page.
//!
//! Phrases are in `data/page-phrases.tsv`, each with its [`Kind`]; what needs a
//! grammar is here as a regular expression. Nothing here decides anything: the
//! readers weigh what the patterns find.
//!
//! ```ignore
//! let kinds = patterns::kinds("Sign up for our newsletter");
//! assert!(kinds.has(Kind::Plug));
//! ```

use std::collections::HashMap;
use std::sync::LazyLock;

use dateline_core::dates::months_of;
use regex::Regex;

use super::{credit_signs, outlets};

/// What a phrase indicates about the line it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The heading of a list of other stories or of tags.
    More,
    /// Readers' comments.
    Comment,
    /// A menu.
    Nav,
    /// Sharing buttons.
    Share,
    /// A newsletter, a subscription, an app, a plea.
    Plug,
    /// An advertisement.
    Ad,
    /// Cookies, copyright, terms.
    Legal,
    /// A picture credit.
    Credit,
    /// A note about the author or on who contributed.
    Bio,
    /// A cross-reference to another story.
    Promo,
}

impl Kind {
    /// Every kind, in the order of their bits.
    pub(crate) const ALL: [Kind; 10] = [
        Kind::More,
        Kind::Comment,
        Kind::Nav,
        Kind::Share,
        Kind::Plug,
        Kind::Ad,
        Kind::Legal,
        Kind::Credit,
        Kind::Bio,
        Kind::Promo,
    ];

    /// The name of the kind in the phrase table.
    fn name(self) -> &'static str {
        match self {
            Kind::More => "more",
            Kind::Comment => "comment",
            Kind::Nav => "nav",
            Kind::Share => "share",
            Kind::Plug => "plug",
            Kind::Ad => "ad",
            Kind::Legal => "legal",
            Kind::Credit => "credit",
            Kind::Bio => "bio",
            Kind::Promo => "promo",
        }
    }

    fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A set of kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Kinds(u16);

impl Kinds {
    /// True if the set holds the kind.
    pub(crate) fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }

    /// True if the set holds any of the kinds.
    pub(crate) fn any(self, kinds: &[Kind]) -> bool {
        kinds.iter().any(|&kind| self.has(kind))
    }

    /// True if the set is empty.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn insert(&mut self, kind: Kind) {
        self.0 |= 1 << kind as u16;
    }

    fn merge(&mut self, other: Kinds) {
        self.0 |= other.0;
    }
}

/// The kinds of the phrases found in a line.
pub(crate) fn kinds(line: &str) -> Kinds {
    let line = normal(line);
    let mut found = Kinds::default();
    if let Some(&kinds) = PHRASES.whole.get(bare(&line)) {
        found.merge(kinds);
    }
    found.merge(PHRASES.starting(&line));
    for (kind, pattern) in &PHRASES.inside {
        if pattern.is_match(&line) {
            found.insert(*kind);
        }
    }
    found
}

/// True for a bar of buttons: a short line each part of which is a button by itself, as `Share Discussion`.
pub(crate) fn is_button_bar(line: &str) -> bool {
    const LONGEST: usize = 60;
    const MOST_WORDS: usize = 6;
    if line.len() > LONGEST {
        return false;
    }
    let line = normal(line);
    let words: Vec<&str> = line.split_whitespace().collect();
    if !(2..=MOST_WORDS).contains(&words.len()) {
        return false;
    }
    let is_button = |words: &[&str]| {
        let kinds = PHRASES.whole.get(bare(&words.join(" ")));
        kinds.is_some_and(|kinds| kinds.any(&[Kind::Share, Kind::Comment]))
    };
    let mut rest = words.as_slice();
    while let Some(end) = (1..=rest.len()).rev().find(|&end| is_button(&rest[..end])) {
        rest = &rest[end..];
    }
    rest.is_empty()
}

/// True if a line ends with the credit of a picture: an agency, a photographer, or an outlet in brackets.
pub(crate) fn ends_with_credit(line: &str) -> bool {
    credit_signs::may_end_with_credit(line) && CREDIT_END.is_match(line)
        || credit_signs::may_end_with_label(line) && LABELLED_CREDIT_END.is_match(line)
        || in_brackets_at_end(line).is_some_and(outlets::signs)
}

/// What is in round brackets at the end of a line.
pub(crate) fn in_brackets_at_end(line: &str) -> Option<&str> {
    let inner = line.trim_end().strip_suffix([')', '）'])?;
    let (open, bracket) = inner.char_indices().rfind(|(_, c)| matches!(c, '(' | '（'))?;
    Some(&inner[open + bracket.len_utf8()..])
}

/// Lower case, straight apostrophes, so that a line can be held against the phrases.
pub(super) fn normal(line: &str) -> String {
    line.chars()
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, '’' | '‘' | 'ʼ') { '\'' } else { c })
        .collect()
}

/// A line without the punctuation, digits and spaces at its ends.
pub(super) fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| !c.is_alphabetic())
}

struct Phrases {
    whole: HashMap<String, Kinds>,
    /// Phrases that start a line, under their first word.
    start: HashMap<String, Vec<(String, Kind)>>,
    inside: Vec<(Kind, Regex)>,
}

impl Phrases {
    fn starting(&self, line: &str) -> Kinds {
        let line = line.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©' && c != '(');
        let mut found = Kinds::default();
        for (phrase, kind) in self.start.get(first_word(line)).into_iter().flatten() {
            if line.strip_prefix(phrase.as_str()).is_some_and(|rest| at_boundary(phrase, rest)) {
                found.insert(*kind);
            }
        }
        found
    }
}

/// The first word of a phrase or line, or its first character where it starts with none.
fn first_word(line: &str) -> &str {
    let end = line.find(|c: char| !c.is_alphanumeric()).unwrap_or(line.len());
    let end = if end == 0 { line.chars().next().map_or(0, char::len_utf8) } else { end };
    &line[..end]
}

fn at_boundary(phrase: &str, rest: &str) -> bool {
    !phrase.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric)
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut whole: HashMap<String, Kinds> = HashMap::new();
    let mut start: HashMap<String, Vec<(String, Kind)>> = HashMap::new();
    let mut inside: Vec<(Kind, Vec<String>)> = Kind::ALL.into_iter().map(|kind| (kind, Vec::new())).collect();
    for (kind, how, phrase) in phrase_rows() {
        match how {
            "is" => whole.entry(bare(phrase).to_owned()).or_default().insert(kind),
            "starts" => {
                start.entry(first_word(phrase).to_owned()).or_default().push((phrase.to_owned(), kind))
            }
            _ => inside[kind as usize].1.push(regex::escape(phrase)),
        }
    }
    let inside = inside.into_iter().filter(|(_, phrases)| !phrases.is_empty());
    Phrases {
        whole,
        start,
        inside: inside.map(|(kind, phrases)| (kind, regex(&phrases.join("|")))).collect(),
    }
});

fn phrase_rows() -> impl Iterator<Item = (Kind, &'static str, &'static str)> {
    table_rows(include_str!("../data/page-phrases.tsv")).filter_map(|row| {
        let mut columns = row.split('\t');
        Some((Kind::named(columns.next()?)?, columns.next()?, columns.next()?))
    })
}

/// The rows of an embedded table, without its comments.
pub(crate) fn table_rows(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with("# "))
}

static ENGLISH_MONTHS: LazyLock<String> = LazyLock::new(|| months_of("en").collect::<Vec<_>>().join("|"));

/// The blocks of Unicode that letters are in, for repetitions: `\p{L}` has hundreds of ranges, and each repetition of it
/// takes a millisecond to compile. Between `(?-i:` and `)` only: case is folded letter by letter.
const LETTERS: &str = r"A-Za-z\x{AA}-\x{1FFF}\x{2C00}-\x{2FEF}\x{3040}-\x{FEFF}\x{FF21}-\x{FF3A}\x{FF41}-\x{FF5A}\x{FF66}-\x{10FFFF}";

/// Compiles a pattern of this crate; a word boundary is one of ASCII, which keeps matching fast on any text.
pub(crate) fn regex(pattern: &str) -> Regex {
    let pattern =
        pattern.replace("<month>", &ENGLISH_MONTHS).replace("<l>", LETTERS).replace(r"\b", r"(?-u:\b)");
    Regex::new(&pattern).expect("a pattern written in this crate compiles")
}

macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $pattern:expr;)*) => {
        $($(#[$doc])* pub(crate) static $name: LazyLock<Regex> = LazyLock::new(|| regex($pattern));)*
    };
}

patterns! {
    /// An address on the web.
    URL = r"(?i)\bhttps?://[^\s<>]+|\bwww\.[^\s<>]+";
    /// A line that is nothing but the address of a page, with a label before it or a time behind it.
    PAGE_ADDRESS = r"(?i)^(?:(?-i:[<l>][<l> ]{0,30})(?:\s*[:：–—-]|\s(?:from|at|via|von|de|da|от))\s+|(?-i:[<l>]{2,20})[:：])?[<(\[\x22]?(?P<address>https?://[^\s<>]+|(?:[a-z0-9-]+\.)+[a-z]{2,12}/[^\s<>]+)[>)\]\x22]?(?:[\s,;|(–—-]+[0-9][0-9\s.,:/TZ-]{5,30}(?:[ap]\.?m\.?)?\)?)?$";
    /// An e-mail address.
    EMAIL = r"[\w.+-]+@[\w-]+\.[\w.]+";
    /// An account name such as `@reporter`.
    HANDLE = r"(?:^|\s)@\w{2,}";
    /// A date written in figures, or a day beside a year, in any language.
    DATE = r"(?i)\b[0-9]{1,2}[./-][0-9]{1,2}[./-](?:19|20)?[0-9]{2}\b|\b(?:19|20)[0-9]{2}[./-][0-9]{1,2}[./-][0-9]{1,2}(?:\b|T)|(?:19|20)[0-9]{2}\s?[年년]|\b(?:<month>)\b\.? [0-9]{1,2}(?:st|nd|rd|th)?\b|\b[0-9]{1,2}(?:st|nd|rd|th)?\.?(?: de| of)? ?(?-i:[<l>]{3,12})\.?,?(?: de)? (?:19|20)[0-9]{2}\b";
    /// A time of day.
    TIME = r"(?i)\b[0-2]?[0-9][:.h][0-5][0-9](?:\s?[ap]\.?m\b|\s?(?:uhr|gmt|utc|[ecmp][sd]?t|bst|cest|ist)\b|:[0-5][0-9])?|\b1?[0-9]\s?[ap]\.?m\b";
    /// An age instead of a date: `2 hours ago`.
    AGO = r"(?i)\b(?:[0-9]+|an?|one|two|three)\s?(?:s|m|h|d|w|mo|y|mins?|minutes?|hrs?|hours?|days?|weeks?|months?|years?)\.?\s+ago\b|\bvor [0-9]+ (?:std\b|min\b|minuten?|stunden?|tagen?)|\bil y a [0-9]+|\bhace [0-9]+|\bhá [0-9]+|[0-9]+\s?(?:小时前|分钟前|天前|時間前|分前|日前|시간 전|일 전)|(?:منذ|قبل) [0-9]+|[0-9]+ (?:час|мин|дн)\S* назад";
    /// An age without the word for it, behind a name: `Jane Roe 7 hours`.
    AGE = r"(?i)^(?-i:[^0-9]{3,40}) [0-9]{1,2} (?:hours?|minutes?|mins?|days?)$";
    /// The head of a reader's comment: `Jane Roe on 12 October said:`.
    COMMENT_HEAD = r"(?i)\b(?:said|says|wrote|writes|commented|schrieb|sagt|a écrit|dice|dijo|escribió|disse|scrive|пишет|написал)\s*:$|\b(?:likes?|upvotes?|votes|points)\b.{0,12}\b(?:reply|share|[0-9]+)|^[0-9]+ (?:votes|likes|points|replies|comments)$";
    /// How long an article takes to read.
    READ_TIME = r"(?i)\b[0-9]+[ -]?min(?:ute)?s?\.? (?:read|listen|watch)|\breading time\b|\bread time\b|\blesezeit\b|temps de lecture|tiempo de lectura|tempo de leitura|время чтения";
    /// Words before the date an article appeared or was changed.
    PUBLISHED = r"(?i)^\W*(?:first |zuerst |artikel |online |originally )?(?:published|posted|updated|last updated|last modified|modified|created|release date|date|veröffentlicht|veröffentlichung|erschienen am|aktualisiert|stand|publié|mis à jour|publicado|actualizado|atualizado|pubblicato|aggiornato|gepubliceerd|publicerad|opublikowano|опубликовано|обновлено|نشر|تاريخ النشر|发布|發布|更新|公開|入力|입력|수정|등록|승인|datum|publiziert|erstveröffentlicht|erschienen|publisert|offentliggjort|udgivet|publicerat|julkaistu|publikováno|vydáno|objavljeno|yayınlanma|son güncelleme|güncelleme|giriş|dipublikasikan|опубліковано|дата|掲載|配信|公開日|최종)(?:[^\p{L}]|$)";
    /// Words before the date an article was changed.
    UPDATED = r"(?i)(?:updated|last modified|modified|aktualisiert|mis à jour|actualizado|atualizado|aggiornato|bijgewerkt|uppdaterad|zaktualizowano|обновлено|оновлено|تحديث|更新|수정|güncelle|aktualizováno|oppdatert|opdateret|päivitetty|\bakt\.)";
    /// Until when something can be seen, or when it takes place.
    EXPIRY = r"(?i)\b(?:verfügbar bis|available until|expires|expiry|disponible jusqu|disponible hasta|disponibile fino|dostępne do|bis zum|gültig bis|valid until|ends on|until)\b";
    /// A date in figures of which the order of day and month is open.
    NUMERIC_DATE = r"\b(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})/(?:19|20)[0-9]{2}\b";
    /// The end of an address in a country that writes the day first and English.
    DAY_FIRST_DOMAIN = r"(?i)^(?:https?://)?[^/]*\.(?:uk|ie|au|nz|in|ng|ke|gh|pk|lk|sg|my|mt|eu)(?:[:/]|$)";
    /// A zone of Europe beside a time.
    EUROPEAN_ZONE = r"\b(?:GMT|BST|CES?T|EES?T|WES?T|ME[SZ]{1,2}|UTC\+)";
    /// A zone of North America beside a time.
    AMERICAN_ZONE = r"\b(?:[ECMP][SD]?T)\b";
    /// The mark by which a line of visible text is known as a byline.
    BYLINE = r"(?i)^\W*(?:(?:written |story |words |text |report |reported |analysis |opinion |review |posted |published |article |edited )?by|(?:(?:eine? )?(?:kolumne|analyse|kommentar|interview|reportage|gastbeitrag|essay|bericht|leitartikel|porträt|rezension|glosse|protokoll|video|text) )?von|par|por|door|av|af|przez|автор|autor|autorin/autor|autorin|autoren|autore|auteur|författare|بقلم|كتب|撰文|文|作者|記者|记者)(?:\s*[:：|]\s*|\s+)";
    /// The words `By` and `Von` alone, with the name in the next line.
    BYLINE_ALONE = r"(?i)^\W*(?:\p{L}+ ){0,2}(?:by|von|par|por)\s*:?$";
    /// The label of a byline within a line, in scripts that mark labels with a wide colon.
    BYLINE_LABEL = r"(?:记者|記者|作者|撰文|撰稿)\s*[：:]\s*(?P<names>[\p{Han}\p{Katakana}·・、，,]{2,40})";
    /// The label of the outlet that a text is taken from.
    SOURCE_LABEL = r"(?i)(?:^|[\s|　])(?:来源|來源|稿源|信息来源|источник|المصدر|출처|source|quelle|fonte|fuente|źródło)\s*[:：]\s*(?P<name>[^\s:：|　][^\n:：|　]{1,40}?)(?:$|[|　]|\s{2,}|\s+\S{1,12}[:：])";
    /// A picture credit at the end of a caption.
    CREDIT_END = r"(?i)\((?:[^()]{0,60}\b)?(?:afp|ap|reuters|getty|epa|dpa|ansa|efe|tass|xinhua|pti|ani|aap|anp|tt|ntb|kyodo|yonhap|anadolu|aa|bloomberg|upi|zuma|wire|file|photo|foto|archive|archiv|pool|courtesy|handout|screengrab|screenshot|twitter|facebook|instagram)\b[^()]{0,60}\)\s*$|(?:[/|–-]\s*|\bvia\s+)(?:afp|ap|ap photo|reuters|getty(?: images)?|epa|dpa|bloomberg|xinhua|shutterstock|istock|alamy|usa today sports|associated press|anadolu)\s*\.?$|[\[【][^\[\]【】]{2,50}(?:afp|ap|reuters|getty|file|xinhua|al jazeera)\b[^\[\]【】]{0,20}[\]】]\s*$|\([^()]{2,40} / [^()]{2,40}\)\s*$|\b(?:photo|picture|photograph|photo credit|image credit|foto|fotografía|fotografia|photographie|zdjęcie|фото)\s*[:|：]\s*(?-i:[<l>][<l>.'’|/ -]{2,50})$|\b(?:photo|photograph|picture|image)s? by (?-i:[<l>][<l>.'’/ -]{2,50})$|＝[^。＝]*(?:[0-9０-９]日|撮影|提供|共同|時事|ロイター|AFP)[^。＝]*$";
    /// A picture credit at the end of a caption by its label or its form: `… Foto: Jane Roe`, `… © Jane Roe`, `… Jane Roe/PA`.
    LABELLED_CREDIT_END = r"(?i)[\s.](?:©|\(c\))\s?\p{L}[^.!?]+$|(?-i:(?:Photos?|Pictures?|Image|Bild|Bildrechte|Bildquelle|Fotos?|Foto[sg]raf(?:í?a|ia|ie)?|Imagen|Immagine|Crédits?|Kuva|Fot|Фото|Grafik)\s?[:：|]\s?[\p{Lu}@©].+$)|\((?:photo|picture|image|bild|foto|quelle|source|credit|crédits?|imagen|фото|kuva|fot\.)s?\s*[:：/][^()]+\)\.?$|[\[［][^\[\]]*(?:사진|写真|출처|제공|図)[^\[\]]*[\]］]$|(?-i:\p{Lu}[\p{L}.'’-]+ \p{Lu}[\p{L}'’-]+ ?/ ?\p{L}[\p{L} .&-]+$)";
    /// A label that opens a caption.
    CAPTION_START = r"(?i)^\W*(?:file photo|file picture|file image|file\b\s*[:–-]|photo|photos|pictured?|image|caption|image caption|foto|bild|imagen|illustration|in this (?:(?-i:[<l>0-9_., ]{0,40}) )?(?:photo|picture|image)|фото|写真|사진|صورة)\s*(?:[:：—–-]|caption\b)";
    /// Picture agencies and libraries at the end of a caption.
    PHOTO_SOURCE = r"(?i)(?:getty images|gettyimages|shutterstock|istock|ap photo|afp photo|associated press|unsplash|wikimedia commons|picture alliance|imago)\S{0,20}\W*$";
    /// Describes where people are in the picture.
    POSITION = r"(?i)\((?:l|r|c|left|right|centre|center|top|bottom|front|back|l-r|2nd l|2nd r|pictured|pictured left|pictured right)\)|\b(?:left to right|from left|from l to r|clockwise from)\b";
    /// A paragraph that hands out what an agency or outlet offers.
    SYNDICATION = r"(?:^|[.!?]\s+)(?:The )?(?P<name>\p{Lu}[\p{L}\p{N}&'’.-]*(?: (?:of|the|and|&|for|\p{Lu}[\p{L}\p{N}&'’.-]*)){0,5}) (?:delivers|provides|offers|brings you|is (?:an?|the) (?:independent |leading |award-winning |non-?profit |daily |weekly |international |global |national |regional |online |digital |multimedia )*(?:news(?:paper| agency| organi[sz]ation| outlet| site| website| service| network| portal| magazine)?|newspaper|magazine|broadcaster|publication|media))\b";
    /// The name of a site, as outlets write it that are called by it.
    DOMAIN = r"\b[A-Za-z][A-Za-z0-9-]{1,30}\.(?:com\.[a-z]{2}|co\.[a-z]{2}|com|net|org|de|at|ch|fr|it|es|nl|be|se|no|dk|fi|is|pl|cz|sk|hu|ro|gr|tr|ru|ua|uk|ie|eu|info|news|tv)\b";
    /// A notice of copyright with its holder.
    COPYRIGHT = r"(?i)(?:©|^\x{FFFD}|^@\s|\(c\)|copyright|&copy;)[\s©]*(?:\(c\)\s*)?(?:by\s+)?(?:copyright\s+)?(?:[0-9]{4}(?:\s*[-–—]\s*(?:[0-9]{2,4}|present))?)?[\s,.:|-]*(?:by\s+)?(?P<name>[^\n]{2,80})";
    /// A line in which somebody claims the rights to the page.
    CLAIM = r"(?i)©|\(c\)|（c）|copyright|all rights|alle rechte|tous droits|todos (?:los derechos|os direitos)|tutti i diritti|все права|جميع الحقوق|tüm hakları|無断転載|版权所有|版權所有";
    /// An invitation to follow the outlet.
    FOLLOW = r"(?:Follow|Like|Join|Find) (?:the )?(?P<name>\p{Lu}[\p{L}\p{N}&'’.-]*(?: (?:of|the|and|&|\p{Lu}[\p{L}\p{N}&'’.-]*)){0,4}) on (?:Facebook|Twitter|X|Instagram|LinkedIn|YouTube|Telegram|WhatsApp|Google News)";
    /// Where the name of an outlet ends and other words follow.
    NAME_STOP = r"(?i)\.(?:\s|$)|[,|;:(\[•·]|\s[-–—]\s|\ball rights\b|\bis (?:not )?\b|\bet al\b|\b(?:alle rechte|tous droits|todos los|todos os|tutti i|все права)\b|\s(?:inc|llc|ltd|limited|corp|gmbh|plc)\b|\s[0-9]{4}\b|\x{3000}|\s?(?:無断|版权|版權)";
    /// Words in place of an outlet's name, in lower case.
    NO_NAME = r"^(?:\W*|us|our|me|the author|the authors|all|this|copyright.*|rights.*|\d.*|we|it|he|she|they|you|this .*|the (?:company|site|website|article|story|team|app|news)|home|news|photo.*|getty.*|by|getty images|ap|afp|reuters|associated press|the associated press)$|\b(?:your|you|we|our|please|policy|terms|cookies|communications|holdings|corporation|networks? company)\b";
    /// A bullet or a number that opens an item of a list.
    BULLET = r"^(?:[•●▪◦‣■□►▶·*–—-]\s+|[0-9]{1,3}[.)]\s+|[a-z]\)\s+)";
    /// A heading of Markdown.
    MD_HEADING = r"^#{1,6}\s+";
    /// A link or picture of Markdown.
    MD_LINK = r"!?\[(?P<text>[^\[\]]*)\]\([^()\s]*(?:\s+[^()]*)?\)";
    /// The parts of a trail of sections: `Home > World > Asia`.
    TRAIL = r"\s*(?:[>›»→❯/]|::)\s*";
    /// A label of a header that is above the text, as in a mail.
    HEADER = r"(?i)^(?P<key>headline|title|subject|standfirst|summary|description|byline|author|by|from|date|published|publication date|source|publisher|publication|url|link|section|category|language|dateline|sent|to|cc)\s*:\s*(?P<value>\S.*)?$";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_line_phrases_ignore_punctuation_and_numbers_at_the_ends() {
        assert!(kinds("Related:").has(Kind::More));
        assert!(kinds("[ 167 Comments ]").has(Kind::Comment));
        assert!(kinds("▸ Читайте также").has(Kind::More));
        assert!(kinds("関連記事").has(Kind::More));
        assert!(kinds("Editor’s Picks").has(Kind::More));
        assert!(kinds("The related parties met").is_empty());
    }

    #[test]
    fn starting_phrases_end_at_a_word() {
        assert!(kinds("© 2019 The Daily Example").has(Kind::Legal));
        assert!(kinds("Photo: Jane Roe").has(Kind::Credit));
        assert!(kinds("Tagged Politics, Oslo").has(Kind::More));
        assert!(!kinds("Get ours").has(Kind::Plug));
    }

    #[test]
    fn inner_phrases_are_found_anywhere() {
        assert!(kinds("You can get it in your inbox daily.").has(Kind::Plug));
        assert!(kinds("Jane Roe/Getty Images").any(&[Kind::Credit, Kind::Ad]));
    }

    #[test]
    fn every_pattern_compiles_and_finds_its_example() {
        assert!(DATE.is_match("Published 23 October 2015"));
        assert!(DATE.is_match("2015年10月23日"));
        assert!(TIME.is_match("18:04 GMT"));
        assert!(AGO.is_match("2 hours ago"));
        assert!(READ_TIME.is_match("5 min read"));
        assert!(BYLINE.is_match("By Jane Roe"));
        for caption in [
            "The hall before the talks (AFP)",
            "The hall before the talks. PHOTO BY JANE ROE",
            "The hall before the talks. PHOTO | JANE ROE",
            "The hall before the talks. Photograph: Jane Roe",
            "The hall before the talks. (Harbour Courier)",
            "会談の会場＝１日、港町",
        ] {
            assert!(ends_with_credit(caption), "{caption}");
        }
        for line in ["The hall (built in 1911)", "Talks end (for now)", "首相が辞任＝関係者"] {
            assert!(!ends_with_credit(line), "{line}");
        }
        assert_eq!(
            &SOURCE_LABEL.captures("2019年11月14日 来源：海港晚报　记者：王小明").unwrap()["name"],
            "海港晚报"
        );
        assert_eq!(&SOURCE_LABEL.captures("Source: Oslo Post").unwrap()["name"], "Oslo Post");
        assert!(POSITION.is_match("Jane Roe (L) and John Doe"));
        assert!(TRAIL.is_match("Home > World"));
        assert_eq!(
            &SYNDICATION.captures("The Oslo Post delivers independent coverage.").unwrap()["name"],
            "Oslo Post"
        );
        assert_eq!(&COPYRIGHT.captures("© 2019 Oslo Post. All").unwrap()["name"], "Oslo Post. All");
        assert_eq!(&FOLLOW.captures("Follow Oslo Post on Twitter").unwrap()["name"], "Oslo Post");
    }
}
