//! What a page shows: its drawing operators to pieces of text with their places.

use std::borrow::Cow;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::file::File;
use super::font::Font;
use super::object::{Dictionary, Lexer, Object};

/// Forms within forms are drawn up to this depth.
const MAX_FORMS: usize = 8;

/// A page has a few thousand pieces of text; one with more than this is made to do harm.
const MAX_PIECES: usize = 500_000;

/// The tables of fonts that are kept for the next page have at most so many entries in all.
const MAX_WEIGHT: usize = 500_000;

/// The longest text that is taken out of a file.
const MAX_TEXT: usize = 32 << 20;

/// Drawing a form takes about as long as reading so many bytes, however small it is.
const FORM_COST: usize = 512;

/// How many states may be saved within one another.
const MAX_SAVED: usize = 48;

/// A piece of text and where it stands, measured along its line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub text: String,
    /// Where it begins and ends along its line.
    pub start: f64,
    pub end: f64,
    /// How high the line stands.
    pub level: f64,
    /// The size of its letters.
    pub size: f64,
    /// The direction of its line in degrees.
    pub angle: i32,
}

/// A map of places: `[a b c d e f]`.
#[derive(Debug, Clone, Copy)]
struct Matrix([f64; 6]);

impl Matrix {
    const SAME: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn of(operands: &[Object]) -> Option<Self> {
        let numbers: Vec<f64> = operands.iter().filter_map(Object::number).collect();
        Some(Matrix(numbers.get(..6)?.try_into().ok()?))
    }

    /// First this one, then the other.
    fn then(&self, other: &Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, other.0);
        Matrix([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }

    fn moved(&self, x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }
}

/// How text is shown.
#[derive(Clone)]
struct State {
    place: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    character_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
    rise: f64,
}

/// The fonts and forms that the names in a drawing stand for, looked up once for the whole drawing.
struct Resources<'r> {
    dictionary: &'r Dictionary,
    /// The dictionary of fonts, once one was asked for.
    named_fonts: Option<Cow<'r, Dictionary>>,
    /// The fonts that were asked for; nothing for a name that is none.
    fonts: FxHashMap<String, Option<Rc<Font>>>,
    /// The entries of their tables.
    weight: usize,
    /// The dictionary of forms, once one was asked for.
    named_forms: Option<Cow<'r, Dictionary>>,
}

impl<'r> Resources<'r> {
    fn new(dictionary: &'r Dictionary) -> Self {
        Self { dictionary, named_fonts: None, fonts: FxHashMap::default(), weight: 0, named_forms: None }
    }

    /// What a name stands for among the fonts.
    fn font(&mut self, file: &File, name: &str) -> Option<&Object> {
        let dictionary = self.dictionary;
        self.named_fonts.get_or_insert_with(|| entries(file, dictionary, "Font")).get(name)
    }

    /// What a name stands for among the forms.
    fn form(&mut self, file: &File, name: &str) -> Option<&Object> {
        let dictionary = self.dictionary;
        self.named_forms.get_or_insert_with(|| entries(file, dictionary, "XObject")).get(name)
    }

    fn keep(&mut self, name: &str, font: Option<Rc<Font>>) {
        self.weight += font.as_ref().map_or(1, |font| font.weight());
        if self.weight > MAX_WEIGHT {
            self.fonts.clear();
            self.weight = 0;
        }
        self.fonts.insert(name.to_owned(), font);
    }
}

/// The dictionary that stands under a key, which is borrowed where it stands there itself.
fn entries<'r>(file: &File, dictionary: &'r Dictionary, key: &str) -> Cow<'r, Dictionary> {
    match dictionary.get(key) {
        Some(Object::Dictionary(entries)) => Cow::Borrowed(entries),
        Some(other) => match file.resolved(other) {
            Object::Dictionary(entries) => Cow::Owned(entries),
            _ => Cow::Owned(Dictionary::new()),
        },
        None => Cow::Owned(Dictionary::new()),
    }
}

/// Draws pages, of which only the text is kept.
pub(super) struct Painter<'f, 'a> {
    file: &'f File<'a>,
    fonts: FxHashMap<u32, Rc<Font>>,
    /// How many entries the tables of these fonts have.
    weight: usize,
    pub pieces: Vec<Piece>,
    /// How many characters a font did not tell.
    pub unknown: usize,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    /// How many more bytes of drawings are read.
    budget: usize,
    /// How many more bytes of text are taken.
    room: usize,
    /// What there was too much of, where not all could be drawn.
    pub cut: Option<&'static str>,
}

