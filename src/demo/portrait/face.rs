//! Head, ears and features, in the head's measures: the middle between the eyes is (0, 0), a cheek is near (110, 0).

use super::canvas::{Mask, Pen};
use super::colour::{INK, Rgb, WHITE, hex};
use super::path::Path;
use super::sitter::{Beard, Glasses, Shape, Sitter};
use crate::demo::random::Chance;

/// What the face does in this picture.
#[derive(Clone, Copy, Debug)]
pub enum Smile {
    Closed,
    Teeth,
    Open,
    /// An open smile with the eyes pressed shut.
    Laugh,
}

const EYE: f32 = 47.0;

/// The outline of the head without ears.
pub fn outline(shape: &Shape) -> Path {
    let Shape { cheek, jaw, chin, depth } = *shape;
    Path::from((0.0, -150.0))
        .curve((cheek * 0.62, -150.0), (cheek, -98.0), (cheek, -15.0))
        .curve((cheek, 32.0), (jaw + 7.0, 58.0), (jaw, 86.0))
        .curve((jaw * 0.86, 120.0), (chin + 14.0, depth), (0.0, depth))
        .curve((-chin - 14.0, depth), (jaw * -0.86, 120.0), (-jaw, 86.0))
        .curve((-jaw - 7.0, 58.0), (-cheek, 32.0), (-cheek, -15.0))
        .curve((-cheek, -98.0), (cheek * -0.62, -150.0), (0.0, -150.0))
}

/// Ears, head, shading: everything under the features. Returns where the face is.
pub fn head(pen: &mut Pen, sitter: &Sitter) -> Mask {
    let skin = sitter.skin;
    let side = sitter.shape.cheek;
    pen.fill(&Path::ellipse((side - 1.0, 16.0), 21.0, 31.0).twin(), skin.base);
    let fold = [(side + 9.0, 2.0), (side + 12.0, 14.0), (side + 6.0, 24.0), (side + 4.0, 34.0)];
    pen.fill(&Path::stroke(&fold, 2.0, 5.0).twin(), (skin.line, 0.45));
    let outline = outline(&sitter.shape);
    pen.fill(&outline, skin.base);
    let face = pen.mask(&outline);
    let shadow = outline.without(&outline.map(|(x, y)| (x * 1.02 - 20.0, y * 1.02 - 10.0)));
    pen.fill_in(&face, &shadow, (skin.shade, 0.55));
    pen.glow(Some(&face), (-66.0, 58.0), 44.0, skin.blush, 0.5);
    pen.glow(Some(&face), (66.0, 58.0), 44.0, skin.blush, 0.5);
    face
}

/// Eyes, brows, nose, mouth and what age and sun leave.
pub fn features(pen: &mut Pen, sitter: &Sitter, smile: Smile, face: &Mask, chance: &mut Chance) {
    if sitter.freckles {
        for _ in 0..26 {
            let spot = (chance.within(-78.0..78.0), chance.within(28.0..66.0));
            pen.fill_in(face, &Path::circle(spot, chance.within(1.4..2.6)), (sitter.skin.line, 0.3));
        }
    }
    beard(pen, sitter, face);
    nose(pen, sitter);
    mouth(pen, sitter, smile);
    moustache(pen, sitter);
    eyes(pen, sitter, smile);
    brows(pen, sitter, matches!(smile, Smile::Laugh | Smile::Open));
    age_lines(pen, sitter);
}

/// Frames and lenses, over everything on the face.
pub fn glasses(pen: &mut Pen, glasses: Glasses) {
    let lens = if glasses.round {
        Path::circle((EYE + 1.0, 3.0), 35.0)
    } else {
        Path::from((14.0, -22.0))
            .curve((34.0, -29.0), (70.0, -29.0), (86.0, -23.0))
            .curve((90.0, 6.0), (82.0, 34.0), (52.0, 34.0))
            .curve((20.0, 34.0), (12.0, 10.0), (14.0, -22.0))
    };
    pen.fill(&lens.clone().twin(), (WHITE, 0.1));
    let shine = Path::polygon(&[(30.0, -14.0), (42.0, -18.0), (28.0, 18.0), (22.0, 10.0)]);
    pen.fill(&shine.clone().and(shine.map(|(x, y)| (x - EYE * 2.0, y))), (WHITE, 0.2));
    pen.fill(&lens.rim(6.0).twin(), glasses.frame);
    pen.fill(&Path::stroke(&[(-15.0, -2.0), (0.0, -8.0), (15.0, -2.0)], 5.5, 5.5), glasses.frame);
    pen.fill(&Path::stroke(&[(84.0, -6.0), (112.0, -4.0)], 6.0, 6.0).twin(), glasses.frame);
}

