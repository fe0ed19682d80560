//! Neck, shoulders and clothes. Measures: the chin is at (0, 0), a shoulder near (170, 110).

use super::Presentation;
use super::canvas::{Mask, Pen};
use super::colour::{Rgb, WHITE, hex};
use super::path::{Path, Point};
use super::sitter::Sitter;
use crate::demo::random::Chance;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Crew,
    Stripes,
    Vee,
    Scoop,
    Straps,
    Shirt,
    Hoodie,
    RollNeck,
    Blazer,
    Knit,
    Dots,
}

/// What is worn in this picture.
#[derive(Clone, Copy, Debug)]
pub struct Outfit {
    cut: Cut,
    cloth: Rgb,
    second: Rgb,
    neck: f32,
    shoulder: f32,
}

const CLOTHS: [u32; 18] = [
    0xE4_6A5E, 0xF0_9A4A, 0xF2_C14E, 0x7F_B069, 0x3F_8F7B, 0x2F_7F9A, 0x3D_5A98, 0x5B_4B8A, 0xA8_4F83, 0xC9_4B5F,
    0x2E_3A4E, 0x4A_4A50, 0xF3_EDE2, 0xD9_C7AE, 0x8C_5B46, 0x9C_B7C9, 0xE8_AFA6, 0x23_5347,
];

impl Outfit {
    pub fn new(chance: &mut Chance, sitter: &Sitter, covered: bool) -> Self {
        let feminine = sitter.presentation == Presentation::Feminine;
        let cut = if covered {
            chance.pick(&[Cut::Crew, Cut::Knit, Cut::Blazer, Cut::Crew])
        } else if feminine {
            chance.pick(&[
                Cut::Crew,
                Cut::Vee,
                Cut::Scoop,
                Cut::Straps,
                Cut::Shirt,
                Cut::Hoodie,
                Cut::RollNeck,
                Cut::Blazer,
                Cut::Knit,
                Cut::Stripes,
                Cut::Dots,
            ])
        } else {
            chance.pick(&[
                Cut::Crew,
                Cut::Vee,
                Cut::Shirt,
                Cut::Hoodie,
                Cut::RollNeck,
                Cut::Blazer,
                Cut::Knit,
                Cut::Stripes,
                Cut::Shirt,
            ])
        };
        let mut cloth = hex(chance.pick(&CLOTHS));
        if cut == Cut::Blazer {
            cloth = hex(chance.pick(&[0x2E_3A4E, 0x4A_4A50, 0x8C_5B46, 0x23_5347, 0xD9_C7AE, 0x5B_4B8A]));
        }
        let contrast = chance.pick(&[0xF6_F1E7, 0x2E_3A4E, 0xF2_C14E]);
        let second = if (hex(contrast).brightness() - cloth.brightness()).abs() < 0.25 { 0x3A_4663 } else { contrast };
        let broad = match sitter.presentation {
            Presentation::Feminine => 0.0,
            Presentation::Neutral => 0.5,
            Presentation::Masculine => 1.0,
        };
        Self { cut, cloth, second: hex(second), neck: 42.0 + 12.0 * broad, shoulder: 152.0 + 26.0 * broad }
    }

    /// What hangs behind the neck.
    pub fn behind(&self, pen: &mut Pen) {
        if self.cut == Cut::Hoodie {
            let hood =
                Path::from((0.0, -8.0)).curve((70.0, -12.0), (118.0, 30.0), (126.0, 96.0)).line((0.0, 130.0)).twin();
            pen.fill(&hood, self.cloth.darker(0.28));
        }
        if self.cut == Cut::Shirt || self.cut == Cut::Blazer {
            let back = Path::from((0.0, 16.0))
                .curve((30.0, 16.0), (self.neck, 24.0), (self.neck + 10.0, 70.0))
                .line((0.0, 90.0))
                .twin();
            let inner = if self.cut == Cut::Shirt { self.cloth } else { self.second };
            pen.fill(&back, inner.darker(0.3));
        }
    }

    /// Neck and shoulders; `shadow` is the head's outline in the body's measures.
    pub fn skin(&self, pen: &mut Pen, sitter: &Sitter, shadow: &Path) {
        let torso = self.torso(0.0);
        pen.fill(&torso, sitter.skin.base);
        let mask = pen.mask(&torso);
        pen.fill_in(&mask, shadow, sitter.skin.shade);
        let bone = [(18.0, 98.0), (44.0, 92.0), (78.0, 94.0)];
        pen.fill(&Path::stroke(&bone, 1.0, 4.0).twin(), (sitter.skin.shade, 0.9));
    }

