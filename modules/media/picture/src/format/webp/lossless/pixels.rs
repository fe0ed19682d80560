//! Entropy-coded images (RFC 9649, 3.6): literals, copies of earlier pixels, and colours seen lately.

use super::bits::Bits;
use super::prefix::Code;
use crate::PictureRefusal;

/// Red, green, blue, opacity.
pub type Pixel = [u8; 4];

/// Most bytes of tables for one picture. The 2600 regions that libwebp stops at stay below it; a hostile file could ask
/// for a hundred times as much.
pub const MOST_TABLES: usize = 16 << 20;

const LITERALS: u16 = 256;
const LENGTHS: u16 = 24;
const DISTANCES: usize = 40;

/// The five codes of a region: green with lengths and cached colours, red, blue, opacity, distance.
struct Group([Code; 5]);

/// Which codes hold where.
struct Regions {
    /// Side of a region as a power of two.
    bits: u32,
    /// Regions in a row.
    across: usize,
    /// Place in `groups` of each region, row by row; empty when there is but one.
    places: Vec<u16>,
    groups: Vec<Group>,
}

/// What an entropy-coded image is for.
#[derive(Clone, Copy)]
pub enum Kind {
    /// It tells how to decode the picture.
    Inner,
    /// It is the picture, so it may have regions with codes of their own, and will have this many pixels in the end.
    Picture(usize),
}

/// Reads an image of `width` x `height` pixels.
///
/// # Errors
/// `Corrupt` for damaged or missing data, `TooLarge` for tables above [`MOST_TABLES`].
pub fn read(bits: &mut Bits, width: usize, height: usize, kind: Kind) -> Result<Vec<Pixel>, PictureRefusal> {
    let cache_bits = if bits.flag() { bits.take(4) } else { 0 };
    if cache_bits > 11 {
        return Err(PictureRefusal::Corrupt);
    }
    let mut cache = Cache::new(cache_bits);
    let regions = Regions::read(bits, (width, height), cache_bits, kind)?;
    let room = if let Kind::Picture(pixels) = kind { pixels } else { 0 };
    let mut pixels = Vec::with_capacity(room.max(width * height));
    pixels.resize(width * height, [0; 4]);
    let mut at = 0;
    while at < pixels.len() {
        let (x, y) = (at % width, at / width);
        let group = regions.at(x, y).ok_or(PictureRefusal::Corrupt)?;
        // As far as these codes hold, the place need not be looked up again.
        let end = at + regions.span(x, width);
        while at < end.min(pixels.len()) {
            at = group.next(bits, &mut pixels, at, width, &mut cache)?;
        }
        bits.check()?;
    }
    Ok(pixels)
}

impl Group {
    fn read(bits: &mut Bits, cache_bits: u32) -> Result<Self, PictureRefusal> {
        let cached = if cache_bits > 0 { 1 << cache_bits } else { 0 };
        let first = usize::from(LITERALS + LENGTHS) + cached;
        let [a, b, c, d, e] = [first, 256, 256, 256, DISTANCES].map(|alphabet| Code::read(bits, alphabet));
        Ok(Self([a?, b?, c?, d?, e?]))
    }

    /// Decodes one pixel or one copy to `at`, and says where the next one goes.
    #[inline]
    fn next(
        &self,
        bits: &mut Bits,
        pixels: &mut [Pixel],
        at: usize,
        width: usize,
        cache: &mut Cache,
    ) -> Result<usize, PictureRefusal> {
        let [green, red, blue, opacity, distance] = &self.0;
        bits.refill();
        let symbol = green.symbol(bits);
        if symbol < LITERALS {
            let red = red.symbol(bits);
            bits.refill();
            let pixel = [red as u8, symbol as u8, blue.symbol(bits) as u8, opacity.symbol(bits) as u8];
            *pixels.get_mut(at).ok_or(PictureRefusal::Corrupt)? = pixel;
            cache.insert(pixel);
            return Ok(at + 1);
        }
        if let Some(place) = symbol.checked_sub(LITERALS + LENGTHS) {
            let pixel = cache.get(place);
            *pixels.get_mut(at).ok_or(PictureRefusal::Corrupt)? = pixel;
            cache.insert(pixel);
            return Ok(at + 1);
        }
        let length = number(bits, symbol - LITERALS);
        bits.refill();
        let symbol = distance.symbol(bits);
        let from = at.checked_sub(steps(number(bits, symbol), width)).ok_or(PictureRefusal::Corrupt)?;
        let end = at + length;
        if end > pixels.len() {
            return Err(PictureRefusal::Corrupt);
        }
        // Pixel by pixel: a copy may reach into itself.
        for (from, to) in (from..).zip(at..end) {
            let pixel = pixels.get(from).copied().unwrap_or_default();
            if let Some(into) = pixels.get_mut(to) {
                *into = pixel;
            }
            cache.insert(pixel);
        }
        Ok(end)
    }
}