pub fn earrings(pen: &mut Pen, sitter: &Sitter, metal: Rgb, hoops: bool) {
    let side = sitter.shape.cheek + 3.0;
    if hoops {
        pen.fill(&Path::circle((side, 66.0), 18.0).rim(4.5).twin(), metal);
    } else {
        pen.fill(&Path::circle((side, 50.0), 7.0).twin(), metal);
        pen.fill(&Path::circle((side - 2.0, 48.0), 2.4).twin(), (WHITE, 0.7));
    }
}

fn eyes(pen: &mut Pen, sitter: &Sitter, smile: Smile) {
    let lash = if sitter.skin.base.brightness() < 0.4 { hex(0x17_0F0E) } else { INK };
    if matches!(smile, Smile::Laugh) {
        let arc = [(EYE - 24.0, 6.0), (EYE - 13.0, -6.0), (EYE, -10.0), (EYE + 13.0, -6.0), (EYE + 24.0, 6.0)];
        pen.fill(&Path::stroke(&arc, 4.0, 7.0).twin(), lash);
        if sitter.made_up {
            pen.fill(&Path::stroke(&[(EYE + 22.0, 3.0), (EYE + 31.0, -3.0)], 2.0, 5.0).twin(), lash);
        }
        return;
    }
    let (open, tilt) = (sitter.eyes.open, sitter.eyes.tilt);
    let (inner, outer) = ((EYE - 22.0, 5.0), (EYE + 23.0, 2.0 - tilt));
    let upper = ((EYE - 13.0, -18.0 * open), (EYE + 12.0, -21.0 * open - tilt * 0.4));
    let lower = ((EYE + 14.0, 13.0 * open), (EYE - 12.0, 15.0 * open));
    let almond = Path::from(inner).curve(upper.0, upper.1, outer).curve(lower.0, lower.1, inner);
    let almonds = almond.twin();
    pen.fill(&almonds, hex(0xFB_F7F3));
    let white = pen.mask(&almonds);
    let iris = sitter.eyes.iris;
    for x in [-EYE, EYE] {
        pen.fill_in(&white, &Path::circle((x, -1.0), 15.8), iris.darker(0.35));
        pen.fill_in(&white, &Path::circle((x, 0.0), 13.2), iris);
        pen.fill_in(&white, &Path::circle((x, -1.0), 7.6), hex(0x17_1214));
        pen.fill_in(&white, &Path::circle((x - 4.5, -6.0), 3.9), WHITE);
        pen.fill_in(&white, &Path::circle((x + 5.0, 5.0), 1.8), (WHITE, 0.6));
    }
    let lid_shade = almond.map(|(x, y)| (x, y - 1.0)).without(&almond.map(|(x, y)| (x, y + 6.0))).twin();
    pen.fill_in(&white, &lid_shade, (sitter.skin.line, 0.28));
    let lid = Path::from(inner).curve(upper.0, upper.1, outer).curve(
        (upper.1.0, upper.1.1 - 6.5),
        (upper.0.0, upper.0.1 - 5.0),
        inner,
    );
    pen.fill(&lid.twin(), lash);
    let crease = [(EYE - 17.0, -16.0 * open), (EYE + 2.0, -22.5 * open), (EYE + 21.0, -14.0 * open - tilt)];
    pen.fill(&Path::stroke(&crease, 1.0, 3.0).twin(), (sitter.skin.line, 0.32));
    if sitter.made_up {
        let flick = |from: (f32, f32), to: (f32, f32)| {
            Path::polygon(&[(from.0, from.1 - 3.0), to, (from.0 - 4.0, from.1 + 2.0)])
        };
        let tip = (outer.0 + 9.0, outer.1 - 9.0);
        let second = flick((outer.0 - 5.0, outer.1 - 7.0), (outer.0 + 2.0, outer.1 - 15.0));
        pen.fill(&flick(outer, tip).and(second).twin(), lash);
    }
}

