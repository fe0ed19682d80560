//! Transforms that an encoder applied, and how to take them back (RFC 9649, 3.5).

use super::bits::Bits;
use super::pixels::{Kind, Pixel, read};
use crate::PictureRefusal;

/// One transform.
pub enum Transform {
    /// Pixels are differences from what their neighbours predict, in a way chosen for each tile.
    Predictor(Tiles),
    /// Red and blue are differences from what green and red predict, in a way chosen for each tile.
    Colour(Tiles),
    /// Green was taken off red and blue.
    SubtractGreen,
    /// Pixels are places in a table, several in one where the table is small.
    Palette {
        /// The colours.
        colours: Vec<Pixel>,
        /// How many places are in one coded pixel, as a power of two.
        packing: u32,
        /// Width of the picture.
        width: usize,
    },
}

/// What is chosen for each square tile of a picture.
pub struct Tiles {
    /// Side of a tile as a power of two.
    bits: u32,
    across: usize,
    choices: Vec<Pixel>,
}

impl Tiles {
    fn read(bits: &mut Bits, width: usize, height: usize) -> Result<Self, PictureRefusal> {
        let side = bits.take(3) + 2;
        let (across, down) = (width.div_ceil(1 << side), height.div_ceil(1 << side));
        Ok(Self { bits: side, across, choices: read(bits, across, down, Kind::Inner)? })
    }

    fn at(&self, x: usize, y: usize) -> Pixel {
        self.choices.get((y >> self.bits) * self.across + (x >> self.bits)).copied().unwrap_or_default()
    }
}

impl Transform {
    /// Reads the transforms of a picture of `width` x `height` pixels; also the width that is coded after them.
    ///
    /// # Errors
    /// `Corrupt` for a transform that comes twice, and for damaged data.
    pub fn read_all(bits: &mut Bits, mut width: usize, height: usize) -> Result<(Vec<Self>, usize), PictureRefusal> {
        let mut found = Vec::new();
        let mut seen = 0;
        while bits.flag() {
            let kind = bits.take(2);
            if seen & 1 << kind != 0 {
                return Err(PictureRefusal::Corrupt);
            }
            seen |= 1 << kind;
            found.push(match kind {
                0 => Self::Predictor(Tiles::read(bits, width, height)?),
                1 => Self::Colour(Tiles::read(bits, width, height)?),
                2 => Self::SubtractGreen,
                _ => {
                    let size = bits.take(8) as usize + 1;
                    let mut colours = read(bits, size, 1, Kind::Inner)?;
                    let mut last = [0; 4];
                    for colour in &mut colours {
                        last = add(last, *colour);
                        *colour = last;
                    }
                    let packing = match size {
                        0..=2 => 3,
                        3..=4 => 2,
                        5..=16 => 1,
                        _ => 0,
                    };
                    let unpacked = width;
                    width = width.div_ceil(1 << packing);
                    Self::Palette { colours, packing, width: unpacked }
                }
            });
        }
        Ok((found, width))
    }

    /// Takes the transform back. `pixels` are rows of the width that was coded.
    pub fn undo(&self, mut pixels: Vec<Pixel>, width: usize) -> Vec<Pixel> {
        match self {
            Self::Predictor(tiles) => predict(&mut pixels, width, tiles),
            Self::Colour(tiles) => {
                for (y, row) in pixels.chunks_exact_mut(width).enumerate() {
                    for (x, pixel) in row.iter_mut().enumerate() {
                        *pixel = recoloured(*pixel, tiles.at(x, y));
                    }
                }
            }
            Self::SubtractGreen => {
                for [red, green, blue, _] in &mut pixels {
                    (*red, *blue) = (red.wrapping_add(*green), blue.wrapping_add(*green));
                }
            }
            Self::Palette { colours, packing, width: unpacked } => {
                let colour = |place: u8| colours.get(usize::from(place)).copied().unwrap_or_default();
                if *packing == 0 {
                    pixels.iter_mut().for_each(|pixel| *pixel = colour(green(*pixel)));
                    return pixels;
                }
                unpack(&mut pixels, width, *unpacked, *packing, colour);
            }
        }
        pixels
    }

    /// The width that pixels have once this transform is taken back, if it changes.
    pub fn width(&self) -> Option<usize> {
        match self {
            Self::Palette { width, .. } => Some(*width),
            _ => None,
        }
    }
}

