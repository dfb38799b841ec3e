//! From tokens to the tree: operators, groups and fields.
//!
//! A recursive descent over `OR` of juxtaposed operands of signed clauses. The depth of brackets is
//! bounded, so that no query overflows the stack.

use super::build::{all_of, any_of, boosted, depth, nothing, weighted};
use super::clause::{has_text, written};
use super::doubts::doubts;
use super::error::QueryIssue;
use super::fields::{self, Scope};
use super::lexer::{Token, TokenKind, tokens};
use super::tree::{Field, Query};
use super::{MAX_BYTES, MAX_CLAUSES, MAX_DEPTH};
use dateline_core::article::Span;
use dateline_core::text;

/// Brackets may nest deeper than groups do, for the canonical form needs up to two a group.
const MAX_BRACKETS: usize = 2 * MAX_DEPTH;

/// How a query is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ParseOptions {
    /// One of the words is enough; else all have to occur.
    pub any: bool,
    /// The query is words only: no operators, no fields.
    pub plain: bool,
    /// A fault is an error; else it is a warning and the query is read as best it can be.
    pub strict: bool,
    /// The field of what names none.
    pub field: Field,
}

/// A query and what was not quite right with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The query.
    pub query: Query,
    /// The faults found, and what may have been meant another way; always empty when parsing strictly.
    pub warnings: Vec<QueryIssue>,
}

/// Reads a query.
///
/// # Errors
/// The first fault when parsing strictly; otherwise only a query beyond [`MAX_DEPTH`], [`MAX_CLAUSES`] or
/// [`MAX_BYTES`].
pub fn parse(text: &str, options: &ParseOptions) -> Result<Parsed, QueryIssue> {
    if text.len() > MAX_BYTES {
        let message = format!("the query has more than {} kB", MAX_BYTES >> 10);
        return Err(QueryIssue::new(Span::new(MAX_BYTES, text.len()), message).hint("shorten it"));
    }
    if text.trim().is_empty() {
        return Ok(Parsed { query: Query::All, warnings: Vec::new() });
    }
    let mut parser = Parser::new(text, *options);
    let read =
        if options.plain { parser.plain(text)? } else { parser.alternatives(Scope::Text(options.field))? };
    let query = match read {
        Some(query) => query,
        None => {
            parser.fault(QueryIssue::new(parser.whole(), "the query has nothing to search for"))?;
            nothing()
        }
    };
    if depth(&query) > MAX_DEPTH {
        return Err(parser.too_deep(parser.whole()));
    }
    // What may be meant another way is not a fault, which strict parsing would refuse.
    if !options.strict {
        parser.issues.extend(doubts(text, &parser.tokens));
    }
    Ok(Parsed { query, warnings: parser.issues })
}

/// The distance of `NEAR/5`, `W/5` and `w/5`.
fn near_distance(raw: &str) -> Option<u32> {
    let (name, distance) = raw.split_once('/')?;
    let distance = distance.parse().ok().filter(|distance| *distance > 0)?;
    matches!(name, "NEAR" | "W" | "w").then_some(distance)
}

/// Two words at most this far from each other in any order; `None` for operands that are no words of one field.
fn near_each_other(left: &Signed, right: &Signed, distance: u32) -> Option<Query> {
    let ((Sign::None, left), (Sign::None, right)) = (left, right) else { return None };
    let ((field, one), (of_other, other)) = (word_or_pattern(left)?, word_or_pattern(right)?);
    let is_pattern = [left, right].iter().any(|query| matches!(query, Query::Wildcard { .. }));
    if field != of_other || (is_pattern && !has_text(field)) {
        return None;
    }
    let slop = distance - 1;
    let in_order = |first: &str, second: &str| match format!("{first} {second}") {
        text if is_pattern => Query::PatternPhrase { field, text, slop },
        text => Query::Phrase { field, text, slop },
    };
    Some(any_of(vec![in_order(one, other), in_order(other, one)]))
}

/// The field and the text of a word, or of a pattern for one.
fn word_or_pattern(query: &Query) -> Option<(Field, &str)> {
    match query {
        Query::Word { field, text } | Query::Wildcard { field, pattern: text } => Some((*field, text)),
        _ => None,
    }
}

/// Whether a clause has to match, must not match, or is one of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    None,
    Plus,
    Minus,
}

type Signed = (Sign, Query);

/// A clause, or nothing where there was nothing to read.
pub(super) type Clause = Result<Option<Query>, QueryIssue>;

pub(super) struct Parser<'q> {
    text: &'q str,
    tokens: Vec<Token<'q>>,
    at: usize,
    brackets: usize,
    clauses: usize,
    options: ParseOptions,
    issues: Vec<QueryIssue>,
}

