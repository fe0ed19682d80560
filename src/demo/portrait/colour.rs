//! Colours and the two-tone shading of the flat style.

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub [u8; 3]);

/// Near black with a little warmth: pupils, lashes, shoe-polish lines.
pub const INK: Rgb = hex(0x2A_1F1D);
/// Paper white.
pub const WHITE: Rgb = hex(0xFF_FFFF);

/// `0xRRGGBB`.
pub const fn hex(value: u32) -> Rgb {
    let [_, red, green, blue] = value.to_be_bytes();
    Rgb([red, green, blue])
}

impl Rgb {
    /// The colour `share` (0 to 1) of the way towards `other`.
    pub fn mix(self, other: Self, share: f32) -> Self {
        let Self([red, green, blue]) = self;
        let Self([other_red, other_green, other_blue]) = other;
        Self([blend(red, other_red, share), blend(green, other_green, share), blend(blue, other_blue, share)])
    }

    /// Towards a warm dark.
    pub fn darker(self, share: f32) -> Self {
        self.mix(hex(0x1E_1020), share)
    }

    /// Towards white.
    pub fn lighter(self, share: f32) -> Self {
        self.mix(WHITE, share)
    }

    /// Perceived brightness, 0 to 1 (the luma weights of ITU-R BT.601).
    pub fn brightness(self) -> f32 {
        let Self([red, green, blue]) = self;
        (f32::from(red) * 0.299 + f32::from(green) * 0.587 + f32::from(blue) * 0.114) / 255.0
    }
}

fn blend(from: u8, to: u8, share: f32) -> u8 {
    (f32::from(from) + (f32::from(to) - f32::from(from)) * share + 0.5) as u8
}

/// How a shape is inked.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    pub ink: Ink,
    /// 0 (nothing) to 1 (opaque).
    pub alpha: f32,
}

/// The colour of a point.
#[derive(Clone, Copy, Debug)]
pub enum Ink {
    /// The same everywhere.
    Flat(Rgb),
    /// Runs from `top` at row `from` to `bottom` at row `to`, in canvas pixels.
    Down { top: Rgb, bottom: Rgb, from: f32, to: f32 },
    /// Strong in the centre and gone at the radius, in canvas pixels.
    Glow { colour: Rgb, centre: (f32, f32), radius: f32 },
}

impl Paint {
    pub const fn down(top: Rgb, bottom: Rgb, from: f32, to: f32) -> Self {
        Self { ink: Ink::Down { top, bottom, from, to }, alpha: 1.0 }
    }

    pub const fn glow(colour: Rgb, centre: (f32, f32), radius: f32, alpha: f32) -> Self {
        Self { ink: Ink::Glow { colour, centre, radius }, alpha }
    }
}

impl From<Rgb> for Paint {
    fn from(colour: Rgb) -> Self {
        Self { ink: Ink::Flat(colour), alpha: 1.0 }
    }
}

impl From<(Rgb, f32)> for Paint {
    fn from((colour, alpha): (Rgb, f32)) -> Self {
        Self { ink: Ink::Flat(colour), alpha }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixing_goes_from_one_end_to_the_other() {
        assert_eq!(hex(0x10_2030).mix(WHITE, 0.0), hex(0x10_2030));
        assert_eq!(hex(0x10_2030).mix(WHITE, 1.0), WHITE);
        assert_eq!(hex(0).mix(hex(0x64_6464), 0.5), hex(0x32_3232));
    }
}
