//! From bytes to the values a check needs.

/// The bytes of an input, from which values are taken at the front.
pub struct Input<'a>(pub &'a [u8]);

impl<'a> Input<'a> {
    /// The first byte; 0 where nothing is left.
    pub fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                *first
            }
            None => 0,
        }
    }

    /// One of some values.
    pub fn one_of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.byte() as usize % values.len()]
    }

    /// The text up to the next zero byte, which no text needs.
    pub fn text(&mut self) -> String {
        let length = self.0.iter().position(|&byte| byte == 0).unwrap_or(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest.get(1..).unwrap_or_default();
        String::from_utf8_lossy(text).into_owned()
    }

    /// All that is left, as one text.
    pub fn rest(&self) -> String {
        String::from_utf8_lossy(self.0).into_owned()
    }
}

/// The languages texts are said to be in: none, with stemmers, without, in other scripts, and one that does not exist.
pub const LANGUAGES: [Option<&str>; 20] = [
    None,
    Some("en"),
    Some("fr"),
    Some("de"),
    Some("es"),
    Some("pt"),
    Some("it"),
    Some("ru"),
    Some("uk"),
    Some("ar"),
    Some("tr"),
    Some("pl"),
    Some("zh"),
    Some("ja"),
    Some("ko"),
    Some("th"),
    Some("hi"),
    Some("el"),
    Some("fa"),
    Some("xx"),
];
