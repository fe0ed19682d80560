//! Drawn portraits for the demo people: no photograph, no borrowed face, everything computed from a seed.
//!
//! A [`Look`] decides who sits for the picture; the seed decides the picture: place, clothes, pose and smile. So the
//! portraits of one person show one person. Drawing uses only exactly rounded arithmetic.

mod body;
mod canvas;
mod colour;
mod face;
mod hair;
mod path;
mod scene;
mod sitter;

use jpeg_encoder::{ColorType, Encoder, EncodingError, SamplingFactor};

use self::body::Outfit;
use self::canvas::{Canvas, Pen};
use self::colour::{WHITE, hex};
use self::face::Smile;
use self::path::Placement;
use self::sitter::{Hair, Sitter};
use crate::demo::random::Chance;

/// Width of a portrait in pixels.
pub const WIDTH: u16 = 720;
/// Height of a portrait in pixels.
pub const HEIGHT: u16 = 960;

const QUALITY: u8 = 88;

/// How somebody presents themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presentation {
    /// As many women do.
    Feminine,
    /// As many men do.
    Masculine,
    /// Neither in particular.
    Neutral,
}

/// Whose portrait it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The face: two looks with another number are two people.
    pub face: u64,
    /// Which hair, beards and clothes are likely.
    pub presentation: Presentation,
    /// Adds lines and grey hair.
    pub age_years: u8,
}

/// A JPEG, [`WIDTH`] by [`HEIGHT`] pixels; the same arguments give the same bytes.
///
/// # Errors
/// When the encoder refuses, which it does only for pictures of other sizes.
pub fn portrait(seed: u64, look: Look) -> Result<Vec<u8>, EncodingError> {
    let canvas = paint(seed, look);
    let mut jpeg = Vec::with_capacity(96 * 1024);
    let mut encoder = Encoder::new(&mut jpeg, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(canvas.bytes(), WIDTH, HEIGHT, ColorType::Rgb)?;
    Ok(jpeg)
}

fn paint(seed: u64, look: Look) -> Canvas {
    let sitter = Sitter::new(look);
    let mut chance = Chance::new(seed, 0x000B_0A2D);
    let mut canvas = Canvas::new(WIDTH, HEIGHT, WHITE);
    scene::draw(&mut canvas, &mut chance);

    let outfit = Outfit::new(&mut chance, &sitter, sitter.hair == Hair::Headscarf);
    let smile = chance.weighted(&[(5, Smile::Closed), (4, Smile::Teeth), (4, Smile::Open), (1, Smile::Laugh)]);
    let wear =
        hex(chance.pick(&[0x3D_5A98, 0xC9_4B5F, 0x3F_8F7B, 0xE0_A040, 0x8A_5A8C, 0x2F_7F9A, 0xD9_8A7A, 0x4A_4A58]));
    let (size, lean) = (chance.within(1.16..1.28), chance.within(-0.035..0.035));
    let x = 360.0 + chance.within(-16.0..16.0);
    let head = Placement::new(size, lean, (x + lean * 420.0, 420.0 + chance.within(-12.0..12.0)));
    let chin = head.apply((0.0, sitter.shape.depth));
    let body = Placement::new(size * 1.08, lean * 0.2, (chin.0, chin.1 - 34.0 * size));
    let comb = head.widened(sitter.shape.cheek / 110.0);
    let shadow = face::outline(&sitter.shape);
    let drop = sitter.shape.depth - 56.0;

    hair::behind(&mut Pen { canvas: &mut canvas, place: comb }, &sitter, &mut chance.clone());
    let mut pen = Pen { canvas: &mut canvas, place: body };
    outfit.behind(&mut pen);
    outfit.skin(&mut pen, &sitter, &shadow.map(|(x, y)| (x * 0.96 + 6.0, y - drop)));
    outfit.under(&mut pen);
    outfit.clothes(&mut pen, &mut chance);

    let mut pen = Pen { canvas: &mut canvas, place: head };
    let face = face::head(&mut pen, &sitter);
    face::features(&mut pen, &sitter, smile, &face, &mut Chance::new(look.face, 0xF4EC));
    if let Some(metal) = sitter.earrings
        && hair::shows_ears(sitter.hair)
    {
        face::earrings(&mut pen, &sitter, metal, look.face.is_multiple_of(2));
    }
    hair::front(
        &mut Pen { canvas: &mut canvas, place: comb },
        &sitter,
        &face,
        wear,
        &mut Chance::new(look.face, 0xCC71),
    );
    if let Some(worn) = sitter.glasses {
        face::glasses(&mut Pen { canvas: &mut canvas, place: head }, worn);
    }
    canvas
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Look = Look { face: 5, presentation: Presentation::Feminine, age_years: 31 };

    #[test]
    fn the_same_arguments_give_the_same_bytes() {
        assert_eq!(portrait(1, LOOK).unwrap(), portrait(1, LOOK).unwrap());
    }

    #[test]
    fn another_seed_or_face_gives_another_picture() {
        let first = portrait(1, LOOK).unwrap();
        assert_ne!(first, portrait(2, LOOK).unwrap());
        assert_ne!(first, portrait(1, Look { face: 6, ..LOOK }).unwrap());
    }

    #[test]
    fn portraits_decode_at_their_size() {
        for face in 0..6 {
            let presentation =
                [Presentation::Feminine, Presentation::Masculine, Presentation::Neutral][face as usize % 3];
            let jpeg = portrait(face, Look { face, presentation, age_years: 60 }).unwrap();
            let decoded = image::load_from_memory(&jpeg).unwrap();
            assert_eq!((decoded.width(), decoded.height()), (WIDTH.into(), HEIGHT.into()));
            assert!((10_000..250_000).contains(&jpeg.len()), "{}", jpeg.len());
        }
    }

    #[test]
    fn the_face_is_where_the_eyes_are_looked_for() {
        let sitter = Sitter::new(LOOK);
        let canvas = paint(3, LOOK);
        let skin = sitter.skin.base.0;
        let close = |pixel: &&[u8]| pixel.iter().zip(skin).all(|(a, b)| a.abs_diff(b) < 60);
        let row = canvas.bytes().chunks(3).skip(720 * 470 + 240).take(240).filter(close).count();
        assert!(row > 120, "{row} of 240 pixels across the cheeks look like skin");
    }
}