impl<'q> Parser<'q> {
    fn new(text: &'q str, options: ParseOptions) -> Self {
        let tokens = if options.plain { Vec::new() } else { tokens(text) };
        Self { text, tokens, at: 0, brackets: 0, clauses: 0, options, issues: Vec::new() }
    }

    /// Every word of the text as a clause, whatever else is there.
    fn plain(&mut self, text: &str) -> Clause {
        let mut words = Vec::new();
        for word in text::query_words(text) {
            self.count(1, Span::new(word.start, word.end))?;
            words.push(Query::Word { field: self.options.field, text: written(&word) });
        }
        Ok(self.joined(words))
    }

    /// True if a quote begins directly at this byte of the query.
    pub(super) fn is_quote_at(&self, at: usize) -> bool {
        let next = self.tokens.get(self.at);
        next.is_some_and(|next| matches!(next.kind, TokenKind::Quoted { .. }) && next.span.start == at)
    }

    /// Notes a fault, which is an error when parsing strictly.
    pub(super) fn fault(&mut self, issue: QueryIssue) -> Result<(), QueryIssue> {
        if self.options.strict {
            return Err(issue);
        }
        self.issues.push(issue);
        Ok(())
    }

    /// Notes a clause that cannot be understood, which then matches nothing.
    pub(super) fn unreadable(&mut self, issue: QueryIssue) -> Clause {
        self.count(1, issue.span)?;
        self.fault(issue)?;
        Ok(Some(nothing()))
    }

    /// Counts clauses against the most that a query may have.
    pub(super) fn count(&mut self, clauses: usize, span: Span) -> Result<(), QueryIssue> {
        self.clauses += clauses;
        if self.clauses <= MAX_CLAUSES {
            return Ok(());
        }
        let message = format!("the query has more than {MAX_CLAUSES} words");
        Err(QueryIssue::new(span, message).hint("shorten it"))
    }

    /// Clauses that are next to each other: all of them, or any if requested.
    pub(super) fn joined(&self, clauses: Vec<Query>) -> Option<Query> {
        match (clauses.is_empty(), self.options.any) {
            (true, _) => None,
            (false, true) => Some(any_of(clauses)),
            (false, false) => Some(all_of(clauses, Vec::new())),
        }
    }

    fn whole(&self) -> Span {
        Span::new(0, self.text.len())
    }

    fn too_deep(&self, span: Span) -> QueryIssue {
        QueryIssue::new(span, format!("groups are nested more than {MAX_DEPTH} deep"))
    }

