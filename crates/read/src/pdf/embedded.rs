//! The characters of glyphs by the table of the font that is embedded in the file.
//!
//! Such a table leads from characters to glyphs. It is turned round for fonts of which the file itself does not tell
//! what their glyphs are.

use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Dict, Stream};
use rustc_hash::FxHashMap;
use ttf_parser::{Face, GlyphId};

use super::file::File;

/// A table of more characters is made to do harm.
const MAX_CHARACTERS: usize = 70_000;

/// How many code points are looked up: all of the first planes that are in use.
const MAX_LOOKED_UP: usize = 300_000;

/// Characters of no meaning of their own, which fonts give to forms of letters.
const PRIVATE: std::ops::RangeInclusive<char> = '\u{e000}'..='\u{f8ff}';

/// The characters of the codes for glyphs of a composite font; none if no font is embedded or it tells nothing.
pub(super) fn characters(file: &File, descendant: &Dict<'_>) -> FxHashMap<u32, char> {
    let descriptor = descendant.get::<Dict<'_>>(keys::FONT_DESC).unwrap_or_default();
    let embedded =
        [keys::FONT_FILE2, keys::FONT_FILE3].iter().find_map(|key| descriptor.get::<Stream<'_>>(*key));
    let Some(font) = embedded.and_then(|stream| file.unpacked(&stream)) else { return FxHashMap::default() };
    let by_glyph = by_glyph(&font);
    let map = descendant.get::<Stream<'_>>(keys::CID_TO_GID_MAP).and_then(|map| file.unpacked(&map));
    match map {
        None => by_glyph.into_iter().map(|(glyph, character)| (u32::from(glyph), character)).collect(),
        Some(map) => {
            let glyphs = map.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            (0..).zip(glyphs).filter_map(|(code, glyph)| Some((code, *by_glyph.get(&glyph)?))).collect()
        }
    }
}

/// The characters of the glyphs of a font; of several, the one that has a meaning of its own and comes first.
fn by_glyph(font: &[u8]) -> FxHashMap<u16, char> {
    let mut characters: FxHashMap<u16, char> = FxHashMap::default();
    let Ok(face) = Face::parse(font, 0) else { return characters };
    let Some(tables) = face.tables().cmap else { return characters };
    let mut looked_up = 0;
    for table in tables.subtables.into_iter().filter(ttf_parser::cmap::Subtable::is_unicode) {
        table.codepoints(|point| {
            looked_up += 1;
            if looked_up > MAX_LOOKED_UP || characters.len() > MAX_CHARACTERS {
                return;
            }
            let character = char::from_u32(point).filter(|c| !c.is_control());
            if let (Some(GlyphId(glyph)), Some(character)) = (table.glyph_index(point), character) {
                let known = characters.entry(glyph).or_insert(character);
                if rank(character) < rank(*known) {
                    *known = character;
                }
            }
        });
    }
    characters
}

fn rank(character: char) -> (bool, char) {
    (PRIVATE.contains(&character), character)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A font that has nothing but a table of characters: `A` is glyph 3, and so is a character of private use.
    fn font() -> Vec<u8> {
        let groups: [[u32; 3]; 2] = [[0x41, 0x42, 3], [0xe000, 0xe000, 3]];
        let mut cmap = [0u16, 1, 3, 10, 0, 12].map(u16::to_be_bytes).concat();
        cmap.extend([12u16, 0].map(u16::to_be_bytes).concat());
        cmap.extend([16 + 12 * 2, 0, 2].map(u32::to_be_bytes).concat());
        cmap.extend(groups.concat().into_iter().flat_map(u32::to_be_bytes));
        let mut head = vec![0; 54];
        head[18..20].copy_from_slice(&1000u16.to_be_bytes());
        let mut hhea = vec![0; 36];
        hhea[34..36].copy_from_slice(&1u16.to_be_bytes());
        let mut maxp = 0x0000_5000u32.to_be_bytes().to_vec();
        maxp.extend(9u16.to_be_bytes());
        let tables = [(b"cmap", cmap), (b"head", head), (b"hhea", hhea), (b"maxp", maxp)];
        let mut font = [0u16, 1, 0, 0, 0, 0].map(u16::to_be_bytes).concat();
        font[..4].copy_from_slice(&0x0001_0000u32.to_be_bytes());
        font[4..6].copy_from_slice(&(tables.len() as u16).to_be_bytes());
        let mut at = 12 + 16 * tables.len();
        for (name, table) in &tables {
            font.extend(*name);
            font.extend([0, at as u32, table.len() as u32].map(u32::to_be_bytes).concat());
            at += table.len();
        }
        tables.into_iter().for_each(|(_, table)| font.extend(table));
        font
    }

    #[test]
    fn the_table_of_a_font_is_turned_round() {
        let found = by_glyph(&font());
        assert_eq!((found.get(&3), found.get(&4), found.len()), (Some(&'A'), Some(&'B'), 2));
    }

    #[test]
    fn no_damage_to_a_font_does_harm() {
        let font = font();
        for cut in 0..font.len() {
            by_glyph(&font[..cut]);
            let mut damaged = font.clone();
            damaged[cut] ^= 0xff;
            by_glyph(&damaged);
        }
    }
}
