//! Who sits for the picture: everything about a face that stays the same from one portrait to the next.

use super::colour::{Rgb, hex};
use super::{Look, Presentation};
use crate::demo::random::Chance;

/// A face and its hair.
#[derive(Clone, Debug)]
pub struct Sitter {
    pub presentation: Presentation,
    pub skin: Skin,
    pub shape: Shape,
    pub eyes: Eyes,
    pub nose: u8,
    pub hair: Hair,
    pub hair_colour: Rgb,
    pub beard: Beard,
    pub glasses: Option<Glasses>,
    pub earrings: Option<Rgb>,
    pub freckles: bool,
    /// Drawn with lashes and coloured lips.
    pub made_up: bool,
    /// 0 (smooth) to 1 (lines of a long life).
    pub lines: f32,
}

/// The tones of one skin.
#[derive(Clone, Copy, Debug)]
pub struct Skin {
    pub base: Rgb,
    pub shade: Rgb,
    pub line: Rgb,
    pub blush: Rgb,
    pub lip: Rgb,
}

/// Measures of the head: half widths and the chin's depth below the middle of the eyes.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub cheek: f32,
    pub jaw: f32,
    pub chin: f32,
    pub depth: f32,
}

#[derive(Clone, Copy, Debug)]
pub struct Eyes {
    pub iris: Rgb,
    /// Height of the opening, 0.8 to 1.15.
    pub open: f32,
    /// How far the outer corners rise, in pixels.
    pub tilt: f32,
    pub brow_weight: f32,
    pub brow_arch: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hair {
    Bald,
    Buzz,
    SidePart,
    Quiff,
    Curls,
    Afro,
    Swept,
    TopKnot,
    Pixie,
    Bob,
    Fringe,
    Long,
    Waves,
    Ponytail,
    Bun,
    BigCurls,
    Braids,
    Headscarf,
    Beanie,
    SunHat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beard {
    None,
    Stubble,
    Full,
    Goatee,
    Moustache,
}

#[derive(Clone, Copy, Debug)]
pub struct Glasses {
    pub round: bool,
    pub frame: Rgb,
}

const SKINS: [u32; 12] = [
    0xFC_E3D4, 0xF8_D6BF, 0xF3_C9A8, 0xEA_B891, 0xDF_A57C, 0xCF_8F64, 0xBB_7A50, 0xA3_6640, 0x8A_5132, 0x71_4027,
    0x64_3A25, 0x55_3221,
];
const DARK_HAIR: [(usize, u32); 4] = [(6, 0x23_1C1F), (4, 0x35_2622), (2, 0x4A_3026), (1, 0x6B_3A28)];
const ANY_HAIR: [(usize, u32); 9] = [
    (4, 0x2B_2223),
    (6, 0x45_2D23),
    (6, 0x60_3F2A),
    (5, 0x7E_5232),
    (3, 0x8E_4526),
    (3, 0xBE_632D),
    (4, 0xA9_7F4C),
    (5, 0xD3_A75E),
    (3, 0xE5_CB92),
];

impl Sitter {
    /// The same look always gives the same sitter.
    pub fn new(look: Look) -> Self {
        let mut chance = Chance::new(look.face, 0xFACE);
        let feminine = match look.presentation {
            Presentation::Feminine => true,
            Presentation::Masculine => false,
            Presentation::Neutral => chance.odds(0.5),
        };
        let age = f32::from(look.age_years);
        let tone = chance.below(SKINS.len());
        let skin = Skin::of(hex(SKINS.get(tone).copied().unwrap_or_default()));
        let hair = hair(&mut chance, look.presentation, feminine, age);
        let hair_colour = hair_colour(&mut chance, tone, age, feminine);
        let made_up = feminine && chance.odds(0.8);
        let beard = if feminine || look.presentation == Presentation::Neutral {
            Beard::None
        } else {
            let bald = hair == Hair::Bald;
            chance.weighted(&[
                (if bald { 3 } else { 11 }, Beard::None),
                (4, Beard::Stubble),
                (if bald { 9 } else { 5 }, Beard::Full),
                (2, Beard::Goatee),
                (2, Beard::Moustache),
            ])
        };
        let frames = [0x2B_2A2E, 0x5A_3A2A, 0x8C_2F39, 0x2F_4A6B, 0xB9_8A3C, 0x3F_6B5A];
        Self {
            presentation: look.presentation,
            skin,
            shape: shape(&mut chance, feminine),
            eyes: eyes(&mut chance, feminine, tone),
            nose: u8::try_from(chance.below(4)).unwrap_or_default(),
            hair,
            hair_colour,
            beard,
            glasses: chance
                .odds(if age > 45.0 { 0.45 } else { 0.22 })
                .then(|| Glasses { round: chance.odds(0.5), frame: hex(chance.pick(&frames)) }),
            earrings: (feminine && chance.odds(0.55))
                .then(|| hex(chance.pick(&[0xE5_B94B, 0xF4_F1EA, 0xD9_5F5F, 0x3E_8E8C]))),
            freckles: tone < 5 && chance.odds(0.22),
            made_up,
            lines: ((age - 38.0) / 30.0).clamp(0.0, 1.0),
        }
    }
}

impl Skin {
    fn of(base: Rgb) -> Self {
        let light = base.brightness();
        let warm = if light > 0.5 { hex(0xB8_4A38) } else { hex(0x2A_0F10) };
        Self {
            base,
            shade: base.mix(warm, 0.2),
            line: base.mix(hex(0x4A_1612), if light > 0.5 { 0.5 } else { 0.62 }),
            blush: base.mix(hex(0xEE_4E55), if light > 0.5 { 0.42 } else { 0.24 }),
            lip: base.mix(hex(if light > 0.5 { 0xB8_2D44 } else { 0xC2_4A5C }), if light > 0.5 { 0.44 } else { 0.46 }),
        }
    }
}

fn shape(chance: &mut Chance, feminine: bool) -> Shape {
    let shapes = [
        Shape { cheek: 108.0, jaw: 87.0, chin: 40.0, depth: 150.0 },
        Shape { cheek: 114.0, jaw: 98.0, chin: 52.0, depth: 142.0 },
        Shape { cheek: 109.0, jaw: 97.0, chin: 56.0, depth: 150.0 },
        Shape { cheek: 112.0, jaw: 86.0, chin: 32.0, depth: 149.0 },
        Shape { cheek: 104.0, jaw: 88.0, chin: 46.0, depth: 158.0 },
    ];
    let shape = chance.pick(&shapes);
    let heavier = if feminine { 0.0 } else { 5.0 };
    Shape {
        cheek: shape.cheek + chance.within(-2.0..2.0),
        jaw: shape.jaw + heavier + chance.within(-2.0..2.0),
        chin: shape.chin + heavier * 1.4,
        depth: shape.depth + heavier * 0.6,
    }
}

fn eyes(chance: &mut Chance, feminine: bool, tone: usize) -> Eyes {
    let light_eyed = tone < 6 && chance.odds(0.5);
    let iris = if light_eyed {
        chance.pick(&[0x5A_8BB0, 0x6F_9A7A, 0x7C_8F9C, 0x8A_7B45, 0x4F_7A86])
    } else {
        chance.pick(&[0x4A_2E1F, 0x5C_3A22, 0x38_2319, 0x6E_4726])
    };
    Eyes {
        iris: hex(iris),
        open: chance.within(0.84..1.1),
        tilt: chance.within(0.0..5.0),
        brow_weight: if feminine { chance.within(6.5..9.0) } else { chance.within(9.0..13.0) },
        brow_arch: if feminine { chance.within(7.0..13.0) } else { chance.within(3.0..8.0) },
    }
}

fn hair(chance: &mut Chance, presentation: Presentation, feminine: bool, age: f32) -> Hair {
    if presentation == Presentation::Neutral {
        return chance.pick(&[
            Hair::Pixie,
            Hair::Bob,
            Hair::Curls,
            Hair::Buzz,
            Hair::TopKnot,
            Hair::Beanie,
            Hair::Swept,
            Hair::Afro,
        ]);
    }
    if feminine {
        return chance.weighted(&[
            (9, Hair::Long),
            (9, Hair::Waves),
            (8, Hair::Bob),
            (7, Hair::Fringe),
            (6, Hair::Ponytail),
            (6, Hair::Bun),
            (7, Hair::BigCurls),
            (if age > 45.0 { 8 } else { 4 }, Hair::Pixie),
            (3, Hair::Afro),
            (4, Hair::Braids),
            (4, Hair::Headscarf),
            (2, Hair::Beanie),
            (2, Hair::SunHat),
        ]);
    }
    chance.weighted(&[
        (10, Hair::SidePart),
        (8, Hair::Quiff),
        (8, Hair::Swept),
        (7, Hair::Curls),
        (6, Hair::Buzz),
        (if age > 40.0 { 9 } else { 3 }, Hair::Bald),
        (4, Hair::Afro),
        (4, Hair::TopKnot),
        (4, Hair::Beanie),
        (2, Hair::Bob),
    ])
}

fn hair_colour(chance: &mut Chance, tone: usize, age: f32, feminine: bool) -> Rgb {
    let dyed = feminine && chance.odds(0.04);
    let natural = if tone > 6 { chance.weighted(&DARK_HAIR) } else { chance.weighted(&ANY_HAIR) };
    let young = hex(if dyed { chance.pick(&[0xC9_6F8C, 0x5E_8FA8, 0x8A_6BB0]) } else { natural });
    let grey = ((age - 40.0) / 28.0).clamp(0.0, 1.0) * chance.within(0.2..1.25);
    young.mix(hex(chance.pick(&[0xB4_B2B4, 0xD2_CFCB, 0x96_9499])), grey.clamp(0.0, 0.92))
}
