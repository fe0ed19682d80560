//! AVIF still pictures: which bytes of the file are AV1 data, and how the decoded tiles become the picture.
//!
//! Sources: ISO/IEC 14496-12 (`meta` and its tables), ISO/IEC 23008-12 (HEIF: items, grids, transforms), ISO/IEC
//! 23000-22 (MIAF: order of transforms, grid geometry) and AV1-AVIF 1.1 (`av01` items, `av1C`).
//!
//! ```text
//! decode every tile -> lay the tiles out in rows -> cut to width x height -> crop -> rotate -> mirror
//! ```
//!
//! Not taken: items made from other items except grids, items inside other items, data outside the file, protected
//! items, and any property that is marked essential and not known here.

mod coded;
mod meta;
mod place;
mod property;

use std::borrow::Cow;
use std::ops::Range;

use super::boxes::{Boxes, Budget, Node};
use super::{Fault, Fields};

/// Most boxes that are looked at.
const MOST_BOXES: u32 = 4096;

/// Most tiles of a grid.
pub const MOST_TILES: usize = 256;

/// What an AVIF file says of its primary picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Avif {
    /// Width in pixels before [`Avif::crop`], [`Avif::rotation`] and [`Avif::mirror`]; not 0.
    pub width: u32,
    /// Height in pixels before crop, rotation and mirror; not 0.
    pub height: u32,
    /// The picture itself.
    pub colour: Coded,
    /// Its transparency: monochrome, of the same width and height.
    pub alpha: Option<Coded>,
    /// Whether the colours were multiplied by the transparency before they were coded.
    pub premultiplied: bool,
    /// The part to keep, applied first.
    pub crop: Option<Crop>,
    /// Quarter turns anticlockwise, 0 to 3, applied after the crop.
    pub rotation: u8,
    /// Applied last.
    pub mirror: Option<Mirror>,
    /// Where the ICC profile is in the file.
    pub icc: Option<Range<usize>>,
    /// Colour space by code points. It overrides what the AV1 data says (AV1-AVIF, 2.2.1).
    pub nclx: Option<Nclx>,
}

/// AV1 data: a grid of tiles of one size. A picture that is coded in one piece is a grid of one tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coded {
    /// Width of the result in pixels: at most `columns * tile_width`, the rest on the right is cut off.
    pub width: u32,
    /// Height of the result in pixels: at most `rows * tile_height`, the rest at the bottom is cut off.
    pub height: u32,
    /// Bits a sample by `av1C`: 8, 10 or 12.
    pub depth: u8,
    /// Whether there is luma only, by `av1C`.
    pub monochrome: bool,
    /// Rows of tiles.
    pub rows: u32,
    /// Columns of tiles.
    pub columns: u32,
    /// Width of every tile in pixels.
    pub tile_width: u32,
    /// Height of every tile in pixels.
    pub tile_height: u32,
    /// The tiles, row by row: `rows * columns` of them, at most [`MOST_TILES`].
    pub tiles: Vec<Tile>,
}

/// One AV1 item: the AV1 data is all its extents in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Byte ranges of the file. They lie inside it, none is empty, together they are not longer than the file.
    pub extents: Vec<Range<usize>>,
}

impl Tile {
    /// The AV1 data; copied only when it is in several pieces. `file` is what [`read`] was given.
    #[must_use]
    pub fn data<'a>(&self, file: &'a [u8]) -> Cow<'a, [u8]> {
        let piece = |range: &Range<usize>| file.get(range.clone()).unwrap_or_default();
        match self.extents.as_slice() {
            [one] => Cow::Borrowed(piece(one)),
            pieces => Cow::Owned(pieces.iter().map(piece).collect::<Vec<_>>().concat()),
        }
    }
}

/// A part of a picture in pixels, inside it and not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crop {
    /// Columns cut off on the left.
    pub left: u32,
    /// Rows cut off at the top.
    pub top: u32,
    /// Columns kept.
    pub width: u32,
    /// Rows kept.
    pub height: u32,
}

/// How a picture is mirrored (ISO/IEC 23008-12:2022, 6.5.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mirror {
    /// Top and bottom are exchanged; `imir` axis 0, Exif orientation 4.
    TopBottom,
    /// Left and right are exchanged; `imir` axis 1, Exif orientation 2.
    LeftRight,
}

/// Colour space by the code points of ITU-T H.273.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nclx {
    /// Colour primaries.
    pub primaries: u16,
    /// Transfer characteristics.
    pub transfer: u16,
    /// Matrix coefficients.
    pub matrix: u16,
    /// Whether samples use the full range.
    pub full_range: bool,
}

/// Whether a file that begins with `first_bytes` is AVIF by its brands. 64 bytes are enough for nearly all files.
#[must_use]
pub fn is_avif(first_bytes: &[u8]) -> bool {
    // The size of the box counts, as far as its content is here: later brands are not looked for in foreign bytes.
    let Some((&[a, b, c, d, b'f', b't', b'y', b'p'], tail)) = first_bytes.split_first_chunk::<8>() else {
        return false;
    };
    let size = u32::from_be_bytes([a, b, c, d]) as usize;
    let body = size.checked_sub(8).map_or(tail, |size| tail.get(..size).unwrap_or(tail));
    let mut brands = body.as_chunks::<4>().0.iter().enumerate().filter(|(place, _)| *place != 1);
    brands.any(|(_, brand)| matches!(brand, b"avif" | b"avis"))
}

/// Reads what is needed to decode the primary picture of the file `bytes`. Decodes nothing, copies no picture data,
/// and looks at no more than some thousand boxes.
///
/// # Errors
/// `Unsupported` for files that are not AVIF or need more than is known here, `Corrupt` for those that contradict
/// themselves or are cut short, `TooComplex` beyond 4096 boxes, 1024 items, 4096 extents or [`MOST_TILES`].
pub fn read(bytes: &[u8]) -> Result<Avif, Fault> {
    if !is_avif(bytes) {
        return Err(Fault::Unsupported("not an AVIF file"));
    }
    let budget = Budget::new(MOST_BOXES);
    let meta = Boxes::new(bytes, 0, &budget)
        .find(|node| node.as_ref().map_or(true, |node| &node.kind == b"meta"))
        .ok_or(Fault::Corrupt("no picture is described"))??;
    coded::resolve(&meta::Meta::read(&meta, bytes)?)
}

/// Puts a value where only one may be.
fn once<T>(slot: &mut Option<T>, value: T) -> Result<(), Fault> {
    if slot.replace(value).is_some() { Err(Fault::Corrupt("something is said twice")) } else { Ok(()) }
}

/// The range in the file that `fields` covers; positions in a file that is in memory fit.
fn range(fields: &Fields<'_>) -> Range<usize> {
    fields.at() as usize..fields.end() as usize
}

/// Reads one of the tables that begin with a version.
fn versioned<'a>(node: &Node<'a>, newest: u8) -> Result<(u8, u32, Fields<'a>), Fault> {
    let (version, flags, fields) = node.full()?;
    if version > newest {
        return Err(Fault::Unsupported("a table has a version from the future"));
    }
    Ok((version, flags, fields))
}
