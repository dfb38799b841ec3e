//! The characters of glyphs by the table of the font that is embedded in the file.
//!
//! Such a table leads from characters to glyphs. It is turned round for fonts of which the file itself does not tell
//! what their glyphs are.

use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Dict, Stream};
use rustc_hash::FxHashMap;

use super::file::File;

/// No more characters than this are read of a table, which may claim that it goes on for ever.
const MAX_CHARACTERS: usize = 200_000;

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
    let mut glyphs = Glyphs { characters: FxHashMap::default(), room: MAX_CHARACTERS };
    let table = table(font, *b"cmap").unwrap_or_default();
    for record in table.get(4..).unwrap_or_default().chunks_exact(8).take(usize::from(u16_at(table, 2))) {
        let is_unicode = matches!((u16_at(record, 0), u16_at(record, 2)), (0, _) | (3, 1 | 10));
        let Some(subtable) = table.get(u32_at(record, 4) as usize..).filter(|_| is_unicode) else { continue };
        match u16_at(subtable, 0) {
            4 => glyphs.add_segments(subtable),
            12 => glyphs.add_groups(subtable),
            _ => {}
        }
    }
    glyphs.characters
}

/// A table of a font by its name; a collection of fonts, which no PDF embeds, has none.
fn table(font: &[u8], name: [u8; 4]) -> Option<&[u8]> {
    let count = usize::from(u16_at(font, 4));
    let record = font.get(12..)?.chunks_exact(16).take(count).find(|record| record[..4] == name)?;
    let (start, length) = (u32_at(record, 8) as usize, u32_at(record, 12) as usize);
    let rest = font.get(start..)?;
    Some(&rest[..length.min(rest.len())])
}

/// A number at a place, 0 beyond the end.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u16::from_be_bytes(*bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u32::from_be_bytes(*bytes))
}

/// The characters of glyphs, as far as they were read.
struct Glyphs {
    characters: FxHashMap<u16, char>,
    /// How many more are read: a table may claim that it goes on for ever.
    room: usize,
}

impl Glyphs {
    /// A table in segments of code points of two bytes.
    fn add_segments(&mut self, table: &[u8]) {
        let length = usize::from(u16_at(table, 6)) & !1;
        let (ends, starts, deltas, offsets) = (14, 16 + length, 16 + 2 * length, 16 + 3 * length);
        for at in (0..length).step_by(2) {
            let (first, last) = (u16_at(table, starts + at), u16_at(table, ends + at));
            let (delta, offset) = (u16_at(table, deltas + at), usize::from(u16_at(table, offsets + at)));
            for code in first..=last {
                let listed = offsets + at + offset + 2 * usize::from(code - first);
                let glyph = if offset == 0 { code } else { u16_at(table, listed) };
                if offset == 0 || glyph != 0 {
                    self.add(glyph.wrapping_add(delta), u32::from(code));
                }
                if self.room == 0 {
                    return;
                }
            }
        }
    }

    /// A table in groups of code points of four bytes.
    fn add_groups(&mut self, table: &[u8]) {
        for group in table.get(16..).unwrap_or_default().chunks_exact(12).take(u32_at(table, 12) as usize) {
            let (first, last, glyph) = (u32_at(group, 0), u32_at(group, 4), u32_at(group, 8));
            for code in first..=last {
                if let Ok(glyph) = u16::try_from(glyph.saturating_add(code - first)) {
                    self.add(glyph, code);
                } else {
                    break;
                }
                if self.room == 0 {
                    return;
                }
            }
        }
    }

    fn add(&mut self, glyph: u16, code: u32) {
        self.room = self.room.saturating_sub(1);
        let Some(character) = char::from_u32(code).filter(|c| !c.is_control() && glyph != 0) else { return };
        let known = self.characters.entry(glyph).or_insert(character);
        if rank(character) < rank(*known) {
            *known = character;
        }
    }
}

fn rank(character: char) -> (bool, char) {
    (PRIVATE.contains(&character), character)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A font that has nothing but a table of characters.
    fn font(subtables: &[Vec<u8>]) -> Vec<u8> {
        let mut cmap = [0, subtables.len() as u16].map(u16::to_be_bytes).concat();
        let mut at = 4 + 8 * subtables.len() as u32;
        for subtable in subtables {
            cmap.extend([3u16, 1].map(u16::to_be_bytes).concat());
            cmap.extend(at.to_be_bytes());
            at += subtable.len() as u32;
        }
        cmap.extend(subtables.concat());
        let mut font = [1u32, 0x0001_0000, 0].map(u32::to_be_bytes).concat();
        font.extend(b"cmap");
        font.extend([0, 28, cmap.len() as u32].map(u32::to_be_bytes).concat());
        font.extend(cmap);
        font
    }

    /// Groups of code points, each with the first and the last one and the glyph of the first.
    fn groups(groups: &[[u32; 3]]) -> Vec<u8> {
        let mut table = [12u16, 0].map(u16::to_be_bytes).concat();
        table.extend([0, 0, groups.len() as u32].map(u32::to_be_bytes).concat());
        table.extend(groups.concat().into_iter().flat_map(u32::to_be_bytes));
        table
    }

    /// One segment of code points that are listed, and one whose glyphs are a step away.
    fn segments() -> Vec<u8> {
        let (ends, starts, deltas, offsets) = ([0x42, 0x62], [0x41, 0x61], [0, 0xffa9], [4, 0]);
        let head = [4, 0, 0, 4, 0, 0, 0];
        let table = [&head[..], &ends, &[0], &starts, &deltas, &offsets, &[7u16, 8]].concat();
        table.into_iter().flat_map(u16::to_be_bytes).collect()
    }

    #[test]
    fn tables_of_fonts_are_turned_round() {
        let found = by_glyph(&font(&[groups(&[[0xe000, 0xe000, 3], [0x41, 0x42, 3]])]));
        assert_eq!((found.get(&3), found.get(&4), found.len()), (Some(&'A'), Some(&'B'), 2));
        let found = by_glyph(&font(&[segments()]));
        assert_eq!(
            [7, 8, 10, 11].map(|glyph| found.get(&glyph)),
            [Some(&'A'), Some(&'B'), Some(&'a'), Some(&'b')]
        );
    }

    #[test]
    fn tables_without_end_are_cut_and_no_damage_does_harm() {
        let endless = [[0, u32::MAX, 0], [0, u32::MAX, 0], [5, u32::MAX, u32::MAX]];
        assert!(by_glyph(&font(&[groups(&endless)])).len() <= MAX_CHARACTERS);
        let font = font(&[groups(&[[0x41, 0x42, 3]]), segments()]);
        for cut in 0..font.len() {
            by_glyph(&font[..cut]);
            let mut damaged = font.clone();
            damaged[cut] ^= 0xff;
            by_glyph(&damaged);
        }
    }
}