    pub fn clothes(&self, pen: &mut Pen, chance: &mut Chance) {
        let garment = self.garment();
        pen.fill(&garment, self.cloth);
        let mask = pen.mask(&garment);
        self.pattern(pen, &mask, chance);
        let sleeve = [(self.shoulder - 14.0, 196.0), (self.shoulder - 24.0, 260.0), (self.shoulder - 26.0, 340.0)];
        if self.cut != Cut::Straps {
            pen.fill_in(&mask, &Path::stroke(&sleeve, 2.0, 6.0).twin(), (self.cloth.darker(0.45), 0.55));
        }
        let side = Path::from((self.shoulder * 0.7, 60.0))
            .curve((self.shoulder * 0.5, 170.0), (self.shoulder * 0.62, 260.0), (self.shoulder * 0.6, 360.0))
            .line((320.0, 360.0))
            .line((320.0, 60.0));
        pen.fill_in(&mask, &side, (self.cloth.darker(0.6), 0.08));
        self.trim(pen, &mask);
    }

    fn torso(&self, over: f32) -> Path {
        let (neck, shoulder) = (self.neck, self.shoulder);
        Path::from((0.0, -70.0))
            .line((neck, -70.0))
            .line((neck, 30.0))
            .curve((neck, 66.0 - over), (neck + 24.0, 78.0 - over), (neck + 58.0, 86.0 - over))
            .curve((shoulder + 2.0, 96.0 - over), (shoulder + 20.0 + over, 118.0), (shoulder + 26.0 + over, 176.0))
            .line((shoulder + 46.0 + over, 350.0))
            .line((0.0, 350.0))
            .twin()
    }

    /// Half a garment from the neckline over the shoulder to the hem, and its twin.
    fn cloak(&self, side: Point, start: Point, bends: (Point, Point)) -> Path {
        let shoulder = self.shoulder;
        Path::from(start)
            .curve(bends.0, bends.1, side)
            .curve((side.0 + 20.0, side.1 + 9.0), (self.neck + 48.0, 80.0), (self.neck + 58.0, 82.0))
            .curve((shoulder + 4.0, 92.0), (shoulder + 25.0, 114.0), (shoulder + 31.0, 176.0))
            .line((shoulder + 52.0, 350.0))
            .line((0.0, 350.0))
            .twin()
    }

    fn garment(&self) -> Path {
        let neck = self.neck;
        match self.cut {
            Cut::Crew | Cut::Stripes | Cut::Knit | Cut::Hoodie | Cut::RollNeck => {
                self.cloak((neck + 8.0, 58.0), (0.0, 98.0), ((neck * 0.7, 98.0), (neck + 2.0, 82.0)))
            }
            Cut::Vee | Cut::Dots => self.cloak((neck + 16.0, 64.0), (0.0, 164.0), ((20.0, 136.0), (neck, 96.0))),
            Cut::Scoop => self.cloak((neck + 34.0, 76.0), (0.0, 150.0), ((46.0, 150.0), (neck + 26.0, 118.0))),
            Cut::Shirt => self.cloak((neck + 6.0, 52.0), (0.0, 158.0), ((16.0, 134.0), (neck, 96.0))),
            Cut::Blazer => self.cloak((neck + 18.0, 64.0), (4.0, 330.0), ((20.0, 250.0), (neck + 4.0, 130.0))),
            Cut::Straps => {
                let shoulder = self.shoulder;
                Path::from((0.0, 172.0))
                    .curve((44.0, 172.0), (66.0, 140.0), (72.0, 82.0))
                    .line((98.0, 84.0))
                    .curve((98.0, 140.0), (shoulder - 30.0, 190.0), (shoulder + 2.0, 214.0))
                    .line((shoulder + 6.0, 350.0))
                    .line((0.0, 350.0))
                    .twin()
            }
        }
    }

    fn pattern(&self, pen: &mut Pen, mask: &Mask, chance: &mut Chance) {
        match self.cut {
            Cut::Stripes => {
                for row in 0..7_u8 {
                    let y = 118.0 + 34.0 * f32::from(row);
                    let band =
                        [(-260.0, y + 16.0), (-120.0, y - 4.0), (0.0, y + 4.0), (120.0, y - 4.0), (260.0, y + 16.0)];
                    pen.fill_in(mask, &Path::stroke(&band, 13.0, 13.0), self.second);
                }
            }
            Cut::Dots => {
                for row in 0..7_u8 {
                    for column in 0..11_u8 {
                        let shift = if row % 2 == 0 { 0.0 } else { 22.0 };
                        let x = f32::from(column) * 44.0 - 230.0 + shift + chance.within(-3.0..3.0);
                        let centre = (x, 84.0 + f32::from(row) * 38.0);
                        pen.fill_in(mask, &Path::circle(centre, 6.0), (self.second, 0.9));
                    }
                }
            }
            Cut::Knit => {
                for column in 0..21_u8 {
                    let x = f32::from(column) * 22.0 - 220.0;
                    let rib = [(x * 0.92, 70.0), (x, 200.0), (x * 1.04, 350.0)];
                    pen.fill_in(mask, &Path::stroke(&rib, 3.0, 3.0), (self.cloth.darker(0.4), 0.2));
                }
            }
            _ => {}
        }
    }

