//! Random queries from the grammar of the query language, as a user would type them.

use dateline_core::article::{EntityKind, TextField};
use dateline_core::dates::Day;
use dateline_core::text::{is_ideographic, units};
use dateline_search::article_field::ArticleField;
use dateline_search::query::ParseOptions;
use dateline_search::request::{FacetField, Filters};

use crate::random_queries::random::Random;
use crate::random_queries::vocabulary::Vocabulary;

/// Words with no more letters than this are written as expressions, of at most seven characters a letter.
const LONGEST_FOR_REGEX: usize = 16;

/// A query as it is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    pub text: String,
    pub options: ParseOptions,
    pub filters: Filters,
}

pub struct Generator<'a> {
    pub random: Random,
    pub vocabulary: Vocabulary<'a>,
}

/// Fields of text that have words like any other.
const WORDY: [&str; 14] = [
    "headline",
    "title",
    "standfirst",
    "summary",
    "description",
    "body",
    "text",
    "body",
    "headline",
    "Headline",
    "by",
    "author",
    "section",
    "source",
];

impl Generator<'_> {
    pub fn next(&mut self) -> Asked {
        self.vocabulary.choose_focus(&mut self.random);
        let options = ParseOptions { any: self.chance(25), plain: self.chance(4), ..ParseOptions::default() };
        let text = if options.plain { self.plain() } else { self.alternatives(3) };
        let filters = if self.chance(25) { self.filters() } else { Filters::default() };
        Asked { text, options, filters }
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.random.percent(percent)
    }

    fn plain(&mut self) -> String {
        self.vocabulary.passage(&mut self.random, 6)
    }

    /// Clauses with `OR` between them.
    fn alternatives(&mut self, depth: usize) -> String {
        let count = if self.chance(70) { 1 } else { self.random.between(2, 3) };
        let parts: Vec<String> = (0..count).map(|_| self.clauses(depth)).collect();
        let or = self.random.one_of(&[" OR ", " OR ", " || "]);
        parts.join(or)
    }

    /// Clauses next to each other.
    fn clauses(&mut self, depth: usize) -> String {
        let count = *self.random.any(&[1, 1, 1, 2, 2, 3]).unwrap();
        let mut out = self.clause(depth);
        for _ in 1..count {
            out.push_str(self.random.one_of(&[" ", " ", " ", " AND ", " && "]));
            out.push_str(&self.clause(depth));
        }
        out
    }

    fn clause(&mut self, depth: usize) -> String {
        let sign =
            if self.chance(18) { self.random.one_of(&["-", "!", "NOT ", "NOT ", "+", "-"]) } else { "" };
        let operand = match sign {
            "" | "+" => self.operand(depth),
            _ => self.elsewhere(|generator| generator.operand(depth)),
        };
        let boost = if self.chance(8) {
            self.random.one_of(&["^2", "^0.5", "^10", "^1", "^.25", "^3.75"])
        } else {
            ""
        };
        format!("{sign}{operand}{boost}")
    }

    /// Makes something of the words of any article, often of another one than the rest of the query.
    fn elsewhere(&mut self, make: impl FnOnce(&mut Self) -> String) -> String {
        let focus = self.vocabulary.focus.take();
        let made = make(self);
        self.vocabulary.focus = focus;
        made
    }

    fn operand(&mut self, depth: usize) -> String {
        match self.random.below(100) {
            0..20 if depth > 0 => format!("({})", self.alternatives(depth - 1)),
            20..24 if depth > 0 => self.field_group(),
            24..36 => self.field_clause(),
            36..45 => self.country_clause(),
            45..51 => self.date_clause(),
            51..57 => self.name_clause(),
            57..60 => self.fact_clause(),
            61..63 => self.length_clause(),
            60 => "*".to_owned(),
            _ => self.words(),
        }
    }

    /// A word, a phrase, a pattern.
    fn words(&mut self) -> String {
        match self.random.below(100) {
            0..15 => self.phrase(),
            15..25 => self.near(),
            25..33 => self.wildcard(),
            33..37 => self.question_pattern(),
            37..47 => self.fuzzy(),
            47..55 => self.exact(),
            55..60 => self.joined_words(),
            60..63 => self.near_operator(),
            63..68 => self.pattern_phrase(),
            68..72 => self.regex(),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> String {
        let word = self.vocabulary.word(&mut self.random);
        if matches!(word.as_str(), "AND" | "OR" | "NOT") { format!("\\{word}") } else { word }
    }

    fn phrase(&mut self) -> String {
        let (open, close) =
            *self.random.any(&[('"', '"'), ('"', '"'), ('“', '”'), ('„', '“'), ('«', '»')]).unwrap();
        format!("{open}{}{close}", self.vocabulary.passage(&mut self.random, 4))
    }

    fn near(&mut self) -> String {
        let slop = *self.random.any(&[0, 1, 1, 2, 2, 3, 4, 5, 8, 20, 4_000_000_000_u32]).unwrap();
        format!("\"{}\"~{slop}", self.vocabulary.scattered(&mut self.random))
    }

    /// A word of which some letters are a star.
    fn wildcard(&mut self) -> String {
        let word = self.pattern_letters();
        let count = word.chars().count();
        if count < 2 {
            return format!("{word}*");
        }
        let letters: Vec<char> = word.chars().collect();
        let from = self.random.between(1, count);
        let until = self.random.between(from, count);
        let mut out: String = letters[..from].iter().collect();
        out.push('*');
        if self.chance(40) {
            out.extend(&letters[until..]);
            if self.chance(20) {
                out.push('*');
            }
        }
        out
    }

    /// A word of which letters within are question marks, and perhaps those at its end a star.
    fn question_pattern(&mut self) -> String {
        let mut letters: Vec<char> = self.pattern_letters().chars().collect();
        if letters.len() < 3 {
            return self.wildcard();
        }
        let last = letters.len() - 1;
        for _ in 0..self.random.between(1, 3) {
            let at = self.random.between(1, last);
            letters[at] = '?';
        }
        if self.chance(30) {
            letters.push('*');
        }
        letters.into_iter().collect()
    }

    /// A passage of which some words are patterns.
    fn pattern_phrase(&mut self) -> String {
        let passage = self.vocabulary.passage(&mut self.random, 4);
        let words: Vec<&str> = passage.split_whitespace().collect();
        let pattern = self.random.below(words.len());
        let like = |word: &str| {
            let letters: Vec<char> = word.chars().collect();
            let is_plain = letters.iter().all(|&c| c.is_alphanumeric() && !is_ideographic(c));
            if is_plain && letters.len() > 3 {
                letters[..3.max(letters.len() - 2)].iter().collect::<String>() + "*"
            } else {
                word.to_owned()
            }
        };
        let typed: Vec<String> = words
            .iter()
            .enumerate()
            .map(|(at, word)| if at == pattern { like(word) } else { (*word).to_owned() })
            .collect();
        let slop = if self.chance(25) { self.random.one_of(&["~1", "~3", "~8"]) } else { "" };
        format!("\"{}\"{slop}", typed.join(" "))
    }

    /// A word of which some letters are written as an expression.
    fn regex(&mut self) -> String {
        let letters: Vec<char> = self.pattern_letters().chars().filter(char::is_ascii_alphanumeric).collect();
        // A longer one might not end within the characters that an expression may have.
        let fits = (3..=LONGEST_FOR_REGEX).contains(&letters.len());
        let Some(first) = letters.first().filter(|_| fits) else { return self.wildcard() };
        let mut out = format!("/{first}");
        for letter in &letters[1..] {
            out.push_str(&match self.random.below(12) {
                0 => ".".to_owned(),
                1 => format!("[{letter}x]"),
                2 => format!("({letter}|e+)"),
                3 => format!("{letter}?"),
                4 => ".{0,2}".to_owned(),
                _ => letter.to_string(),
            });
        }
        out + self.random.one_of(&["/", "s?/", ".*/", "(s|ed)?/"])
    }

    /// How many words the text has, near those of an article.
    fn length_clause(&mut self) -> String {
        let words = units(&self.vocabulary.article(&mut self.random).body).count();
        let more = words + self.random.below(200);
        match self.random.below(6) {
            0 => format!("words:{words}"),
            1 => format!("words:>{words}"),
            2 => format!("length:<={words}"),
            3 => format!("words:[{words} TO {more}]"),
            4 => format!("words:>={words}"),
            _ => format!("words:{words}..{more}"),
        }
    }

    /// Two words near each other, often of one passage.
    fn near_operator(&mut self) -> String {
        let passage = self.vocabulary.scattered(&mut self.random);
        let words: Vec<&str> =
            passage.split_whitespace().filter(|word| word.chars().all(char::is_alphanumeric)).collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return self.word() };
        let operator =
            *self.random.any(&["NEAR/1", "NEAR/3", "NEAR/8", "W/2", "w/5", "W/4000000000"]).unwrap();
        if self.chance(50) {
            format!("({last} {operator} {first})")
        } else {
            format!("({first} {operator} {last})")
        }
    }

    fn pattern_letters(&mut self) -> String {
        let word = self.vocabulary.long_word(&mut self.random);
        let plain: String = word.chars().filter(|&c| c.is_alphanumeric() && !is_ideographic(c)).collect();
        if plain.is_empty() { "news".to_owned() } else { plain }
    }

    /// A word with a slip of the pen, often.
    fn fuzzy(&mut self) -> String {
        let mut letters: Vec<char> = self.pattern_letters().chars().collect();
        for _ in 0..self.random.below(3) {
            self.slip(&mut letters);
        }
        let word: String = letters.into_iter().collect();
        format!("{word}{}", self.random.one_of(&["~", "~1", "~1", "~2", "~0"]))
    }

    fn slip(&mut self, letters: &mut Vec<char>) {
        let at = self.random.below(letters.len());
        match self.random.below(4) {
            0 if letters.len() > 1 => {
                letters.remove(at);
            }
            1 => letters.insert(at, *self.random.any(&['a', 'e', 't', 'x']).unwrap()),
            2 => letters[at] = *self.random.any(&['a', 'i', 's', 'q']).unwrap(),
            _ if at > 0 => letters.swap(at - 1, at),
            _ => {}
        }
    }

    fn exact(&mut self) -> String {
        format!("={}", self.word())
    }

    /// Words with a mark between them.
    fn joined_words(&mut self) -> String {
        let mark = self.random.one_of(&["-", "/", ".", ",", "'", "&", "\\:"]);
        let (first, second) = (self.word(), self.word());
        format!("{first}{mark}{second}")
    }

    fn field_clause(&mut self) -> String {
        let field = self.random.one_of(&WORDY);
        match field {
            "by" | "author" | "section" | "source" => format!("{field}:{}", self.fact(field)),
            _ => {
                self.vocabulary.part = part_of(field);
                let words = self.words();
                self.vocabulary.part = None;
                format!("{field}:{words}")
            }
        }
    }

    /// A field with a group, in which another field may be named.
    fn field_group(&mut self) -> String {
        let field =
            self.random.one_of(&["headline", "title", "body", "standfirst", "person", "country", "date"]);
        let values: Vec<String> = (0..self.random.between(1, 3)).map(|_| self.value_of(field)).collect();
        format!("{field}:({})", values.join(self.random.one_of(&[" OR ", " ", " AND ", " -"])))
    }

    fn value_of(&mut self, field: &str) -> String {
        match field {
            "country" => self.vocabulary.country(&mut self.random),
            "date" => self.vocabulary.day(&mut self.random),
            "person" => format!("\"{}\"", self.vocabulary.name(&mut self.random, EntityKind::Person)),
            _ if self.chance(10) => format!("body:{}", self.word()),
            _ => self.words(),
        }
    }

    fn country_clause(&mut self) -> String {
        let field = self.random.one_of(&[
            "country",
            "country",
            "countries",
            "mentions",
            "mentions",
            "dateline",
            "dateline_country",
            "source_country",
            "source-country",
        ]);
        let first = self.country_of(field);
        if first.starts_with('"') || self.chance(70) {
            return format!("{field}:{first}");
        }
        format!("{field}:{first},{}", self.random.one_of(&["de", "fr", "US", "syria", "CHN"]))
    }

    /// A country that plays this part in an article, or any.
    fn country_of(&mut self, field: &str) -> String {
        let article = self.vocabulary.article(&mut self.random);
        let own = match field {
            "dateline" | "dateline_country" => article.dateline_country.clone(),
            "source_country" | "source-country" => article.source_country.clone(),
            _ => None,
        };
        own.filter(|_| self.chance(70)).unwrap_or_else(|| self.vocabulary.country(&mut self.random))
    }

    fn date_clause(&mut self) -> String {
        let (a, b) = (self.date(), self.date());
        let (from, until) = if a.as_str() <= &b[..] { (a, b) } else { (b, a) };
        let range = match self.random.below(10) {
            0..3 => from,
            3 => format!("{from}.."),
            4 => format!("..{until}"),
            5 => format!(">={from}"),
            6 => format!("<{until}"),
            7 => format!("[{from} TO {until}]"),
            _ => return self.range_of(&from, &until),
        };
        format!("{}:{range}", self.random.one_of(&["date", "published"]))
    }

    /// A closed range; the shorter form of a day comes first in the alphabet and in time.
    fn range_of(&mut self, from: &str, until: &str) -> String {
        format!("date:{from}..{until}")
    }

    /// A day, a month or a year.
    fn date(&mut self) -> String {
        let day = self.vocabulary.day(&mut self.random);
        let length = *self.random.any(&[4, 7, 10]).unwrap();
        day[..length].to_owned()
    }

    fn name_clause(&mut self) -> String {
        let (field, kind) = *self
            .random
            .any(&[
                ("person", EntityKind::Person),
                ("people", EntityKind::Person),
                ("org", EntityKind::Organisation),
                ("organisation", EntityKind::Organisation),
                ("place", EntityKind::Place),
                ("location", EntityKind::Place),
            ])
            .unwrap();
        let name = self.vocabulary.name(&mut self.random, kind);
        let words: Vec<&str> = name.split_whitespace().collect();
        match self.random.below(10) {
            0..5 => format!("{field}:\"{name}\""),
            5..7 => format!("{field}:\"{}\"", words.last().copied().unwrap_or("Smith")),
            7 => format!("{field}:{}", self.wildcard_of(&words)),
            8 => format!("{field}:{}~1", self.letters_of(&words)),
            _ => format!("{field}:\"{}\"", words.first().copied().unwrap_or("Smith")),
        }
    }

    fn letters_of(&mut self, words: &[&str]) -> String {
        let word = self.random.any(words).copied().unwrap_or("Smith");
        let plain: String = word.chars().filter(|&c| c.is_alphanumeric() && !is_ideographic(c)).collect();
        if plain.is_empty() { "Smith".to_owned() } else { plain }
    }

    fn wildcard_of(&mut self, words: &[&str]) -> String {
        let letters: Vec<char> = self.letters_of(words).chars().collect();
        let kept = self.random.between(1, letters.len());
        letters[..kept].iter().collect::<String>() + "*"
    }

    fn fact_clause(&mut self) -> String {
        let field =
            self.random.one_of(&["source", "publisher", "section", "language", "lang", "url", "path", "by"]);
        format!("{field}:{}", self.fact(field))
    }

    /// A value of an article's field, or a part of it.
    fn fact(&mut self, field: &str) -> String {
        let article = self.vocabulary.article(&mut self.random);
        let value = match field {
            "source" | "publisher" => article.source.as_deref(),
            "section" => article.section.as_deref(),
            "language" | "lang" => article.language.as_deref(),
            "url" => article.url.as_deref(),
            "path" => article.path.rsplit('/').next(),
            _ => article.byline.first().map(String::as_str),
        };
        let value = value.unwrap_or("news").replace(['"', '“', '”', '„', '«', '»', '*', '\\'], " ");
        let words: Vec<&str> =
            value.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        match self.random.below(5) {
            0 | 1 => format!("\"{value}\""),
            2 => self.wildcard_of(&words),
            3 => self.letters_of(&words) + "~1",
            _ => self.random.any(&words).copied().unwrap_or("news").to_owned(),
        }
    }

    fn filters(&mut self) -> Filters {
        let mut filters = Filters::default();
        for _ in 0..self.random.between(1, 2) {
            self.add_filter(&mut filters);
        }
        filters
    }

    fn add_filter(&mut self, filters: &mut Filters) {
        let article = self.vocabulary.article(&mut self.random);
        let codes: Vec<String> = article.countries.iter().map(|country| country.code.clone()).collect();
        let code = self.random.any(&codes).cloned();
        let name = |random: &mut Random, vocabulary: &Vocabulary, kind| vec![vocabulary.name(random, kind)];
        match self.random.below(22) {
            0 | 1 => filters.country.extend(code),
            2 => filters.not_country.extend(code),
            3 => filters.mentions.extend(code),
            4 => filters.dateline.extend(article.dateline_country.clone()),
            5 => filters.source_country.extend(article.source_country.clone()),
            6 => filters.person = name(&mut self.random, &self.vocabulary, EntityKind::Person),
            7 => filters.org = name(&mut self.random, &self.vocabulary, EntityKind::Organisation),
            8 => filters.place = name(&mut self.random, &self.vocabulary, EntityKind::Place),
            9 => filters.source.extend(article.source.as_deref().map(str::to_uppercase)),
            10 => filters.language.extend(article.language.clone()),
            11 => filters.section.extend(article.section.clone()),
            12 => {
                let person = self.vocabulary.name(&mut self.random, EntityKind::Person);
                filters.not.push((FacetField::Person, person));
            }
            13 => filters.not.extend(article.source.clone().map(|source| (FacetField::Source, source))),
            15 => filters.has.push(self.article_field()),
            16 => filters.missing.push(self.article_field()),
            17 => {
                let people = [(); 2].map(|()| self.vocabulary.name(&mut self.random, EntityKind::Person));
                filters.one_of.push((FacetField::Person, people.to_vec()));
            }
            18 => filters
                .one_of
                .extend(codes.iter().take(2).map(|code| (FacetField::Mentions, vec![code.clone()]))),
            19 => filters.one_of.extend(code.map(|code| (FacetField::Country, vec![code, "FR".to_owned()]))),
            20 => filters.not.push((FacetField::Year, self.vocabulary.day(&mut self.random)[..4].to_owned())),
            14 => filters.undated = filters.since.is_none() && filters.until.is_none(),
            _ => self.add_days(filters),
        }
    }

    fn article_field(&mut self) -> ArticleField {
        let all: Vec<ArticleField> = ArticleField::all().collect();
        *self.random.any(&all).unwrap()
    }

    fn add_days(&mut self, filters: &mut Filters) {
        let day = Day::first_of(&self.date()).ok();
        match self.random.below(2) {
            0 => filters.since = day,
            _ => filters.until = day,
        }
    }
}

fn part_of(field: &str) -> Option<TextField> {
    match field {
        "body" | "text" => Some(TextField::Body),
        "standfirst" | "summary" | "description" => Some(TextField::Standfirst),
        _ => Some(TextField::Headline),
    }
}