impl<'f, 'a> Painter<'f, 'a> {
    pub fn new(file: &'f File<'a>, budget: usize) -> Self {
        let state = State {
            place: Matrix::SAME,
            font: None,
            size: 1.0,
            character_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let (text, line) = (Matrix::SAME, Matrix::SAME);
        Self {
            file,
            fonts: FxHashMap::default(),
            weight: 0,
            pieces: vec![],
            unknown: 0,
            state,
            saved: vec![],
            text,
            line,
            budget,
            room: MAX_TEXT,
            cut: None,
        }
    }

    /// Draws a page and takes its pieces of text.
    pub fn page(&mut self, content: &[u8], resources: &Dictionary) -> Vec<Piece> {
        let fresh = Painter::new(self.file, 0).state;
        self.state = fresh;
        self.saved.clear();
        self.draw(content, resources, 0);
        if self.file.is_spent() {
            self.cut = Some("objects and streams to unpack");
        }
        std::mem::take(&mut self.pieces)
    }

    fn draw(&mut self, content: &[u8], resources: &Dictionary, depth: usize) {
        let whole = content.len();
        let content = &content[..whole.min(self.budget)];
        self.budget -= content.len();
        if content.len() < whole {
            self.cut = Some("drawings");
        }
        let mut resources = Resources::new(resources);
        let mut lexer = Lexer::new(content);
        let mut operands: Vec<Object> = vec![];
        while let Some(object) = lexer.object() {
            match object {
                Object::Keyword(word) if word == b"ID" => skip_picture(&mut lexer, content),
                Object::Keyword(word) => {
                    self.operator(&word, &operands, &mut resources, depth);
                    operands.clear();
                }
                operand if operands.len() < 64 => operands.push(operand),
                _ => {}
            }
            if self.pieces.len() > MAX_PIECES || self.room == 0 {
                self.cut = Some("text");
                return;
            }
        }
    }

    fn operator(&mut self, word: &[u8], operands: &[Object], resources: &mut Resources<'_>, depth: usize) {
        let number = |at: usize| operands.get(at).and_then(Object::number).unwrap_or(0.0);
        match word {
            b"q" if self.saved.len() < MAX_SAVED => self.saved.push(self.state.clone()),
            b"Q" => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => self.state.place = Matrix::of(operands).unwrap_or(Matrix::SAME).then(&self.state.place),
            b"BT" => self.set_line(Matrix::SAME),
            b"Tf" => self.set_font(operands, resources),
            b"Tc" => self.state.character_space = number(0),
            b"Tw" => self.state.word_space = number(0),
            b"Tz" => self.state.scale = number(0) / 100.0,
            b"TL" => self.state.leading = number(0),
            b"Ts" => self.state.rise = number(0),
            b"Td" => self.set_line(self.line.moved(number(0), number(1))),
            b"TD" => {
                self.state.leading = -number(1);
                self.set_line(self.line.moved(number(0), number(1)));
            }
            b"Tm" => self.set_line(Matrix::of(operands).unwrap_or(Matrix::SAME)),
            b"T*" => self.next_line(),
            b"Tj" => self.show_operand(operands.first()),
            b"'" => {
                self.next_line();
                self.show_operand(operands.first());
            }
            b"\"" => {
                (self.state.word_space, self.state.character_space) = (number(0), number(1));
                self.next_line();
                self.show_operand(operands.get(2));
            }
            b"TJ" => self.show_all(operands.first().map(Object::array).unwrap_or_default()),
            b"Do" if depth < MAX_FORMS => self.draw_form(operands, resources, depth),
            _ => {}
        }
    }

    fn set_line(&mut self, line: Matrix) {
        (self.line, self.text) = (line, line);
    }

    fn next_line(&mut self) {
        self.set_line(self.line.moved(0.0, -self.state.leading));
    }

    fn set_font(&mut self, operands: &[Object], resources: &mut Resources<'_>) {
        let (Some(name), Some(size)) =
            (operands.first().and_then(Object::name), operands.get(1).and_then(Object::number))
        else {
            return;
        };
        self.state.size = size;
        if let Some(known) = resources.fonts.get(name) {
            self.state.font = known.clone();
            return;
        }
        let font = resources.font(self.file, name).and_then(|font| self.font(font));
        resources.keep(name, font.clone());
        self.state.font = font;
    }

    /// The font of a name; one that stands in an object of its own is read once.
    fn font(&mut self, object: &Object) -> Option<Rc<Font>> {
        let number = if let Object::Reference(number) = object { Some(*number) } else { None };
        if let Some(known) = number.and_then(|number| self.fonts.get(&number)) {
            return Some(Rc::clone(known));
        }
        let font = Rc::new(Font::new(self.file, self.file.resolved(object).dictionary()?));
        if let Some(number) = number {
            self.weight += font.weight();
            if self.weight > MAX_WEIGHT {
                self.fonts.clear();
                self.weight = font.weight();
            }
            self.fonts.insert(number, Rc::clone(&font));
        }
        Some(font)
    }

    fn show_operand(&mut self, operand: Option<&Object>) {
        if let Some(bytes) = operand.and_then(Object::text) {
            self.show(bytes);
        }
    }

    /// Texts, and numbers that move the next one back.
    fn show_all(&mut self, items: &[Object]) {
        for item in items {
            match item {
                Object::Text(bytes) => self.show(bytes),
                Object::Number(back) => self.advance(-back / 1000.0 * self.state.size * self.state.scale),
                _ => {}
            }
        }
    }

    fn advance(&mut self, distance: f64) {
        self.text = self.text.moved(distance, 0.0);
    }

    fn show(&mut self, bytes: &[u8]) {
        let Some(font) = self.state.font.clone() else { return };
        // A code stands for some letters at most, so that no more than this comes above the room.
        if self.room == 0 {
            return;
        }
        let start = self.text;
        let mut text = String::new();
        let mut width = 0.0;
        for shown in font.decode(bytes) {
            match shown.text {
                Some(shown) => text.push_str(&shown),
                None => self.unknown += 1,
            }
            let space = if shown.is_space { self.state.word_space } else { 0.0 };
            width += (shown.width * self.state.size + self.state.character_space + space) * self.state.scale;
        }
        self.advance(width);
        self.room = self.room.saturating_sub(text.len());
        self.keep(text, &start, width);
    }

    /// Keeps a text with its place along its line.
    fn keep(&mut self, text: String, start: &Matrix, width: f64) {
        if text.is_empty() {
            return;
        }
        let Matrix([a, b, c, d, x, y]) = start.moved(0.0, self.state.rise).then(&self.state.place);
        let angle = b.atan2(a);
        let (sine, cosine) = angle.sin_cos();
        let start = x * cosine + y * sine;
        let piece = Piece {
            text,
            start,
            end: start + width * a.hypot(b),
            level: y * cosine - x * sine,
            size: self.state.size.abs() * c.hypot(d),
            angle: angle.to_degrees().round() as i32,
        };
        if [piece.start, piece.end, piece.level, piece.size].iter().all(|number| number.is_finite()) {
            self.pieces.push(piece);
        }
    }

    /// Draws a form, which is a page within a page.
    fn draw_form(&mut self, operands: &[Object], resources: &mut Resources<'_>, depth: usize) {
        let Some(name) = operands.first().and_then(Object::name) else { return };
        self.file.spend(FORM_COST);
        let Some(form) = resources.form(self.file, name) else { return };
        let Some(stream) = self.file.stream(form) else { return };
        if stream.dictionary.get("Subtype").and_then(Object::name) != Some("Form") || self.budget == 0 {
            return;
        }
        let Some(content) = self.file.decoded(form) else { return };
        let saved = (self.state.clone(), self.text, self.line);
        let own = self.file.dictionary(&stream.dictionary, "Resources");
        let matrix =
            Matrix::of(self.file.value(&stream.dictionary, "Matrix").array()).unwrap_or(Matrix::SAME);
        self.state.place = matrix.then(&self.state.place);
        self.draw(&content, own.as_ref().unwrap_or(resources.dictionary), depth + 1);
        (self.state, self.text, self.line) = saved;
    }
}

/// Passes over the bytes of a picture that stands among the operators.
fn skip_picture(lexer: &mut Lexer, content: &[u8]) {
    let rest = content.get(lexer.at..).unwrap_or_default();
    let is_end = |window: &[u8]| {
        window[0].is_ascii_whitespace() && &window[1..3] == b"EI" && window[3].is_ascii_whitespace()
    };
    lexer.at += rest.windows(4).position(is_end).map_or(rest.len(), |at| at + 4);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILE: &str = "1 0 obj <</Font<</F 2 0 R>>/XObject<</X 3 0 R>>>> endobj 2 0 obj <</Subtype/Type1/Encoding/WinAnsiEncoding>> endobj\n\
        3 0 obj <</Subtype/Form/Length 22/Matrix[1 0 0 1 5 5]>> stream\nBT /F 10 Tf (in) Tj ET\nendstream endobj";

    fn pieces(content: &str) -> Vec<Piece> {
        let file = File::new(FILE.as_bytes());
        let resources = file.get(1).dictionary().cloned().unwrap();
        Painter::new(&file, 1 << 20).page(content.as_bytes(), &resources)
    }

    fn places(content: &str) -> Vec<(String, f64, f64)> {
        pieces(content).into_iter().map(|piece| (piece.text, piece.start, piece.level)).collect()
    }

    #[test]
    fn text_has_its_place() {
        let found = places("BT /F 10 Tf 100 700 Td (ab) Tj (c) Tj 0 -12 TD [(d) -200 (e)] TJ T* (f) ' ET");
        assert_eq!(
            found,
            [
                ("ab".into(), 100.0, 700.0),
                ("c".into(), 110.0, 700.0),
                ("d".into(), 100.0, 688.0),
                ("e".into(), 107.0, 688.0),
                ("f".into(), 100.0, 664.0)
            ]
        );
    }

    #[test]
    fn forms_and_saved_states_are_followed() {
        let found = places("q 2 0 0 2 10 10 cm /X Do Q BI /W 1 ID \x01(no) Tj EI BT /F 5 Tf (out) Tj ET");
        assert_eq!(found, [("in".into(), 20.0, 20.0), ("out".into(), 0.0, 0.0)]);
    }

    #[test]
    fn turned_text_is_measured_along_its_line() {
        let found = pieces("BT /F 10 Tf 0 1 -1 0 50 100 Tm (up) Tj ET");
        assert_eq!((found[0].angle, found[0].start.round(), found[0].level.round()), (90, 100.0, -50.0));
    }

    #[test]
    fn a_form_that_draws_itself_ends() {
        let file = File::new(b"1 0 obj <</XObject<</X 2 0 R>>>> endobj 2 0 obj <</Subtype/Form/Length 17>> stream\n/X Do /X Do /X Do\nendstream endobj");
        let resources = file.get(1).dictionary().cloned().unwrap();
        assert!(Painter::new(&file, 1 << 12).page(b"/X Do", &resources).is_empty());
    }

    #[test]
    fn a_font_is_looked_up_once_however_many_there_are_and_often_it_is_set() {
        let fonts: String = (0..20_000).map(|n| format!("/F{n} 2 0 R ")).collect();
        let text = format!(
            "1 0 obj <</Font 3 0 R>> endobj 2 0 obj <</Subtype/Type1>> endobj 3 0 obj <<{fonts}>> endobj"
        );
        let file = File::new(text.as_bytes());
        let resources = file.get(1).dictionary().cloned().unwrap();
        let operators = "/F9 9 Tf (a) Tj ".repeat(20_000);
        let mut painter = Painter::new(&file, 1 << 20);
        assert_eq!(painter.page(operators.as_bytes(), &resources).len(), 20_000);
        assert_eq!(painter.cut, None);
    }

    #[test]
    fn what_is_not_drawn_is_said() {
        let file = File::new(FILE.as_bytes());
        let resources = file.get(1).dictionary().cloned().unwrap();
        let mut painter = Painter::new(&file, 40);
        painter.page(b"BT /F 10 Tf (a) Tj (b) Tj (c) Tj (d) Tj (e) Tj ET", &resources);
        assert_eq!(painter.cut, Some("drawings"));
    }

    proptest! {
        #[test]
        fn no_operators_make_it_panic(content in "(BT |ET |/F |9e9 |0 |-1 |Tf |Td |TD |Tm |T\\* |\\(a\\) |\\[|\\] |Tj |TJ |' |\" |q |Q |cm |/X |Do |ID |EI ){0,60}") {
            pieces(&content);
        }
    }
}