/// Gives every place its own pixel, from the end, so that none is overwritten before it is read.
fn unpack(pixels: &mut Vec<Pixel>, packed: usize, width: usize, packing: u32, colour: impl Fn(u8) -> Pixel) {
    let rows = pixels.len() / packed.max(1);
    pixels.resize(rows * width, [0; 4]);
    let (bits, mask) = (8 >> packing, (1u16 << (8 >> packing)) as u8 - 1);
    for y in (0..rows).rev() {
        for x in (0..width).rev() {
            let from = pixels.get(y * packed + (x >> packing)).copied().unwrap_or_default();
            let place = green(from) >> (bits * (x & ((1 << packing) - 1)));
            if let Some(into) = pixels.get_mut(y * width + x) {
                *into = colour(place & mask);
            }
        }
    }
}

fn green([_, green, ..]: Pixel) -> u8 {
    green
}

#[inline]
fn add(a: Pixel, b: Pixel) -> Pixel {
    let mut sum = a;
    sum.iter_mut().zip(b).for_each(|(sum, b)| *sum = sum.wrapping_add(b));
    sum
}

/// 3.5.2: what green says of red and blue, and red of blue, in 32nds.
#[inline]
fn recoloured([red, green, blue, opacity]: Pixel, [red_to_blue, green_to_blue, green_to_red, _]: Pixel) -> Pixel {
    let share = |factor: u8, colour: u8| ((i16::from(factor as i8) * i16::from(colour as i8)) >> 5) as u8;
    let red = red.wrapping_add(share(green_to_red, green));
    let blue = blue.wrapping_add(share(green_to_blue, green)).wrapping_add(share(red_to_blue, red));
    [red, green, blue, opacity]
}

/// 3.5.1: adds to every pixel what its neighbours predict.
fn predict(pixels: &mut [Pixel], width: usize, tiles: &Tiles) {
    let mut done: &mut [Pixel] = &mut [];
    let mut rest = pixels;
    for y in 0.. {
        let Some((row, below)) =
            std::mem::take(&mut rest).split_at_mut_checked(width).filter(|(row, _)| !row.is_empty())
        else {
            break;
        };
        if y == 0 {
            let mut left = [0, 0, 0, u8::MAX];
            for pixel in row.iter_mut() {
                left = add(*pixel, left);
                *pixel = left;
            }
        } else {
            predict_row(done, row, |x| green(tiles.at(x, y)) & 15);
        }
        done = row;
        rest = below;
    }
}

fn predict_row(above: &[Pixel], row: &mut [Pixel], mode: impl Fn(usize) -> u8) {
    let Some((first, others)) = row.split_first_mut() else { return };
    let Some(&over) = above.first() else { return };
    *first = add(*first, over);
    let mut left = *first;
    let wrapped = left;
    // Above and to the right of the last pixel is the first one of its own row.
    let right = above.iter().skip(2).copied().chain([wrapped]);
    let neighbours = above.iter().copied().zip(above.iter().skip(1).copied()).zip(right);
    for (x, (pixel, ((corner, over), right))) in (1..).zip(others.iter_mut().zip(neighbours)) {
        left = add(*pixel, predicted(mode(x), left, over, corner, right));
        *pixel = left;
    }
}

#[inline]
fn predicted(mode: u8, left: Pixel, over: Pixel, corner: Pixel, right: Pixel) -> Pixel {
    match mode {
        1 => left,
        2 => over,
        3 => right,
        4 => corner,
        5 => mean(mean(left, right), over),
        6 => mean(left, corner),
        7 => mean(left, over),
        8 => mean(corner, over),
        9 => mean(over, right),
        10 => mean(mean(left, corner), mean(over, right)),
        11 => select(left, over, corner),
        12 => each(left, over, corner, |left, over, corner| left + over - corner),
        13 => {
            let middle = mean(left, over);
            each(middle, middle, corner, |middle, _, corner| middle + (middle - corner) / 2)
        }
        _ => [0, 0, 0, u8::MAX],
    }
}

#[inline]
fn mean(a: Pixel, b: Pixel) -> Pixel {
    let mut mean = a;
    mean.iter_mut().zip(b).for_each(|(mean, b)| *mean = mean.midpoint(b));
    mean
}

#[inline]
fn each(a: Pixel, b: Pixel, c: Pixel, value: impl Fn(i16, i16, i16) -> i16) -> Pixel {
    let mut result = a;
    for ((result, b), c) in result.iter_mut().zip(b).zip(c) {
        *result = value((*result).into(), b.into(), c.into()).clamp(0, 255) as u8;
    }
    result
}

/// The one of left and over that is nearer to the sum of both less the corner.
#[inline]
fn select(left: Pixel, over: Pixel, corner: Pixel) -> Pixel {
    let distance = |a: Pixel| -> u32 { a.iter().zip(corner).map(|(a, corner)| u32::from(a.abs_diff(corner))).sum() };
    // How far the estimate is from the left pixel is how far the upper one is from the corner, and the other way round.
    if distance(over) < distance(left) { left } else { over }
}
