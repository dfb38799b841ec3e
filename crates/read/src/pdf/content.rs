//! What a page shows: its drawing operators to pieces of text with their places.

use std::hash::BuildHasher;
use std::rc::Rc;

use hayro_syntax::content::{Instruction, UntypedIter};
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, Name, Object, Rect, Stream};
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::file::File;
use super::font::Font;
use super::matrix::Matrix;
use super::pages::Shown;
use super::resources::{Dictionaries, Fonts, Resources};

/// Forms within forms are drawn up to this depth.
const MAX_FORMS: usize = 8;

/// Letters this near to each other, in points, follow each other on a line.
const NEAR: f64 = 3.0;

/// A page has a few thousand pieces of text; one with more than this is made to do harm.
const MAX_PIECES: usize = 500_000;

/// The longest text that is taken out of a file.
const MAX_TEXT: usize = 32 << 20;

/// Drawing a form takes about as long as reading so many bytes, however small it is.
const FORM_COST: usize = 512;

/// How many states may be saved within one another.
const MAX_SAVED: usize = 48;

/// A page has at most this many notes and fields.
const MAX_NOTES: usize = 5_000;

/// Letters spaced further apart than this part of their size become pieces of their own.
const WIDE_SPACE: f64 = 0.5;

/// A text that is drawn again within this part of the size of its letters is the same one, made bold.
const SAME_PLACE: f64 = 0.1;

/// A piece of text and where it is, measured along its line.
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

