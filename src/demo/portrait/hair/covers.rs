//! Scarves and hats.

use super::{Comb, long};
use crate::demo::portrait::canvas::Pen;
use crate::demo::portrait::colour::{Rgb, hex};
use crate::demo::portrait::path::Path;

pub fn headscarf(pen: &mut Pen, comb: &Comb, cloth: Rgb) {
    let opening = Path::blob(&[
        (0.0, -104.0),
        (58.0, -88.0),
        (91.0, -40.0),
        (97.0, 16.0),
        (86.0, 82.0),
        (52.0, 132.0),
        (0.0, 149.0),
        (-52.0, 132.0),
        (-86.0, 82.0),
        (-97.0, 16.0),
        (-91.0, -40.0),
        (-58.0, -88.0),
    ]);
    let drape = Path::from((0.0, -182.0))
        .curve((84.0, -182.0), (134.0, -110.0), (136.0, -10.0))
        .curve((138.0, 70.0), (120.0, 130.0), (132.0, 184.0))
        .curve((150.0, 230.0), (176.0, 270.0), (168.0, 312.0))
        .curve((110.0, 350.0), (50.0, 358.0), (0.0, 352.0))
        .curve((-50.0, 358.0), (-110.0, 350.0), (-168.0, 312.0))
        .curve((-176.0, 270.0), (-150.0, 230.0), (-132.0, 184.0))
        .curve((-120.0, 130.0), (-138.0, 70.0), (-136.0, -10.0))
        .curve((-134.0, -110.0), (-84.0, -182.0), (0.0, -182.0));
    let shape = drape.without(&opening);
    pen.fill_in(comb.face, &shape.map(|(x, y)| (x * 0.98, y + 9.0)), (comb.shade, 0.9));
    pen.fill(&shape, cloth);
    let mask = pen.mask(&shape);
    let (dark, light) = (cloth.darker(0.35), cloth.lighter(0.25));
    for fold in [
        [(-96.0, 90.0), (-40.0, 168.0), (60.0, 196.0), (130.0, 190.0)],
        [(-112.0, 120.0), (-60.0, 210.0), (30.0, 250.0), (140.0, 246.0)],
        [(92.0, 100.0), (60.0, 160.0), (-10.0, 214.0), (-130.0, 250.0)],
        [(-58.0, -112.0), (0.0, -126.0), (60.0, -112.0), (104.0, -56.0)],
    ] {
        pen.fill_in(&mask, &Path::stroke(&fold, 1.0, 6.0), (dark, 0.4));
    }
    for fold in [
        [(-84.0, -112.0), (-30.0, -156.0), (40.0, -154.0), (96.0, -104.0)],
        [(-100.0, 140.0), (-40.0, 224.0), (50.0, 268.0), (130.0, 276.0)],
    ] {
        pen.fill_in(&mask, &Path::stroke(&fold, 1.0, 8.0), (light, 0.4));
    }
}

pub fn beanie(pen: &mut Pen, comb: &Comb, cloth: Rgb, with_locks: bool) {
    if with_locks {
        long::curtain(pen, comb);
    } else {
        let sides = Path::from((112.0, -70.0))
            .through(&[(118.0, -30.0), (106.0, 10.0)])
            .line((97.0, -12.0))
            .through(&[(96.0, -44.0), (84.0, -74.0)]);
        pen.fill(&sides.twin(), comb.colour);
    }
    let dome = Path::from((-122.0, -74.0))
        .through(&[(-118.0, -140.0), (-78.0, -198.0), (0.0, -216.0), (78.0, -198.0), (118.0, -140.0), (122.0, -74.0)])
        .line((-122.0, -74.0));
    pen.fill(&dome, cloth);
    let mask = pen.mask(&dome);
    for x in [-84.0, -56.0, -28.0, 0.0, 28.0, 56.0, 84.0] {
        let rib = [(x * 0.3, -216.0), (x * 0.8, -180.0), (x * 1.2, -80.0)];
        pen.fill_in(&mask, &Path::stroke(&rib, 2.0, 4.0), (cloth.darker(0.4), 0.35));
    }
    let band = Path::from((-126.0, -110.0))
        .curve((-70.0, -134.0), (70.0, -134.0), (126.0, -110.0))
        .curve((132.0, -92.0), (130.0, -76.0), (124.0, -64.0))
        .curve((70.0, -88.0), (-70.0, -88.0), (-124.0, -64.0))
        .curve((-130.0, -76.0), (-132.0, -92.0), (-126.0, -110.0));
    pen.fill_in(comb.face, &band.map(|(x, y)| (x, y + 13.0)), (comb.shade, 0.9));
    pen.fill(&band, cloth.lighter(0.14));
    let mask = pen.mask(&band);
    for x in [-110.0, -88.0, -66.0, -44.0, -22.0, 0.0, 22.0, 44.0, 66.0, 88.0, 110.0] {
        pen.fill_in(&mask, &Path::stroke(&[(x, -134.0), (x * 1.03, -60.0)], 3.0, 3.0), (cloth.darker(0.4), 0.3));
    }
}

pub fn sun_hat(pen: &mut Pen, comb: &Comb, ribbon: Rgb) {
    long::curtain(pen, comb);
    let straw = hex(0xE6_C98F);
    let brim = Path::blob(&[
        (0.0, -136.0),
        (110.0, -128.0),
        (196.0, -98.0),
        (222.0, -66.0),
        (160.0, -58.0),
        (80.0, -82.0),
        (0.0, -90.0),
        (-80.0, -82.0),
        (-160.0, -58.0),
        (-222.0, -66.0),
        (-196.0, -98.0),
        (-110.0, -128.0),
    ]);
    pen.fill_in(comb.face, &brim.map(|(x, y)| (x, y + 24.0)), (comb.shade, 0.9));
    let crown = Path::from((-112.0, -112.0))
        .curve((-116.0, -178.0), (-96.0, -226.0), (-44.0, -230.0))
        .curve((-14.0, -222.0), (14.0, -222.0), (44.0, -230.0))
        .curve((96.0, -226.0), (116.0, -178.0), (112.0, -112.0));
    pen.fill(&brim, straw);
    pen.fill(&crown, straw.lighter(0.1));
    let band = Path::from((-113.0, -146.0))
        .curve((-50.0, -164.0), (50.0, -164.0), (113.0, -146.0))
        .line((112.0, -110.0))
        .curve((50.0, -128.0), (-50.0, -128.0), (-112.0, -110.0));
    pen.fill(&band, ribbon);
    let mask = pen.mask(&brim);
    for lift in [0.0, 14.0, 28.0] {
        let weave = [
            (-214.0, -76.0 - lift * 0.3),
            (-110.0, -100.0 - lift * 0.6),
            (0.0, -100.0 - lift),
            (110.0, -100.0 - lift * 0.6),
            (214.0, -76.0 - lift * 0.3),
        ];
        pen.fill_in(&mask, &Path::stroke(&weave, 2.0, 2.4), (straw.darker(0.4), 0.3));
    }
}
