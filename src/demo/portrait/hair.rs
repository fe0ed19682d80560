//! Hair and what covers it, drawn for a head whose cheeks are 110 wide; the pen widens it to the sitter's head.

mod covers;
mod curls;
mod long;
mod short;

use super::canvas::{Mask, Pen};
use super::colour::{Rgb, hex};
use super::path::{Path, Point};
use super::sitter::{Hair, Sitter};
use crate::demo::random::Chance;

/// What the hair styles share: the sitter's tones and where the face is.
struct Comb<'a> {
    colour: Rgb,
    light: Rgb,
    dark: Rgb,
    shade: Rgb,
    face: &'a Mask,
}

/// The part behind neck and shoulders.
pub fn behind(pen: &mut Pen, sitter: &Sitter, chance: &mut Chance) {
    let dark = tones(sitter).1;
    match sitter.hair {
        Hair::Bob => long::bob_behind(pen, dark),
        Hair::Fringe | Hair::Long | Hair::SunHat => long::curtain_behind(pen, dark),
        Hair::Waves => long::waves_behind(pen, dark),
        Hair::Ponytail => long::ponytail_behind(pen, sitter.hair_colour, dark),
        Hair::Bun | Hair::TopKnot => long::knot_behind(pen, sitter.hair_colour, dark, sitter.hair == Hair::TopKnot),
        Hair::BigCurls => curls::cloud_behind(pen, dark, chance),
        Hair::Afro => curls::afro_behind(pen, sitter.hair_colour, chance),
        Hair::Beanie if sitter.made_up => long::curtain_behind(pen, dark),
        _ => {}
    }
}

/// The part over the head, the face and the shoulders. `wear` is the colour of a scarf or hat.
pub fn front(pen: &mut Pen, sitter: &Sitter, face: &Mask, wear: Rgb, chance: &mut Chance) {
    let (light, dark) = tones(sitter);
    let comb = Comb { colour: sitter.hair_colour, light, dark, shade: sitter.skin.shade, face };
    match sitter.hair {
        Hair::Bald => short::bald(pen, &comb),
        Hair::Buzz => short::buzz(pen, &comb),
        Hair::SidePart => short::side_part(pen, &comb),
        Hair::Quiff => short::quiff(pen, &comb),
        Hair::Swept => short::swept(pen, &comb),
        Hair::Pixie => short::pixie(pen, &comb),
        Hair::Curls => curls::short_curls(pen, &comb, chance),
        Hair::Afro => curls::afro(pen, &comb, chance),
        Hair::BigCurls => curls::cloud(pen, &comb, chance),
        Hair::TopKnot | Hair::Bun => long::pulled_back(pen, &comb),
        Hair::Ponytail => long::ponytail(pen, &comb),
        Hair::Bob => long::bob(pen, &comb),
        Hair::Fringe => long::fringe(pen, &comb),
        Hair::Long => long::curtain(pen, &comb),
        Hair::Waves => long::waves(pen, &comb),
        Hair::Braids => long::braids(pen, &comb, wear),
        Hair::Headscarf => covers::headscarf(pen, &comb, wear),
        Hair::Beanie => covers::beanie(pen, &comb, wear, sitter.made_up),
        Hair::SunHat => covers::sun_hat(pen, &comb, wear),
    }
}

/// Whether the ears can be seen.
pub const fn shows_ears(hair: Hair) -> bool {
    !matches!(
        hair,
        Hair::Bob | Hair::Fringe | Hair::Long | Hair::Waves | Hair::BigCurls | Hair::Headscarf | Hair::SunHat
    )
}

fn tones(sitter: &Sitter) -> (Rgb, Rgb) {
    let colour = sitter.hair_colour;
    let light = if colour.brightness() < 0.3 { colour.mix(hex(0x9A_7A6E), 0.3) } else { colour.lighter(0.24) };
    (light, colour.darker(0.3))
}

impl Comb<'_> {
    /// Hair on the head, with its shadow on the face.
    fn lay(&self, pen: &mut Pen, shape: &Path) -> Mask {
        pen.fill_in(self.face, &shape.map(|(x, y)| (x * 0.99 + 2.0, y + 11.0)), (self.shade, 0.85));
        pen.fill(shape, self.colour);
        pen.mask(shape)
    }

    /// Lighter strands.
    fn shine(&self, pen: &mut Pen, mask: &Mask, strands: &[&[Point]]) {
        for strand in strands {
            pen.fill_in(mask, &Path::stroke(strand, 1.0, 7.0), (self.light, 0.55));
        }
    }

    /// Darker strands.
    fn depth(&self, pen: &mut Pen, mask: &Mask, strands: &[&[Point]]) {
        for strand in strands {
            pen.fill_in(mask, &Path::stroke(strand, 1.0, 5.0), (self.dark, 0.6));
        }
    }
}