impl Default for State {
    fn default() -> Self {
        Self {
            place: Matrix::SAME,
            font: None,
            size: 1.0,
            character_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// Where a text stood last, by the hash of its letters and the square of the page in which it began.
type Drawn = FxHashMap<(u64, i64, i64), (f64, f64)>;

/// Draws pages, of which only the text is kept.
pub(super) struct Painter<'a> {
    file: &'a File,
    /// The dictionaries that were requested.
    pub known: Dictionaries<'a>,
    /// The fonts by the place of their dictionary in the file.
    fonts: Fonts<usize, Rc<Font>>,
    /// The resources of the page before, which most often are those of the next one too.
    last: Option<Rc<Resources<'a>>>,
    pieces: Vec<Piece>,
    drawn: Drawn,
    /// How many characters a font did not tell.
    pub unknown: usize,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    /// What of the page can be seen.
    window: Option<Rect>,
    /// Where the last letter that is on the page ended.
    seen_end: Option<(f64, f64)>,
    /// How many more bytes of drawings are read.
    budget: usize,
    /// How many more bytes of text are taken.
    room: usize,
    /// What there was too much of, where not all could be drawn.
    pub cut: Option<&'static str>,
}

impl<'a> Painter<'a> {
    pub fn new(file: &'a File, budget: usize) -> Self {
        Self {
            file,
            known: Dictionaries::default(),
            fonts: Fonts::default(),
            last: None,
            pieces: vec![],
            drawn: Drawn::default(),
            unknown: 0,
            state: State::default(),
            saved: vec![],
            text: Matrix::SAME,
            line: Matrix::SAME,
            window: None,
            seen_end: None,
            budget,
            room: MAX_TEXT,
            cut: None,
        }
    }

    /// Draws a page with its notes and fields, and takes its pieces of text.
    pub fn page(&mut self, shown: &Shown<'a>) -> Vec<Piece> {
        self.state = State::default();
        self.saved.clear();
        self.drawn.clear();
        self.seen_end = None;
        self.window = shown.window.filter(|window| window.width() > 0.0 && window.height() > 0.0);
        let resources = self.resources(shown.resources.clone());
        self.draw(&shown.drawing, &resources, 0);
        self.draw_notes(&shown.page, &resources);
        if self.file.is_spent() {
            self.cut = Some("objects and streams to unpack");
        }
        std::mem::take(&mut self.pieces)
    }

    /// The resources that a dictionary lists; those of the page before are known already.
    fn resources(&mut self, dictionary: Dict<'a>) -> Rc<Resources<'a>> {
        let is_same = |last: &&Rc<Resources<'a>>| std::ptr::eq(last.dictionary.data(), dictionary.data());
        if let Some(last) = self.last.as_ref().filter(is_same) {
            return Rc::clone(last);
        }
        let resources = Rc::new(Resources::new(dictionary));
        self.last = Some(Rc::clone(&resources));
        resources
    }

    fn draw(&mut self, content: &[u8], resources: &Rc<Resources<'a>>, depth: usize) {
        let whole = content.len();
        let content = &content[..whole.min(self.budget)];
        self.budget -= content.len();
        if content.len() < whole {
            self.cut = Some("drawings");
        }
        let mut instructions = UntypedIter::new(content);
        while let Some(instruction) = instructions.next() {
            if **instruction.operator == *b"BI" && instruction.operands().next().is_none() {
                // The end of this picture was looked for up to the end of the drawing.
                self.file.spend(content.len());
            }
            self.operator(&instruction, resources, depth);
            if self.pieces.len() > MAX_PIECES || self.room == 0 {
                self.cut = Some("text");
            }
            if self.cut == Some("text") || self.file.is_spent() {
                return;
            }
        }
    }

    fn operator(&mut self, instruction: &Instruction<'_, '_>, resources: &Rc<Resources<'a>>, depth: usize) {
        let operand = |at: usize| instruction.operands().nth(at);
        let number = |at: usize| operand(at).and_then(number_of).unwrap_or(0.0);
        match &**instruction.operator {
            b"q" if self.saved.len() < MAX_SAVED => self.saved.push(self.state.clone()),
            b"Q" => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => {
                let place = matrix_of(instruction).unwrap_or(Matrix::SAME);
                self.state.place = place.then(&self.state.place);
            }
            b"BT" => self.set_line(Matrix::SAME),
            b"Tf" => self.set_font(operand(0), number(1), resources),
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
            b"Tm" => self.set_line(matrix_of(instruction).unwrap_or(Matrix::SAME)),
            b"T*" => self.next_line(),
            b"Tj" => self.show_operand(operand(0)),
            b"'" => {
                self.next_line();
                self.show_operand(operand(0));
            }
            b"\"" => {
                (self.state.word_space, self.state.character_space) = (number(0), number(1));
                self.next_line();
                self.show_operand(operand(2));
            }
            b"TJ" => self.show_all(operand(0)),
            b"Do" => {
                self.file.spend(FORM_COST);
                let form = |name: &Name<'_>| resources.form(self.file, &mut self.known, name);
                if let Some(form) = operand(0).and_then(name_of).and_then(form) {
                    self.draw_form(&form, resources, depth);
                }
            }
            _ => {}
        }
    }

    fn set_line(&mut self, line: Matrix) {
        (self.line, self.text) = (line, line);
    }

    fn next_line(&mut self) {
        self.set_line(self.line.moved(0.0, -self.state.leading));
    }

    fn set_font(&mut self, name: Option<&Object<'_>>, size: f64, resources: &Resources<'a>) {
        let Some(name) = name.and_then(name_of) else { return };
        self.state.size = size;
        if let Some(known) = resources.fonts.borrow().known.get(name.as_ref()) {
            self.state.font = known.clone();
            return;
        }
        let font = resources.font(self.file, &mut self.known, name).map(|font| self.font(&font));
        let weight = font.as_ref().map_or(1, |font| font.weight);
        resources.fonts.borrow_mut().keep(name.to_vec(), font.clone(), weight);
        self.state.font = font;
    }

    /// A font, which is read once.
    fn font(&mut self, dictionary: &Dict<'a>) -> Rc<Font> {
        let place = dictionary.data().as_ptr().addr();
        if let Some(known) = self.fonts.known.get(&place) {
            return Rc::clone(known);
        }
        let font = Rc::new(Font::new(self.file, dictionary));
        self.fonts.keep(place, Rc::clone(&font), font.weight);
        font
    }

    fn show_operand(&mut self, operand: Option<&Object<'_>>) {
        if let Some(Object::String(text)) = operand {
            self.show(text);
        }
    }

    /// Texts, and numbers that move the next one back.
    fn show_all(&mut self, items: Option<&Object<'_>>) {
        let Some(Object::Array(items)) = items else { return };
        for item in items.iter::<Object<'_>>() {
            match item {
                Object::String(text) => self.show(&text),
                Object::Number(back) => self.advance(-back.as_f64() / 1000.0 * self.state.size),
                _ => {}
            }
        }
    }

    /// Goes on along the line, which a vertical font leads down the page.
    fn advance(&mut self, distance: f64) {
        let is_vertical = self.state.font.as_ref().is_some_and(|font| font.is_vertical);
        self.text = if is_vertical {
            self.text.moved(0.0, distance)
        } else {
            self.text.moved(distance * self.state.scale, 0.0)
        };
    }

    /// Shows a text. What cannot be seen is left out, and letters that stand far apart become pieces of their own.
    fn show(&mut self, bytes: &[u8]) {
        let Some(font) = self.state.font.clone() else { return };
        let is_wide = self.state.character_space > WIDE_SPACE * self.state.size.abs();
        let scale = if font.is_vertical { 1.0 } else { self.state.scale };
        let (mut text, mut start, mut along, mut width) = (String::new(), self.text, 0.0, 0.0);
        for shown in font.decode(bytes) {
            let space = self.state.character_space + if shown.is_space { self.state.word_space } else { 0.0 };
            let length = if font.is_vertical { -1.0 } else { shown.width } * self.state.size;
            let is_seen = self.is_seen();
            if (!is_seen || is_wide) && !text.is_empty() {
                self.keep(std::mem::take(&mut text), &start, width, font.is_vertical);
            }
            if text.is_empty() {
                (start, along) = (self.text, 0.0);
            }
            match shown.text {
                Some(shown) if is_seen => text.push_str(&shown),
                Some(_) => {}
                None => self.unknown += 1,
            }
            // The space behind the last letter is none of it.
            width = along + length * scale;
            along += (length + space) * scale;
            self.advance(length + space);
            if is_seen {
                self.seen_end = Some(self.text.then(&self.state.place).origin());
            }
            if self.room <= text.len() || self.pieces.len() > MAX_PIECES {
                break;
            }
        }
        self.keep(text, &start, width, font.is_vertical);
    }

    /// True if what is drawn now is on the page, or goes on where a line that begins there leaves it.
    fn is_seen(&self) -> bool {
        let (x, y) = self.text.then(&self.state.place).origin();
        let goes_on =
            self.seen_end.is_some_and(|(end_x, end_y)| (x - end_x).abs() < NEAR && (y - end_y).abs() < NEAR);
        self.window.is_none_or(|window| {
            goes_on
                || (window.x0 - 1.0..=window.x1 + 1.0).contains(&x)
                    && (window.y0 - 1.0..=window.y1 + 1.0).contains(&y)
        })
    }

    /// Keeps a text with its place along its line.
    fn keep(&mut self, text: String, start: &Matrix, width: f64, is_vertical: bool) {
        self.room = self.room.saturating_sub(text.len());
        if text.is_empty() {
            return;
        }
        let Matrix([a, b, c, d, x, y]) = start.moved(0.0, self.state.rise).then(&self.state.place);
        let (along, across) = if is_vertical { ((c, d), (a, b)) } else { ((a, b), (c, d)) };
        let length = width * along.0.hypot(along.1);
        let angle = (along.1 * width.signum()).atan2(along.0 * width.signum());
        let (sine, cosine) = angle.sin_cos();
        let start = x * cosine + y * sine;
        let piece = Piece {
            text,
            start,
            end: start + length.abs(),
            level: y * cosine - x * sine,
            size: self.state.size.abs() * across.0.hypot(across.1),
            angle: angle.to_degrees().round() as i32,
        };
        if [piece.start, piece.end, piece.level, piece.size].iter().all(|number| number.is_finite())
            && !self.is_drawn_again(&piece)
        {
            self.pieces.push(piece);
        }
    }

    /// True for a text that is there already; it is drawn twice to look bold.
    fn is_drawn_again(&mut self, piece: &Piece) -> bool {
        let size = piece.size.max(0.1);
        let square = |place: f64| (place / size).floor() as i64;
        let (column, row) = (square(piece.start), square(piece.level));
        let hash = FxBuildHasher.hash_one(&piece.text);
        let key = |column: i64, row: i64| (hash, column, row);
        let near = [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)];
        let is_near = near.iter().any(|(right, up)| {
            let other = self.drawn.get(&key(column.saturating_add(*right), row.saturating_add(*up)));
            other.is_some_and(|(start, level)| {
                (start - piece.start).abs() < SAME_PLACE * size
                    && (level - piece.level).abs() < SAME_PLACE * size
            })
        });
        self.drawn.insert(key(column, row), (piece.start, piece.level));
        is_near && !piece.text.trim().is_empty()
    }

    /// Draws a form, which is a page within a page.
    fn draw_form(&mut self, form: &Stream<'a>, resources: &Rc<Resources<'a>>, depth: usize) {
        let dictionary = form.dict();
        let is_form = dictionary.get::<Name<'_>>(keys::SUBTYPE).as_deref() == Some(keys::FORM);
        if !is_form || depth >= MAX_FORMS || self.budget == 0 {
            return;
        }
        let Some(content) = self.file.unpacked(form) else { return };
        let saved = (self.state.clone(), self.text, self.line);
        let own = self.known.under(self.file, dictionary, keys::RESOURCES);
        let own = own.map(|own| Rc::new(Resources::new(own)));
        let matrix = dictionary.get::<[f64; 6]>(keys::MATRIX).map_or(Matrix::SAME, Matrix);
        self.state.place = matrix.then(&self.state.place);
        self.draw(&content, own.as_ref().unwrap_or(resources), depth + 1);
        (self.state, self.text, self.line) = saved;
    }

    /// Draws the notes and the fields of a page, as far as they can be seen.
    fn draw_notes(&mut self, page: &Dict<'a>, resources: &Rc<Resources<'a>>) {
        let notes = page.get::<Array<'a>>(keys::ANNOTS).unwrap_or_default();
        for note in notes.iter::<Dict<'a>>().take(MAX_NOTES) {
            self.file.spend(FORM_COST);
            if self.cut.is_some() || self.file.is_spent() {
                return;
            }
            let Some((form, place)) = appearance(&note) else { continue };
            self.state = State { place, ..State::default() };
            self.draw_form(&form, resources, 0);
        }
    }
}

