//! From coefficients to samples, at full size or reduced.
//!
//! A block of 8 x 8 coefficients gives 8, 4, 2 or 1 samples a side: the first N frequencies of a block are those of an
//! N-point transform, up to a factor, so taking only those both shrinks and filters. This is the inverse transform of
//! ITU-T T.81, A.3.3, with its normalisation moved into the quantisation table.

use std::f32::consts::FRAC_1_SQRT_2;

use crate::planar::byte;

/// The coefficients of one block, row by row: those of one vertical frequency stand together.
pub type Block = [i16; 64];

/// Place in a [`Block`] of each coefficient in zigzag order (T.81, figure A.6).
pub const PLACES: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63,
];

/// cos(k pi / 16) for k from 1 to 7.
const C1: f32 = 0.980_785_3;
const C2: f32 = 0.923_879_5;
const C3: f32 = 0.831_469_6;
const C4: f32 = FRAC_1_SQRT_2;
const C5: f32 = 0.555_570_2;
const C6: f32 = 0.382_683_4;
const C7: f32 = 0.195_090_3;

/// cos((2 x + 1) u pi / 8), by u and x: a transform of four points, and the even half of one of eight.
const FOUR: [[f32; 4]; 4] = [[1.0, 1.0, 1.0, 1.0], [C2, C6, -C6, -C2], [C4, -C4, -C4, C4], [C6, -C2, C2, -C6]];
/// cos((2 x + 1) u pi / 16) for odd u and the first four x: the odd half of a transform of eight points.
const ODD: [[f32; 4]; 4] = [[C1, C3, C5, C7], [C3, -C7, -C1, -C5], [C5, -C1, C7, C3], [C7, -C5, C3, -C1]];

/// Eight numbers that are worked on together.
type Lanes = [f32; 8];

/// Turns the blocks of one component into samples.
pub struct Transform {
    /// Quantisation step and normalisation of each coefficient, in the order of a [`Block`].
    steps: [Lanes; 8],
    across: Size,
    down: Size,
}

/// How many samples a block gives along one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// An eighth: the mean of the block.
    One = 1,
    /// A quarter.
    Two = 2,
    /// Half.
    Four = 4,
    /// Full size.
    Eight = 8,
}

impl Transform {
    /// A transform for a quantisation table in zigzag order.
    pub fn new(table: &[u16; 64], across: Size, down: Size) -> Self {
        let mut steps = [[0.0; 8]; 8];
        for (&place, &step) in PLACES.iter().zip(table) {
            let (v, u) = (usize::from(place) / 8, usize::from(place) % 8);
            // c(0) / 2 for the mean, 1 / 2 for the rest, along each side.
            let norm = |frequency: usize| if frequency == 0 { FRAC_1_SQRT_2 / 2.0 } else { 0.5 };
            if let Some(into) = steps.get_mut(v).and_then(|lanes| lanes.get_mut(u)) {
                *into = f32::from(step) * norm(u) * norm(v);
            }
        }
        Self { steps, across, down }
    }

    /// Samples of a block, row by row; only those within this transform's sizes mean anything.
    pub fn apply(&self, block: &Block) -> [[u8; 8]; 8] {
        let (rows, _) = block.as_chunks::<8>();
        let mut lanes = [[0.0; 8]; 8];
        for ((lanes, steps), row) in lanes.iter_mut().zip(&self.steps).zip(rows).take(self.down as usize) {
            for ((lane, step), coefficient) in lanes.iter_mut().zip(steps).zip(row) {
                *lane = f32::from(*coefficient) * step;
            }
        }
        downwards(&mut lanes, self.down);
        let mut samples = [[0; 8]; 8];
        let rows = samples.iter_mut().zip(&lanes).take(self.down as usize);
        match self.across {
            Size::Eight => rows.for_each(|(samples, lanes)| eight(lanes, samples)),
            Size::Four => rows.for_each(|(samples, [a, b, c, d, ..])| write(sum([*a, *b, *c, *d], &FOUR), samples)),
            Size::Two => rows.for_each(|(samples, [a, b, ..])| write([a + C4 * b, a - C4 * b], samples)),
            Size::One => rows.for_each(|(samples, [a, ..])| write([*a], samples)),
        }
        samples
    }