    fn peek(&self) -> Option<Token<'q>> {
        self.tokens.get(self.at).copied()
    }

    /// True if the token after the one at hand can begin an operand.
    fn operand_follows(&self) -> bool {
        self.tokens.get(self.at + 1).is_some_and(|token| {
            !matches!(token.kind, TokenKind::Close | TokenKind::And | TokenKind::Or | TokenKind::Suffix(_))
        })
    }

    /// Operands with `OR` between them.
    fn alternatives(&mut self, scope: Scope) -> Clause {
        let mut found = Vec::new();
        loop {
            found.extend(self.juxtaposed(scope)?);
            if !matches!(self.peek(), Some(Token { kind: TokenKind::Or, .. })) {
                return Ok(either(found));
            }
            self.at += 1;
        }
    }

    /// Operands next to each other, up to an `OR` or the end of the group.
    fn juxtaposed(&mut self, scope: Scope) -> Result<Option<Signed>, QueryIssue> {
        let mut chains: Vec<Vec<Signed>> = Vec::new();
        let (mut started, mut linked) = (false, false);
        while let Some(token) = self.peek() {
            if let TokenKind::Word(raw) = token.kind
                && let Some(distance) = near_distance(raw)
                && started
                && self.operand_follows()
            {
                self.at += 1;
                let right = self.signed(scope)?;
                self.near(&mut chains, right, distance, token.span)?;
                linked = false;
                continue;
            }
            let operand = match token.kind {
                TokenKind::Close if self.brackets > 0 => break,
                TokenKind::Close => self.stray_close(token.span)?,
                TokenKind::Or if started && self.operand_follows() => break,
                TokenKind::And if started && self.operand_follows() => {
                    self.at += 1;
                    linked = true;
                    continue;
                }
                TokenKind::And | TokenKind::Or => {
                    self.stray_operator(scope, token)?.map(|query| (Sign::None, query))
                }
                _ => self.signed(scope)?,
            };
            started = true;
            let Some(operand) = operand else { continue };
            match chains.last_mut() {
                Some(chain) if linked => chain.push(operand),
                _ => chains.push(vec![operand]),
            }
            linked = false;
        }
        Ok(self.one_signed(scope, chains))
    }

    /// Joins the last operand and the next one, which are to be near each other; other than words are joined by AND.
    fn near(
        &mut self,
        chains: &mut Vec<Vec<Signed>>,
        right: Option<Signed>,
        distance: u32,
        span: Span,
    ) -> Result<(), QueryIssue> {
        let Some(right) = right else { return Ok(()) };
        let Some(chain) = chains.last_mut() else {
            chains.push(vec![right]);
            return Ok(());
        };
        if let Some(last) = chain.last_mut()
            && let Some(both) = near_each_other(last, &right, distance)
        {
            self.count(2, span)?;
            *last = (Sign::None, both);
            return Ok(());
        }
        let name = &self.text[span.start..span.end];
        let issue = QueryIssue::new(span, format!("{name} joins two words of one field; it is read as AND"));
        self.fault(issue.hint(format!("write \"several words\"~{distance}")))?;
        chain.push(right);
        Ok(())
    }

    /// The operands as one; a lone one keeps its sign, which may matter to its neighbours.
    fn one_signed(&self, scope: Scope, mut chains: Vec<Vec<Signed>>) -> Option<Signed> {
        if let [chain] = chains.as_mut_slice()
            && chain.len() == 1
        {
            return chain.pop();
        }
        if chains.is_empty() {
            return None;
        }
        let query = if self.options.any {
            any_words(chains.into_iter().map(one_chain).collect(), scope == Scope::Text(Field::Any))
        } else {
            conjunction(chains.into_iter().flatten().collect())
        };
        Some((Sign::None, query))
    }

    fn stray_close(&mut self, span: Span) -> Result<Option<Signed>, QueryIssue> {
        self.at += 1;
        self.fault(QueryIssue::new(span, "this closing bracket has no opening bracket"))?;
        if matches!(self.peek(), Some(Token { kind: TokenKind::Suffix(_), .. })) {
            self.at += 1;
        }
        Ok(None)
    }

    /// An operator where there is nothing to join: the word it is, or nothing for a sign.
    fn stray_operator(&mut self, scope: Scope, token: Token<'q>) -> Clause {
        self.at += 1;
        let name = &self.text[token.span.start..token.span.end];
        if matches!(name, "&&" | "||") {
            self.fault(QueryIssue::new(token.span, format!("{name} needs a word or a clause on each side")))?;
            return Ok(None);
        }
        let issue =
            QueryIssue::new(token.span, format!("a clause is missing next to {name}; it is read as a word"));
        self.fault(issue.hint(format!("write \\{name} or \"{name}\" for the word")))?;
        self.chunk(scope, name, token.span)
    }

    /// A clause with the signs before it.
    fn signed(&mut self, scope: Scope) -> Result<Option<Signed>, QueryIssue> {
        let (mut plus, mut minus) = (false, false);
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Plus => plus = true,
                TokenKind::Minus => minus = !minus,
                TokenKind::Not if self.operand_follows() => minus = !minus,
                _ => break,
            }
            self.at += 1;
        }
        let sign = match (minus, plus) {
            (true, _) => Sign::Minus,
            (false, true) => Sign::Plus,
            (false, false) => Sign::None,
        };
        Ok(self.primary(scope)?.map(|query| (sign, query)))
    }

    fn primary(&mut self, scope: Scope) -> Clause {
        let Some(token) = self.peek() else { return Ok(None) };
        match token.kind {
            TokenKind::Close | TokenKind::And | TokenKind::Or | TokenKind::Plus | TokenKind::Minus => {
                return Ok(None);
            }
            TokenKind::Not => return self.stray_operator(scope, token),
            _ => self.at += 1,
        }
        match token.kind {
            TokenKind::Open => self.group(scope, token.span),
            TokenKind::Quoted { text, closed } => self.quoted(scope, text, closed, token.span),
            TokenKind::Word(raw) => self.chunk(scope, raw, token.span),
            TokenKind::Range(raw) => self.range(scope, raw, token.span),
            TokenKind::Regex(raw) => self.regex(scope, raw, token.span),
            TokenKind::Field(name) => self.field(scope, name, token.span),
            _ => Ok(None),
        }
    }

    fn group(&mut self, scope: Scope, open: Span) -> Clause {
        self.brackets += 1;
        if self.brackets > MAX_BRACKETS {
            return Err(self.too_deep(open));
        }
        let inner = self.alternatives(scope)?;
        self.brackets -= 1;
        if !matches!(self.peek(), Some(Token { kind: TokenKind::Close, .. })) {
            self.fault(QueryIssue::new(open, "this bracket is never closed"))?;
            return Ok(inner);
        }
        self.at += 1;
        let suffix = self.take_suffix();
        let Some(query) = inner else {
            self.fault(QueryIssue::new(open, "this group is empty"))?;
            return Ok((scope != Scope::Text(Field::Any)).then(nothing));
        };
        let factor = self.group_boost(suffix)?;
        Ok(Some(boosted(query, factor)))
    }

    fn field(&mut self, scope: Scope, name: &'q str, span: Span) -> Clause {
        if fields::is_unsupported(name) {
            self.signed(scope)?;
            return self.unreadable(QueryIssue::new(span, format!("{name} is not supported")));
        }
        let Some(inner) = Scope::named(name) else { return self.unknown_field(scope, name, span) };
        match self.signed(inner)? {
            Some(operand) => Ok(Some(conjunction(vec![operand]))),
            None => self
                .unreadable(QueryIssue::new(span, format!("there is nothing to search for after {name}:"))),
        }
    }

    /// A field that does not exist: its name and its value are words.
    fn unknown_field(&mut self, scope: Scope, name: &'q str, span: Span) -> Clause {
        let issue = QueryIssue::new(span, format!("unknown field {name}; it is read as a word"));
        let known = format!("the fields are {}", fields::known());
        let hint = match fields::nearest(name) {
            Some(nearest) => format!("did you mean {nearest}:? {known}"),
            None => known,
        };
        self.fault(issue.hint(hint))?;
        let mut clauses: Vec<Query> = self.chunk(scope, name, span)?.into_iter().collect();
        clauses.extend(self.signed(scope)?.map(|operand| conjunction(vec![operand])));
        Ok(self.joined(clauses))
    }

    /// The suffix directly after a quote or a bracket.
    pub(super) fn take_suffix(&mut self) -> Option<(&'q str, Span)> {
        let Some(Token { kind: TokenKind::Suffix(raw), span }) = self.peek() else { return None };
        self.at += 1;
        Some((raw, span))
    }
}