/// How a note looks and where it is; nothing if it is hidden.
fn appearance<'a>(note: &Dict<'a>) -> Option<(Stream<'a>, Matrix)> {
    const HIDDEN: i32 = 2 | 32;
    let is_popup = note.get::<Name<'_>>(keys::SUBTYPE).as_deref() == Some(b"Popup");
    if is_popup || note.get::<i32>(keys::F).unwrap_or(0) & HIDDEN != 0 {
        return None;
    }
    let looks = note.get::<Dict<'a>>(keys::AP)?;
    let form = looks.get::<Stream<'a>>(keys::N).or_else(|| {
        let state = note.get::<Name<'_>>(keys::AS)?;
        looks.get::<Dict<'a>>(keys::N)?.get::<Stream<'a>>(state)
    })?;
    let (bounds, frame) = (form.dict().get::<Rect>(keys::BBOX)?, note.get::<Rect>(keys::RECT)?);
    let matrix = form.dict().get::<[f64; 6]>(keys::MATRIX).map_or(Matrix::SAME, Matrix);
    Some((form, matrix.fitting(bounds, frame)))
}

fn number_of(object: &Object<'_>) -> Option<f64> {
    if let Object::Number(number) = object { Some(number.as_f64()) } else { None }
}

fn name_of<'o, 'a>(object: &'o Object<'a>) -> Option<&'o Name<'a>> {
    if let Object::Name(name) = object { Some(name) } else { None }
}