    /// The one sample that a block has everywhere whose other coefficients are 0.
    pub fn flat(&self, mean: i16) -> u8 {
        let step = self.steps.first().and_then(|lanes| lanes.first()).copied().unwrap_or_default();
        shifted(f32::from(mean) * step)
    }
}

/// The inverse transform along columns, eight of them at a time: `out[y]` is the sum over v of
/// `in[v] * cos((2 y + 1) v pi / 2 N)`.
fn downwards(lanes: &mut [Lanes; 8], size: Size) {
    let [a, b, c, d, e, f, g, h] = *lanes;
    *lanes = match size {
        Size::One => return,
        Size::Two => {
            let [a, b] = two(a, b);
            [a, b, c, d, e, f, g, h]
        }
        Size::Four => {
            let [a, b, c, d] = four([a, b, c, d]);
            [a, b, c, d, e, f, g, h]
        }
        Size::Eight => {
            // Even frequencies are a four-point transform; the odd ones add on one half and take away on the other.
            let ([a, b, c, d], [e, f, g, h]) = (four([a, c, e, g]), odd([b, d, f, h]));
            [plus(a, e), plus(b, f), plus(c, g), plus(d, h), minus(d, h), minus(c, g), minus(b, f), minus(a, e)]
        }
    };
}

#[inline]
fn two(a: Lanes, b: Lanes) -> [Lanes; 2] {
    let b = times(b, C4);
    [plus(a, b), minus(a, b)]
}

#[inline]
fn four([a, b, c, d]: [Lanes; 4]) -> [Lanes; 4] {
    let [outer, inner] = two(a, c);
    let first = plus(times(b, C2), times(d, C6));
    let second = minus(times(b, C6), times(d, C2));
    [plus(outer, first), plus(inner, second), minus(inner, second), minus(outer, first)]
}

#[inline]
fn odd([a, b, c, d]: [Lanes; 4]) -> [Lanes; 4] {
    // The table is its own transpose.
    let [first, second, third, fourth] = ODD;
    let sum = |[of_a, of_b, of_c, of_d]: [f32; 4]| {
        plus(plus(times(a, of_a), times(b, of_b)), plus(times(c, of_c), times(d, of_d)))
    };
    [sum(first), sum(second), sum(third), sum(fourth)]
}

#[inline]
fn plus(mut a: Lanes, b: Lanes) -> Lanes {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
    a
}

#[inline]
fn minus(mut a: Lanes, b: Lanes) -> Lanes {
    a.iter_mut().zip(b).for_each(|(a, b)| *a -= b);
    a
}

#[inline]
fn times(mut a: Lanes, factor: f32) -> Lanes {
    a.iter_mut().for_each(|a| *a *= factor);
    a
}

/// The inverse transform along one row, with its last step: both halves together.
#[inline]
fn eight(&[a, b, c, d, e, f, g, h]: &Lanes, samples: &mut [u8; 8]) {
    let (even, odd) = (sum([a, c, e, g], &FOUR), sum([b, d, f, h], &ODD));
    let (left, right) = samples.split_at_mut(4);
    let halves = left.iter_mut().zip(right.iter_mut().rev());
    for ((left, right), (even, odd)) in halves.zip(even.iter().zip(&odd)) {
        (*left, *right) = (shifted(even + odd), shifted(even - odd));
    }
}

#[inline]
fn sum(frequencies: [f32; 4], basis: &[[f32; 4]; 4]) -> [f32; 4] {
    let mut sums = [0.0; 4];
    for (frequency, waves) in frequencies.into_iter().zip(basis) {
        for (sum, wave) in sums.iter_mut().zip(waves) {
            *sum += frequency * wave;
        }
    }
    sums
}

#[inline]
fn write<const N: usize>(values: [f32; N], samples: &mut [u8; 8]) {
    for (sample, value) in samples.iter_mut().zip(values) {
        *sample = shifted(value);
    }
}

/// A sample after the level shift (T.81, A.3.1).
#[inline]
fn shifted(value: f32) -> u8 {
    byte(value + 128.0)
}