/// Clauses of which all have to match.
fn conjunction(clauses: Vec<Signed>) -> Query {
    let (negative, positive): (Vec<Signed>, Vec<Signed>) =
        clauses.into_iter().partition(|&(sign, _)| sign == Sign::Minus);
    all_of(queries(positive), queries(negative))
}

/// Clauses joined by `AND`, as one.
fn one_chain(mut chain: Vec<Signed>) -> Signed {
    match chain.pop() {
        Some(only) if chain.is_empty() => only,
        last => {
            chain.extend(last);
            (Sign::None, conjunction(chain))
        }
    }
}

/// Clauses of which one is enough, but for the signed ones and for filters, which narrow in any case.
///
/// Within the brackets of one field, `country:(sy ru)`, filters are values of which one is enough.
fn any_words(clauses: Vec<Signed>, filters_narrow: bool) -> Query {
    let (mut plus, mut words, mut filters, mut minus) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (sign, query) in clauses {
        match sign {
            Sign::Plus => plus.push(query),
            Sign::Minus => minus.push(query),
            Sign::None if filters_narrow && is_filter(&query) => filters.push(query),
            Sign::None => words.push(query),
        }
    }
    if !plus.is_empty() || filters.is_empty() {
        plus.extend(filters);
        return weighted(plus, words, minus);
    }
    if !words.is_empty() {
        filters.push(any_of(words));
    }
    all_of(filters, minus)
}

/// Operands with `OR` between them; where some have a `+`, they are read as Lucene does.
fn either(mut operands: Vec<Signed>) -> Option<Query> {
    if operands.len() > 1 && operands.iter().any(|&(sign, _)| sign == Sign::Plus) {
        let (minus, rest): (Vec<_>, Vec<_>) =
            operands.into_iter().partition(|&(sign, _)| sign == Sign::Minus);
        let (plus, plain): (Vec<_>, Vec<_>) = rest.into_iter().partition(|&(sign, _)| sign == Sign::Plus);
        return Some(weighted(queries(plus), queries(plain), queries(minus)));
    }
    if operands.len() <= 1 {
        return operands.pop().map(|operand| conjunction(vec![operand]));
    }
    Some(any_of(operands.into_iter().map(|operand| conjunction(vec![operand])).collect()))
}

fn queries(clauses: Vec<Signed>) -> Vec<Query> {
    clauses.into_iter().map(|(_, query)| query).collect()
}

/// True for clauses that say which articles to look among rather than what words to look for.
fn is_filter(query: &Query) -> bool {
    match query {
        Query::Countries { .. } | Query::Dates { .. } | Query::Length { .. } => true,
        Query::Word { field, .. }
        | Query::Phrase { field, .. }
        | Query::PatternPhrase { field, .. }
        | Query::Regex { field, .. }
        | Query::Exact { field, .. }
        | Query::Wildcard { field, .. }
        | Query::Fuzzy { field, .. } => {
            matches!(
                field,
                Field::Source | Field::Section | Field::Language | Field::Tag | Field::Url | Field::Path
            )
        }
        Query::Bool { must, should, must_not } => {
            must.iter().chain(should).chain(must_not).all(|inner| is_filter(inner) || *inner == Query::All)
        }
        Query::Boost(inner, _) => is_filter(inner),
        Query::All => false,
    }
}