fn brows(pen: &mut Pen, sitter: &Sitter, raised: bool) {
    let lift = if raised { -4.0 } else { 0.0 };
    let (arch, weight) = (sitter.eyes.brow_arch, sitter.eyes.brow_weight);
    let brow = [
        (EYE - 26.0, -40.0 + lift),
        (EYE - 8.0, -41.0 - arch * 0.75 + lift),
        (EYE + 12.0, -39.0 - arch * 0.85 + lift),
        (EYE + 32.0, -31.0 + lift),
    ];
    let tint = sitter.hair_colour.mix(INK, if sitter.hair_colour.brightness() > 0.6 { 0.42 } else { 0.3 });
    pen.fill(&Path::stroke(&brow, weight * 0.35, weight).twin(), (tint, 0.92));
}

fn nose(pen: &mut Pen, sitter: &Sitter) {
    let skin = sitter.skin;
    let bridge = Path::from((8.0, -14.0))
        .curve((10.0, 18.0), (16.0, 34.0), (19.0, 50.0))
        .curve((14.0, 56.0), (6.0, 57.0), (0.0, 56.0))
        .curve((7.0, 40.0), (5.0, 10.0), (8.0, -14.0));
    pen.fill(&bridge, (skin.shade, 0.75));
    let tip: &[(f32, f32)] = match sitter.nose {
        0 => &[(-13.0, 50.0), (-6.0, 57.0), (6.0, 57.0), (13.0, 50.0)],
        1 => &[(-17.0, 48.0), (-11.0, 56.0), (0.0, 58.0), (11.0, 56.0), (17.0, 48.0)],
        2 => &[(-9.0, 52.0), (0.0, 58.0), (12.0, 54.0), (15.0, 46.0)],
        _ => &[(-20.0, 46.0), (-16.0, 55.0), (-5.0, 56.0), (0.0, 59.0), (5.0, 56.0), (16.0, 55.0), (20.0, 46.0)],
    };
    pen.fill(&Path::stroke(tip, 2.0, 4.6), (skin.line, 0.8));
}

fn mouth(pen: &mut Pen, sitter: &Sitter, smile: Smile) {
    let skin = sitter.skin;
    let lip = if sitter.made_up { skin.lip.mix(hex(0xC2_2440), 0.28) } else { skin.lip };
    let chin_shade = Path::stroke(&[(-15.0, 124.0), (0.0, 128.0), (15.0, 124.0)], 1.0, 4.0);
    match smile {
        Smile::Closed => {
            if sitter.made_up {
                let lips = Path::from((-35.0, 88.0))
                    .curve((-18.0, 90.0), (-12.0, 84.0), (-6.0, 83.5))
                    .curve((-3.0, 83.5), (-2.0, 86.0), (0.0, 86.0))
                    .curve((2.0, 86.0), (3.0, 83.5), (6.0, 83.5))
                    .curve((12.0, 84.0), (18.0, 90.0), (35.0, 88.0))
                    .curve((22.0, 114.0), (-22.0, 114.0), (-35.0, 88.0));
                pen.fill(&lips, lip);
            } else if sitter.beard == Beard::Full {
                pen.fill(&Path::stroke(&[(-24.0, 98.0), (0.0, 104.0), (24.0, 98.0)], 2.0, 11.0), lip);
            } else {
                pen.fill(&Path::stroke(&[(-14.0, 109.0), (0.0, 112.0), (14.0, 109.0)], 1.0, 5.0), (skin.line, 0.3));
            }
            let line = [(-38.0, 85.0), (-26.0, 93.0), (0.0, 98.0), (26.0, 93.0), (38.0, 85.0)];
            pen.fill(&Path::stroke(&line, 3.0, 4.4), lip.mix(hex(0x3A_1013), 0.6));
        }
        Smile::Teeth | Smile::Open | Smile::Laugh => {
            let depth = match smile {
                Smile::Teeth => 114.0,
                Smile::Open => 126.0,
                _ => 134.0,
            };
            let inside = Path::from((-39.0, 84.0)).curve((-18.0, 91.0), (18.0, 91.0), (39.0, 84.0)).curve(
                (30.0, depth),
                (-30.0, depth),
                (-39.0, 84.0),
            );
            pen.fill(&inside.rim(if sitter.made_up { 9.0 } else { 5.0 }), lip);
            pen.fill(&inside, hex(0x6A_1F2B));
            let mouth = pen.mask(&inside);
            if !matches!(smile, Smile::Teeth) {
                pen.fill_in(&mouth, &Path::ellipse((0.0, depth - 6.0), 24.0, 14.0), hex(0xD9_6068));
            }
            let teeth =
                Path::from((-42.0, 78.0)).line((42.0, 78.0)).curve((26.0, 107.0), (-26.0, 107.0), (-42.0, 78.0));
            pen.fill_in(&mouth, &teeth, hex(0xFF_FBF5));
            if !sitter.made_up {
                pen.fill(&Path::stroke(&[(-41.0, 83.0), (0.0, 90.0), (41.0, 83.0)], 3.0, 3.5), skin.line);
            }
        }
    }
    pen.fill(&Path::stroke(&[(-45.0, 80.0), (-42.0, 88.0)], 2.0, 3.0).twin(), (skin.line, 0.5));
    pen.fill(&chin_shade, (skin.shade, 0.7));
}

