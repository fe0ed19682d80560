//! What is behind the sitter: calm, low in contrast, so that the face stays the picture.

mod indoors;
mod outdoors;

use super::canvas::Canvas;
use super::colour::{Paint, Rgb, hex};
use super::path::{Path, Point};
use crate::demo::random::Chance;

/// Draws one of the scenes over the whole canvas.
pub fn draw(canvas: &mut Canvas, chance: &mut Chance) {
    let scene = chance.weighted(&[
        (3, studio as fn(&mut Canvas, &mut Chance)),
        (2, outdoors::sunset),
        (2, outdoors::sea),
        (2, outdoors::hills),
        (2, outdoors::forest),
        (2, outdoors::mountains),
        (2, outdoors::city),
        (2, indoors::room),
        (2, indoors::cafe),
        (2, indoors::library),
    ]);
    scene(canvas, chance);
}

/// Plain paper with a large round and a few loose shapes.
fn studio(canvas: &mut Canvas, chance: &mut Chance) {
    let (paper, round) = chance.pick(&[
        (0xFC_E1CE, 0xF7_B596),
        (0xDD_EFE6, 0x9F_D0BB),
        (0xE3_E4F7, 0xB3_B6E6),
        (0xFD_EFC3, 0xF7_D070),
        (0xD9_ECF7, 0x97_C7E3),
        (0xF9_DDE4, 0xEE_A7B8),
    ]);
    let (paper, round) = (hex(paper), hex(round));
    sky(canvas, paper.lighter(0.3), paper);
    fill(canvas, &Path::circle((360.0, 420.0), 318.0), round);
    for _ in 0..5 {
        let centre = (chance.within(20.0..700.0), chance.within(20.0..420.0));
        if (centre.0 - 360.0).abs() > 200.0 {
            fill(canvas, &Path::circle(centre, chance.within(8.0..26.0)), (round, 0.7));
        }
    }
}

fn fill(canvas: &mut Canvas, path: &Path, paint: impl Into<Paint>) {
    canvas.fill(path, paint.into(), None);
}

fn sky(canvas: &mut Canvas, top: Rgb, bottom: Rgb) {
    fill(canvas, &block((0.0, 0.0), (720.0, 960.0)), Paint::down(top, bottom, 0.0, 760.0));
}

fn block((left, top): Point, (right, bottom): Point) -> Path {
    Path::polygon(&[(left, top), (right, top), (right, bottom), (left, bottom)])
}

/// A horizon through the points, filled down to the lower edge.
fn ridge(points: &[Point]) -> Path {
    let start = points.first().map_or(900.0, |point| point.1);
    Path::from((-60.0, 1000.0)).line((-60.0, start)).through(points).line((780.0, 1000.0))
}

fn sun(canvas: &mut Canvas, centre: Point, radius: f32, colour: Rgb) {
    let glow = Paint::glow(colour, centre, radius * 4.0, 0.55);
    fill(canvas, &Path::circle(centre, radius * 4.0), glow);
    fill(canvas, &Path::circle(centre, radius), colour.lighter(0.35));
}

fn cloud(canvas: &mut Canvas, (x, y): Point, size: f32, colour: Rgb, alpha: f32) {
    let cloud = Path::circle((x, y), size * 0.5)
        .and(Path::circle((x + size * 0.6, y - size * 0.22), size * 0.62))
        .and(Path::circle((x + size * 1.25, y), size * 0.46))
        .and(Path::slab((x - size * 0.5, y), size * 2.2, size * 0.5, size * 0.24));
    fill(canvas, &cloud, (colour, alpha));
}