impl Regions {
    fn read(
        bits: &mut Bits,
        (width, height): (usize, usize),
        cache_bits: u32,
        kind: Kind,
    ) -> Result<Self, PictureRefusal> {
        let mut regions = Self { bits: 31, across: 1, places: Vec::new(), groups: Vec::new() };
        let mut count = 1;
        if matches!(kind, Kind::Picture(_)) && bits.flag() {
            regions.bits = bits.take(3) + 2;
            regions.across = width.div_ceil(1 << regions.bits);
            let image = read(bits, regions.across, height.div_ceil(1 << regions.bits), Kind::Inner)?;
            regions.places = image.iter().map(|&[red, green, ..]| u16::from_be_bytes([red, green])).collect();
            count = regions.places.iter().max().map_or(1, |last| usize::from(*last) + 1);
        }
        let mut cost = 0;
        for _ in 0..count {
            let group = Group::read(bits, cache_bits)?;
            bits.check()?;
            cost += size_of::<Group>() + group.0.iter().map(Code::cost).sum::<usize>();
            if cost > MOST_TABLES {
                return Err(PictureRefusal::TooLarge);
            }
            regions.groups.push(group);
        }
        Ok(regions)
    }

    fn at(&self, x: usize, y: usize) -> Option<&Group> {
        let place = self.places.get((y >> self.bits) * self.across + (x >> self.bits)).copied().unwrap_or_default();
        self.groups.get(usize::from(place))
    }

    /// Pixels of a row from `x` on that have the same codes; more when all have.
    fn span(&self, x: usize, width: usize) -> usize {
        if self.places.is_empty() { usize::MAX / 2 } else { (((x >> self.bits) + 1) << self.bits).min(width) - x }
    }
}

/// A length or a distance: the symbol tells its magnitude, more bits the rest (3.6.2.2).
#[inline]
fn number(bits: &mut Bits, symbol: u16) -> usize {
    let symbol = u32::from(symbol);
    if symbol < 4 {
        return symbol as usize + 1;
    }
    let extra = (symbol - 2) >> 1;
    (((2 + (symbol & 1)) << extra) + bits.take(extra) + 1) as usize
}

/// Distances near in both directions have small numbers (3.6.2.2): each entry is columns back (or, when negative,
/// ahead) and rows up.
#[rustfmt::skip]
const NEAR: [(i8, u8); 120] = [
    (0, 1), (1, 0), (1, 1), (-1, 1), (0, 2), (2, 0), (1, 2), (-1, 2), (2, 1), (-2, 1), (2, 2), (-2, 2),
    (0, 3), (3, 0), (1, 3), (-1, 3), (3, 1), (-3, 1), (2, 3), (-2, 3), (3, 2), (-3, 2), (0, 4), (4, 0),
    (1, 4), (-1, 4), (4, 1), (-4, 1), (3, 3), (-3, 3), (2, 4), (-2, 4), (4, 2), (-4, 2), (0, 5), (3, 4),
    (-3, 4), (4, 3), (-4, 3), (5, 0), (1, 5), (-1, 5), (5, 1), (-5, 1), (2, 5), (-2, 5), (5, 2), (-5, 2),
    (4, 4), (-4, 4), (3, 5), (-3, 5), (5, 3), (-5, 3), (0, 6), (6, 0), (1, 6), (-1, 6), (6, 1), (-6, 1),
    (2, 6), (-2, 6), (6, 2), (-6, 2), (4, 5), (-4, 5), (5, 4), (-5, 4), (3, 6), (-3, 6), (6, 3), (-6, 3),
    (0, 7), (7, 0), (1, 7), (-1, 7), (5, 5), (-5, 5), (7, 1), (-7, 1), (4, 6), (-4, 6), (6, 4), (-6, 4),
    (2, 7), (-2, 7), (7, 2), (-7, 2), (3, 7), (-3, 7), (7, 3), (-7, 3), (5, 6), (-5, 6), (6, 5), (-6, 5),
    (8, 0), (4, 7), (-4, 7), (7, 4), (-7, 4), (8, 1), (8, 2), (6, 6), (-6, 6), (8, 3), (5, 7), (-5, 7),
    (7, 5), (-7, 5), (8, 4), (6, 7), (-6, 7), (7, 6), (-7, 6), (8, 5), (7, 7), (-7, 7), (8, 6), (8, 7),
];

fn steps(number: usize, width: usize) -> usize {
    match NEAR.get(number.wrapping_sub(1)) {
        Some(&(columns, rows)) => (usize::from(rows) * width).saturating_add_signed(columns.into()).max(1),
        None => number - NEAR.len(),
    }
}

/// Colours seen lately, by a hash of them (3.6.2.3).
struct Cache {
    bits: u32,
    pixels: Vec<Pixel>,
}

impl Cache {
    fn new(bits: u32) -> Self {
        Self { bits, pixels: vec![[0; 4]; if bits > 0 { 1 << bits } else { 0 }] }
    }

    #[inline]
    fn insert(&mut self, pixel: Pixel) {
        if self.bits == 0 {
            return;
        }
        let [red, green, blue, opacity] = pixel;
        let hash = u32::from_be_bytes([opacity, red, green, blue]).wrapping_mul(0x1E35_A7BD);
        if let Some(into) = self.pixels.get_mut((hash >> (32 - self.bits)) as usize) {
            *into = pixel;
        }
    }

    fn get(&self, place: u16) -> Pixel {
        self.pixels.get(usize::from(place)).copied().unwrap_or_default()
    }
}
