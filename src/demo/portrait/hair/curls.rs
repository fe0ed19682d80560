//! Curly hair: outlines and texture made of many small rounds.

use super::Comb;
use crate::demo::portrait::canvas::{Mask, Pen};
use crate::demo::portrait::colour::Rgb;
use crate::demo::portrait::path::{Path, Point, direction};
use crate::demo::random::Chance;

pub fn afro_behind(pen: &mut Pen, colour: Rgb, chance: &mut Chance) {
    let cloud = Path::ellipse((0.0, -76.0), 164.0, 142.0).and(fluff(
        (0.0, -76.0),
        (164.0, 142.0),
        0.0..1.0,
        34,
        22.0..30.0,
        chance,
    ));
    pen.fill(&cloud, colour);
}

pub fn afro(pen: &mut Pen, comb: &Comb, chance: &mut Chance) {
    let crown = Path::from((-104.0, -10.0))
        .through(&[(-138.0, -60.0), (-120.0, -150.0), (0.0, -200.0), (120.0, -150.0), (138.0, -60.0), (104.0, -10.0)])
        .through(&[(92.0, -62.0), (54.0, -98.0), (0.0, -106.0), (-54.0, -98.0), (-92.0, -62.0), (-104.0, -10.0)]);
    let edge = fluff((0.0, 0.0), (98.0, 98.0), 0.56..0.94, 14, 13.0..18.0, chance);
    comb.lay(pen, &crown.and(edge));
    let whole = Path::ellipse((0.0, -76.0), 172.0, 150.0).without(&Path::ellipse((0.0, 32.0), 130.0, 136.0));
    let mask = pen.mask(&whole);
    ringlets(pen, comb, &mask, ((0.0, -78.0), (154.0, 132.0)), 90, chance);
}

pub fn cloud_behind(pen: &mut Pen, dark: Rgb, chance: &mut Chance) {
    let cloud = Path::ellipse((0.0, 0.0), 152.0, 172.0).and(Path::ellipse((0.0, 110.0), 158.0, 110.0)).and(fluff(
        (0.0, 110.0),
        (156.0, 106.0),
        -0.1..0.6,
        24,
        24.0..34.0,
        chance,
    ));
    pen.fill(&cloud, dark);
}

pub fn cloud(pen: &mut Pen, comb: &Comb, chance: &mut Chance) {
    let half = |flip: f32| {
        Path::from((10.0, -196.0))
            .through(&[
                (96.0 * flip, -178.0),
                (152.0 * flip, -90.0),
                (164.0 * flip, 20.0),
                (160.0 * flip, 120.0),
                (140.0 * flip, 190.0),
            ])
            .through(&[
                (112.0 * flip, 180.0),
                (104.0 * flip, 110.0),
                (104.0 * flip, 30.0),
                (94.0 * flip, -44.0),
                (52.0 * flip, -96.0),
                (10.0, -118.0),
            ])
    };
    let mut shape = half(1.0).and(half(-1.0));
    for side in [-1.0, 1.0] {
        for (x, y) in [
            (92.0, -166.0),
            (132.0, -122.0),
            (154.0, -70.0),
            (164.0, -14.0),
            (164.0, 40.0),
            (162.0, 96.0),
            (150.0, 150.0),
            (128.0, 186.0),
            (102.0, 150.0),
            (102.0, 100.0),
            (44.0, -188.0),
        ] {
            let centre = (x * side + chance.within(-5.0..5.0), y + chance.within(-5.0..5.0));
            shape = shape.and(Path::circle(centre, chance.within(20.0..30.0)));
        }
        for (x, y) in [(96.0, -34.0), (84.0, -64.0), (60.0, -90.0), (102.0, 10.0)] {
            shape = shape.and(Path::circle((x * side, y), chance.within(10.0..15.0)));
        }
    }
    let mask = comb.lay(pen, &shape);
    ringlets(pen, comb, &mask, ((0.0, 0.0), (170.0, 196.0)), 130, chance);
}

pub fn short_curls(pen: &mut Pen, comb: &Comb, chance: &mut Chance) {
    let sides = Path::from((-104.0, 10.0))
        .through(&[(-116.0, -40.0), (-110.0, -104.0), (0.0, -150.0), (110.0, -104.0), (116.0, -40.0), (104.0, 10.0)])
        .line((97.0, -14.0))
        .through(&[(94.0, -56.0), (70.0, -92.0), (0.0, -104.0), (-70.0, -92.0), (-94.0, -56.0), (-97.0, -14.0)]);
    pen.fill(&sides, comb.dark);
    let mut top = Path::ellipse((0.0, -130.0), 96.0, 48.0);
    for (x, y) in [
        (-94.0, -104.0),
        (-104.0, -134.0),
        (-78.0, -168.0),
        (-40.0, -186.0),
        (4.0, -192.0),
        (48.0, -184.0),
        (84.0, -164.0),
        (106.0, -130.0),
        (94.0, -102.0),
        (62.0, -96.0),
        (28.0, -90.0),
        (-8.0, -94.0),
        (-42.0, -90.0),
        (-72.0, -98.0),
    ] {
        let centre = (x + chance.within(-4.0..4.0), y + chance.within(-4.0..4.0));
        top = top.and(Path::circle(centre, chance.within(21.0..28.0)));
    }
    let mask = comb.lay(pen, &top);
    ringlets(pen, comb, &mask, ((0.0, -136.0), (116.0, 66.0)), 46, chance);
}

/// Rounds along part of an ellipse (`turns`, as in [`direction`]).
fn fluff(
    centre: Point,
    radii: Point,
    turns: std::ops::Range<f32>,
    count: u8,
    size: std::ops::Range<f32>,
    chance: &mut Chance,
) -> Path {
    let mut path = Path::default();
    for step in 0..count {
        let (x, y) = direction(turns.start + (turns.end - turns.start) * f32::from(step) / f32::from(count.max(2) - 1));
        let at = (centre.0 + x * radii.0, centre.1 + y * radii.1);
        path = path.and(Path::circle(at, chance.within(size.clone())));
    }
    path
}

/// Little arcs, lighter and darker, all over an ellipse inside the mask.
fn ringlets(pen: &mut Pen, comb: &Comb, mask: &Mask, (centre, radii): (Point, Point), count: u8, chance: &mut Chance) {
    for _ in 0..count {
        let (dx, dy) = direction(chance.unit());
        let reach = chance.unit().sqrt();
        let (x, y) = (centre.0 + dx * radii.0 * reach, centre.1 + dy * radii.1 * reach);
        let size = chance.within(8.0..14.0);
        let (sx, sy) = direction(chance.within(0.45..0.75));
        let arc = [
            (x - sy * size, y + sx * size),
            (x + sx * size * 0.8, y + sy * size * 0.8),
            (x + sy * size, y - sx * size),
        ];
        let (tint, alpha) = if chance.odds(0.5) { (comb.light, 0.5) } else { (comb.dark, 0.6) };
        pen.fill_in(mask, &Path::stroke(&arc, 1.5, 4.5), (tint, alpha));
    }
}