fn matrix_of(instruction: &Instruction<'_, '_>) -> Option<Matrix> {
    let mut numbers = instruction.operands().filter_map(number_of);
    let mut matrix = [0.0; 6];
    for place in &mut matrix {
        *place = numbers.next()?;
    }
    Some(Matrix(matrix))
}

#[cfg(test)]
mod tests {
    use super::super::pages;
    use super::*;
    use proptest::prelude::*;

    /// A page of this drawing, with a font, a form, a field and a note that is hidden.
    fn file(drawing: &str) -> File {
        let page = "<</Type/Page/MediaBox[0 0 1000 1000]/Contents 5 0 R/Resources<</Font<</F 6 0 R/V 8 0 R>>/XObject<</X 7 0 R>>>>/Annots[9 0 R 10 0 R]>>";
        let form =
            "<</Subtype/Form/BBox[0 0 10 10]/Matrix[1 0 0 1 5 5]>> stream\nBT /F 10 Tf (in) Tj ET\nendstream";
        let objects = [
            (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
            (2, "<</Kids[4 0 R]>>".to_owned()),
            (4, page.to_owned()),
            (5, format!("<</Length {}>> stream\n{drawing}\nendstream", drawing.len())),
            (6, "<</Subtype/Type1/Encoding/WinAnsiEncoding>>".to_owned()),
            (7, form.to_owned()),
            (8, "<</Subtype/Type0/Encoding/UniGB-UCS2-V/DescendantFonts[<<>>]>>".to_owned()),
            (9, "<</Rect[500 500 520 520]/AP<</N<</On 7 0 R>>>>/AS/On>>".to_owned()),
            (10, "<</Rect[500 500 520 520]/AP<</N 7 0 R>>/F 2>>".to_owned()),
        ];
        let text: String =
            objects.iter().map(|(number, object)| format!("{number} 0 obj {object} endobj\n")).collect();
        File::open((text + "trailer <</Root 1 0 R>>").into_bytes()).unwrap()
    }

    fn drawn(drawing: &str, budget: usize) -> (Vec<Piece>, Option<&'static str>) {
        let file = file(drawing);
        let mut painter = Painter::new(&file, budget);
        let shown = pages::listed(&file).pop().unwrap().shown(&file, &mut Dictionaries::default()).unwrap();
        let mut pieces = painter.page(&shown);
        pieces.retain(|piece| piece.start < 500.0 || piece.start > 520.0);
        (pieces, painter.cut)
    }

    fn pieces(drawing: &str) -> Vec<Piece> {
        drawn(drawing, 1 << 20).0
    }

    fn places(drawing: &str) -> Vec<(String, f64, f64)> {
        pieces(drawing).into_iter().map(|piece| (piece.text, piece.start, piece.level)).collect()
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
    fn lines_of_a_vertical_font_run_down_the_page() {
        let found = pieces("BT /V 10 Tf 100 700 Td <4e2d6587> Tj <4e2d> Tj ET");
        assert_eq!((found[0].text.as_str(), found[0].angle, found[0].start.round()), ("中文", -90, -700.0));
        assert_eq!((found[1].start.round(), found[1].level.round()), (-680.0, found[0].level.round()));
    }

    #[test]
    fn what_no_page_shows_is_left_out() {
        let found = places("BT /F 10 Tf 990 700 Td (abcd) Tj 0 900 Td (above) Tj 100 -900 Td (beside) Tj ET");
        // A word that runs over the edge is whole.
        assert_eq!(found, [("abcd".into(), 990.0, 700.0)]);
    }

    #[test]
    fn text_that_is_drawn_twice_to_be_bold_is_one() {
        let found =
            places("BT /F 10 Tf 100 700 Td (bold) Tj -20 0 Td 20.4 0.2 Td (bold) Tj 30 0 Td (bold) Tj ET");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn letters_that_stand_far_apart_are_pieces_of_their_own() {
        let texts = |drawing: &str| pieces(drawing).into_iter().map(|piece| piece.text).collect::<Vec<_>>();
        assert_eq!(texts("BT /F 10 Tf 40 Tc 100 700 Td (123) Tj ET"), ["1", "2", "3"]);
        assert_eq!(texts("BT /F 10 Tf 2 Tc 100 700 Td (123) Tj ET"), ["123"]);
    }

    #[test]
    fn fields_are_drawn_and_what_is_hidden_is_not() {
        let file = file("");
        let shown = pages::listed(&file).pop().unwrap().shown(&file, &mut Dictionaries::default()).unwrap();
        let found = Painter::new(&file, 1 << 20).page(&shown);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].start, found[0].level, found[0].size), (500.0, 500.0, 20.0));
    }

    #[test]
    fn what_is_not_drawn_is_said() {
        let letters = "(a) Tj ".repeat(20);
        assert_eq!(drawn(&format!("BT /F 10 Tf {letters} ET"), 40).1, Some("drawings"));
        let pictures = "BI /W 1 ID x ".repeat(5_000);
        assert_eq!(drawn(&pictures, 1 << 20).1, None);
    }

    proptest! {
        #[test]
        fn no_operators_make_it_panic(drawing in "(BT |ET |/F |/V |9e9 |0 |-1 |Tf |Td |TD |Tm |T\\* |\\(a\\) |\\[|\\] |Tj |TJ |' |\" |q |Q |cm |/X |Do |BI |ID |EI ){0,60}") {
            pieces(&drawing);
        }
    }
}