    fn trim(&self, pen: &mut Pen, mask: &Mask) {
        let neck = self.neck;
        let dark = self.cloth.darker(0.3);
        match self.cut {
            Cut::Crew | Cut::Stripes | Cut::Knit => {
                let band =
                    [(-neck - 5.0, 58.0), (-neck * 0.72, 88.0), (0.0, 103.0), (neck * 0.72, 88.0), (neck + 5.0, 58.0)];
                pen.fill(&Path::stroke(&band, 9.0, 11.0), self.cloth.darker(0.16));
            }
            Cut::Hoodie => {
                let hem = Path::from((0.0, 96.0))
                    .curve((neck * 0.8, 96.0), (neck + 4.0, 80.0), (neck + 8.0, 40.0))
                    .curve((neck + 48.0, 46.0), (neck + 66.0, 80.0), (neck + 44.0, 96.0))
                    .curve((neck + 20.0, 122.0), (30.0, 134.0), (0.0, 134.0));
                pen.fill(&hem.twin(), self.cloth.darker(0.12));
                pen.fill(
                    &Path::stroke(&[(26.0, 122.0), (29.0, 170.0), (26.0, 206.0)], 5.0, 5.0).twin(),
                    hex(0xF6_F1E7),
                );
            }
            Cut::RollNeck => {
                let roll = Path::from((0.0, 26.0))
                    .curve((30.0, 26.0), (neck, 18.0), (neck + 5.0, 10.0))
                    .curve((neck + 10.0, 40.0), (neck + 10.0, 60.0), (neck + 16.0, 78.0))
                    .curve((neck - 4.0, 104.0), (24.0, 108.0), (0.0, 108.0));
                pen.fill(&roll.twin(), self.cloth.lighter(0.07));
                let fold = [(-neck - 8.0, 56.0), (-20.0, 76.0), (20.0, 76.0), (neck + 8.0, 56.0)];
                pen.fill(&Path::stroke(&fold, 2.0, 4.0), (dark, 0.45));
            }
            Cut::Shirt => {
                pen.fill_in(mask, &Path::stroke(&[(0.0, 138.0), (0.0, 350.0)], 3.0, 3.0), (dark, 0.6));
                for button in [172.0, 222.0, 272.0] {
                    pen.fill(&Path::circle((7.0, button), 4.2), self.cloth.mix(WHITE, 0.6));
                }
                let collar = Path::polygon(&[
                    (neck - 3.0, 22.0),
                    (neck + 26.0, 70.0),
                    (60.0, 136.0),
                    (14.0, 146.0),
                    (neck - 16.0, 84.0),
                ]);
                pen.fill(&collar.clone().twin(), self.cloth.lighter(0.16));
                pen.fill(&collar.rim(2.4).twin(), (dark, 0.5));
            }
            Cut::Blazer => self.lapels(pen, mask),
            Cut::Vee | Cut::Dots | Cut::Scoop | Cut::Straps => {}
        }
    }

    fn lapels(&self, pen: &mut Pen, mask: &Mask) {
        let neck = self.neck;
        let lapel = Path::polygon(&[
            (neck + 14.0, 56.0),
            (neck + 44.0, 84.0),
            (neck + 62.0, 128.0),
            (neck + 36.0, 140.0),
            (neck + 50.0, 158.0),
            (6.0, 336.0),
            (neck - 2.0, 140.0),
        ]);
        pen.fill(&lapel.clone().twin(), self.cloth.lighter(0.1));
        pen.fill(&lapel.rim(2.4).twin(), (self.cloth.darker(0.45), 0.45));
        pen.fill_in(mask, &Path::stroke(&[(1.0, 300.0), (0.0, 350.0)], 3.0, 3.0), self.cloth.darker(0.4));
    }

    /// The shirt under an open jacket; drawn before the clothes.
    pub fn under(&self, pen: &mut Pen) {
        if self.cut == Cut::Blazer {
            let tee = Path::from((0.0, 112.0))
                .curve((self.neck * 0.7, 112.0), (self.neck + 4.0, 90.0), (self.neck + 12.0, 60.0))
                .line((self.neck + 60.0, 120.0))
                .line((self.neck + 40.0, 350.0))
                .line((0.0, 350.0));
            pen.fill(&tee.twin(), self.second);
        }
    }
}