fn beard(pen: &mut Pen, sitter: &Sitter, face: &Mask) {
    let Shape { cheek, jaw, depth, .. } = sitter.shape;
    let colour = sitter.hair_colour.darker(0.1);
    let growth = |over: f32| {
        Path::from((cheek + over * 0.2, -4.0))
            .curve((cheek + over, 40.0), (jaw + over + 8.0, 62.0), (jaw + over, 92.0))
            .curve((jaw * 0.9 + over, 132.0), (48.0, depth + over * 2.0), (0.0, depth + over * 2.0))
            .line((0.0, 66.0))
            .curve((22.0, 62.0), (46.0, 70.0), (58.0, 78.0))
            .curve((76.0, 66.0), (cheek - 14.0, 40.0), (cheek - 11.0, -4.0))
            .twin()
    };
    match sitter.beard {
        Beard::None | Beard::Moustache => {}
        Beard::Stubble => pen.fill_in(face, &growth(0.0), (colour, 0.26)),
        Beard::Full => {
            pen.fill(&growth(6.0), colour);
            let light = [(cheek - 22.0, 70.0), (jaw - 20.0, 104.0), (44.0, depth - 12.0)];
            pen.fill(&Path::stroke(&light, 1.0, 5.0).twin(), (colour.lighter(0.25), 0.5));
        }
        Beard::Goatee => {
            let patch = Path::from((0.0, 112.0))
                .curve((22.0, 112.0), (34.0, 104.0), (40.0, 92.0))
                .curve((50.0, 130.0), (30.0, depth + 8.0), (0.0, depth + 8.0))
                .twin();
            pen.fill(&patch, colour);
        }
    }
}

fn moustache(pen: &mut Pen, sitter: &Sitter) {
    if matches!(sitter.beard, Beard::Moustache | Beard::Full | Beard::Goatee) {
        let half = Path::from((0.0, 66.0)).curve((14.0, 62.0), (34.0, 72.0), (47.0, 86.0)).curve(
            (32.0, 86.0),
            (14.0, 88.0),
            (0.0, 80.0),
        );
        pen.fill(&half.twin(), sitter.hair_colour.darker(0.16));
    }
}

fn age_lines(pen: &mut Pen, sitter: &Sitter) {
    if sitter.lines <= 0.0 {
        return;
    }
    let tint = (sitter.skin.line, 0.55 * sitter.lines);
    pen.fill(&Path::stroke(&[(29.0, 60.0), (44.0, 70.0), (51.0, 84.0)], 1.0, 3.4).twin(), tint);
    pen.fill(&Path::stroke(&[(EYE + 31.0, 2.0), (EYE + 40.0, -2.0)], 1.0, 2.8).twin(), tint);
    pen.fill(&Path::stroke(&[(EYE + 30.0, 9.0), (EYE + 39.0, 11.0)], 1.0, 2.8).twin(), tint);
    pen.fill(&Path::stroke(&[(EYE - 16.0, 20.0), (EYE, 24.0), (EYE + 15.0, 20.0)], 1.0, 2.6).twin(), tint);
    if sitter.lines > 0.45 {
        pen.fill(&Path::stroke(&[(-36.0, -72.0), (0.0, -76.0), (36.0, -72.0)], 1.0, 2.6), tint);
    }
}
