//! What the samples of a picture in planes mean: from them to red, green and blue (ITU-T H.273).

use fast_image_resize::images::Image;

use super::row;

/// How much red and blue weigh in luma (ITU-T H.273, table 4); green weighs the rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// K_R.
    pub red: f32,
    /// K_B.
    pub blue: f32,
}

impl Weights {
    /// ITU-R BT.709, `MatrixCoefficients` 1.
    pub const BT709: Self = Self { red: 0.2126, blue: 0.0722 };
    /// ITU-R BT.601, `MatrixCoefficients` 5 and 6; also JFIF's.
    pub const BT601: Self = Self { red: 0.299, blue: 0.114 };
    /// ITU-R BT.2020, non-constant luminance, `MatrixCoefficients` 9.
    pub const BT2020: Self = Self { red: 0.2627, blue: 0.0593 };
}

/// The planes of a picture and how they make its colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Model {
    /// Luma alone.
    Grey,
    /// Red, green, blue.
    Rgb,
    /// Luma, blue difference, red difference.
    Ycc(Weights),
    /// Inks, stored as the light that they let through, which is how all such JPEG files are read.
    Cmyk,
    /// The first three inks of [`Model::Cmyk`] as luma and differences of their opposites, then the fourth.
    Ycck,
}

/// What sample values stand for the extremes (ITU-T H.273, 8.3, equations 20 to 31).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Levels {
    /// Luma or colour that is black.
    black: f32,
    /// From steps above black to steps of 255.
    luma: f32,
    /// Difference that is none.
    middle: f32,
    /// From steps of difference to steps of 255.
    chroma: f32,
}

impl Levels {
    /// Samples of `bits` bits that use all their values.
    pub fn full(bits: u8) -> Self {
        let step = 255.0 / (Self::unit(bits) * 256.0 - 1.0);
        Self { black: 0.0, luma: step, middle: Self::unit(bits) * 128.0, chroma: step }
    }

    /// Samples of `bits` bits that leave room at both ends: 16 to 235 for luma, 16 to 240 for differences, times
    /// what one of 8 bits is worth.
    pub fn limited(bits: u8) -> Self {
        let unit = Self::unit(bits);
        let (luma, chroma) = (255.0 / (219.0 * unit), 255.0 / (224.0 * unit));
        Self { black: 16.0 * unit, luma, middle: 128.0 * unit, chroma }
    }

    /// The sample value of plane `index` that adds nothing to any colour.
    pub fn zero(&self, model: &Model, index: usize) -> f32 {
        if matches!(model, Model::Ycc(_) | Model::Ycck) && index > 0 { self.middle } else { self.black }
    }

    /// A sample of luma, colour or opacity on a scale from 0 to 255.
    pub fn value(&self, sample: f32) -> f32 {
        (sample - self.black) * self.luma
    }

    fn unit(bits: u8) -> f32 {
        f32::from(1u16 << bits.saturating_sub(8).min(8))
    }
}

impl Model {
    /// Converts planes of one size into pixels: one byte each for grey, three for all others.
    pub fn convert(&self, planes: &[Image], levels: &Levels) -> Vec<u8> {
        let Some(first) = planes.first() else { return Vec::new() };
        let (width, height) = (first.width() as usize, first.height() as usize);
        let colours = if matches!(self, Self::Grey) { 1 } else { 3 };
        let mut rows = vec![vec![0.0; width]; planes.len()];
        let mut converted = vec![0; width * height * colours];
        for (y, pixels) in converted.chunks_exact_mut(width * colours).enumerate() {
            for (row, plane) in rows.iter_mut().zip(planes) {
                row::get(plane, y, row);
            }
            match (self, rows.as_slice()) {
                (Self::Grey, [grey, ..]) => {
                    for (pixel, grey) in pixels.iter_mut().zip(grey) {
                        *pixel = byte(levels.value(*grey));
                    }
                }
                (Self::Rgb, [red, green, blue, ..]) => {
                    let colour = |sample| byte(levels.value(sample));
                    each(pixels, [red, green, blue], |samples| samples.map(colour));
                }
                (Self::Ycc(weights), [luma, cb, cr, ..]) => {
                    let matrix = Matrix::new(*weights, levels);
                    each(pixels, [luma, cb, cr], |samples| matrix.colours(samples).map(byte));
                }
                (Self::Cmyk, [cyan, magenta, yellow, black]) => {
                    each(pixels, [cyan, magenta, yellow], |samples| samples.map(byte));
                    under(pixels, black);
                }
                (Self::Ycck, [luma, cb, cr, black]) => {
                    let matrix = Matrix::new(Weights::BT601, levels);
                    each(pixels, [luma, cb, cr], |samples| matrix.colours(samples).map(|ink| byte(255.0 - ink)));
                    under(pixels, black);
                }
                _ => {}
            }
        }
        converted
    }
}

/// Sums up the way from samples to colours.
struct Matrix {
    levels: Levels,
    red: f32,
    green: [f32; 2],
    blue: f32,
}

impl Matrix {
    /// H.273, 8.3, equations 38 to 40, solved for red, green and blue.
    fn new(weights: Weights, levels: &Levels) -> Self {
        let Weights { red, blue } = weights;
        let green = 1.0 - red - blue;
        let (from_cb, from_cr) = (2.0 * (1.0 - blue), 2.0 * (1.0 - red));
        Self {
            levels: *levels,
            red: from_cr * levels.chroma,
            green: [-from_cb * blue / green * levels.chroma, -from_cr * red / green * levels.chroma],
            blue: from_cb * levels.chroma,
        }
    }

    #[inline]
    fn colours(&self, [luma, cb, cr]: [f32; 3]) -> [f32; 3] {
        let luma = self.levels.value(luma);
        let (cb, cr) = (cb - self.levels.middle, cr - self.levels.middle);
        let [green_cb, green_cr] = self.green;
        [luma + self.red * cr, luma + green_cb * cb + green_cr * cr, luma + self.blue * cb]
    }
}

#[inline]
fn each(pixels: &mut [u8], [a, b, c]: [&Vec<f32>; 3], colours: impl Fn([f32; 3]) -> [u8; 3]) {
    for (((pixel, a), b), c) in pixels.as_chunks_mut().0.iter_mut().zip(a).zip(b).zip(c) {
        *pixel = colours([*a, *b, *c]);
    }
}

/// Lets through of each colour what the black ink does.
fn under(pixels: &mut [u8], black: &[f32]) {
    for (pixel, black) in pixels.as_chunks_mut::<3>().0.iter_mut().zip(black) {
        *pixel = pixel.map(|colour| byte(f32::from(colour) * black / 255.0));
    }
}

/// Clamped and rounded. The sum puts the rounded number into the lowest bits of the mantissa, which compiles to vector
/// code where a conversion does not.
#[inline]
pub fn byte(value: f32) -> u8 {
    const ROUND: f32 = (1 << 23) as f32;
    (value.clamp(0.0, 255.0) + ROUND).to_bits() as u8
}
