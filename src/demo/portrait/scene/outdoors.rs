//! Under the sky.

use super::{block, cloud, fill, ridge, sky, sun};
use crate::demo::portrait::canvas::Canvas;
use crate::demo::portrait::colour::{Paint, hex};
use crate::demo::portrait::path::Path;
use crate::demo::random::Chance;

pub fn sunset(canvas: &mut Canvas, chance: &mut Chance) {
    let (top, low) = chance.pick(&[(0x5D_6DA8, 0xFF_B48A), (0xF0_8A7A, 0xFF_DDA1), (0x8A_6BAE, 0xFF_B7A6)]);
    sky(canvas, hex(top), hex(low));
    sun(canvas, (chance.within(90.0..250.0), chance.within(330.0..470.0)), 62.0, hex(0xFF_E3A3));
    for (row, tint) in [(0.0, 0xB0_6F8E), (90.0, 0x86_5580), (190.0, 0x5E_416C)] {
        let y = 560.0 + row;
        let bumps = [
            (0.0, y + chance.within(-30.0..30.0)),
            (180.0, y - 40.0),
            (380.0, y + chance.within(-20.0..30.0)),
            (560.0, y - 50.0),
            (740.0, y),
        ];
        fill(canvas, &ridge(&bumps), hex(tint));
    }
}

pub fn sea(canvas: &mut Canvas, chance: &mut Chance) {
    sky(canvas, hex(0x8F_CDEB), hex(0xFD_F0DC));
    cloud(canvas, (chance.within(20.0..120.0), 170.0), 70.0, hex(0xFF_FFFF), 0.8);
    cloud(canvas, (chance.within(540.0..620.0), 250.0), 54.0, hex(0xFF_FFFF), 0.7);
    fill(canvas, &block((0.0, 520.0), (720.0, 800.0)), Paint::down(hex(0x5F_B3CF), hex(0x2F_86AB), 520.0, 780.0));
    for _ in 0..14 {
        let (x, y) = (chance.within(0.0..700.0), chance.within(535.0..720.0));
        let wave = [(x, y), (x + 24.0, y - 3.0), (x + 52.0, y)];
        fill(canvas, &Path::stroke(&wave, 1.0, 5.0), (hex(0xFF_FFFF), 0.45));
    }
    let x = chance.pick(&[96.0, 600.0]);
    fill(canvas, &Path::polygon(&[(x, 430.0), (x, 512.0), (x + 48.0, 512.0)]), hex(0xFF_FAF0));
    fill(canvas, &Path::polygon(&[(x - 6.0, 446.0), (x - 6.0, 512.0), (x - 36.0, 512.0)]), hex(0xF2_8C6A));
    fill(
        canvas,
        &Path::polygon(&[(x - 46.0, 518.0), (x + 58.0, 518.0), (x + 40.0, 538.0), (x - 30.0, 538.0)]),
        hex(0x8A_4F3D),
    );
    fill(canvas, &ridge(&[(0.0, 760.0), (240.0, 742.0), (480.0, 766.0), (740.0, 744.0)]), hex(0xF2_DDB0));
}

pub fn hills(canvas: &mut Canvas, chance: &mut Chance) {
    sky(canvas, hex(0xA9_DDF3), hex(0xF4_FBEF));
    sun(canvas, (chance.pick(&[120.0, 600.0]), 170.0), 48.0, hex(0xFF_E08A));
    cloud(canvas, (chance.within(30.0..90.0), 300.0), 60.0, hex(0xFF_FFFF), 0.85);
    cloud(canvas, (chance.within(520.0..580.0), 330.0), 72.0, hex(0xFF_FFFF), 0.85);
    for (y, tint) in [(540.0, 0xB5_DDA0), (620.0, 0x93_C986), (720.0, 0x6F_B070)] {
        let lift = chance.within(-50.0..50.0);
        fill(
            canvas,
            &ridge(&[(0.0, y + lift), (200.0, y - lift), (420.0, y + 30.0), (600.0, y - 20.0 + lift), (760.0, y)]),
            hex(tint),
        );
    }
    for _ in 0..26 {
        let (x, y) = (chance.within(0.0..720.0), chance.within(760.0..950.0));
        fill(canvas, &Path::circle((x, y), 5.0), hex(chance.pick(&[0xFF_F3C4, 0xFF_B8A8, 0xFF_FFFF])));
    }
}

pub fn forest(canvas: &mut Canvas, chance: &mut Chance) {
    sky(canvas, hex(0xE9_F3DA), hex(0xB9_D9BE));
    for (base, height, tint) in [(700.0, 330.0, 0xA5_CBB0), (790.0, 380.0, 0x7B_B095), (900.0, 400.0, 0x4F_8D76)] {
        let mut x = chance.within(-40.0..10.0);
        while x < 740.0 {
            let tall = height * chance.within(0.75..1.1);
            let wide = tall * 0.24;
            for (drop, spread) in [(0.0, 0.55), (0.28, 0.8), (0.56, 1.0)] {
                let top = base - tall * (1.0 - drop);
                let foot = top + tall * 0.44;
                let tier = Path::polygon(&[(x, top), (x + wide * spread, foot), (x - wide * spread, foot)]);
                fill(canvas, &tier, hex(tint));
            }
            x += wide * chance.within(1.0..1.5);
        }
        fill(canvas, &block((0.0, base - 10.0), (720.0, 960.0)), hex(tint));
    }
}

pub fn mountains(canvas: &mut Canvas, chance: &mut Chance) {
    sky(canvas, hex(0x9C_C6EA), hex(0xFB_E9DD));
    sun(canvas, (chance.within(80.0..640.0), 190.0), 40.0, hex(0xFF_F0C0));
    for (x, y, wide) in
        [(chance.within(60.0..160.0), 300.0, 330.0), (chance.within(540.0..640.0), 250.0, 380.0), (360.0, 400.0, 340.0)]
    {
        let peak = Path::polygon(&[(x, y), (x + wide, 760.0), (x - wide, 760.0)]);
        fill(canvas, &peak, hex(0x8F_A3C4));
        fill(canvas, &Path::polygon(&[(x, y), (x + wide, 760.0), (x + 20.0, 760.0)]), (hex(0x6B_80A8), 0.6));
        let (slope, cap) = (wide / (760.0 - y), 90.0);
        let snow = [
            (x, y),
            (x + cap * slope, y + cap),
            (x + cap * slope * 0.4, y + cap * 0.72),
            (x, y + cap * 1.1),
            (x - cap * slope * 0.5, y + cap * 0.74),
            (x - cap * slope, y + cap),
        ];
        fill(canvas, &Path::polygon(&snow), hex(0xFB_FBFF));
    }
    fill(canvas, &ridge(&[(0.0, 640.0), (200.0, 680.0), (420.0, 640.0), (760.0, 690.0)]), hex(0x6E_A08E));
    fill(canvas, &ridge(&[(0.0, 760.0), (300.0, 720.0), (560.0, 770.0), (760.0, 730.0)]), hex(0x4E_8574));
}

pub fn city(canvas: &mut Canvas, chance: &mut Chance) {
    let (top, low, far, near, lit) = chance.pick(&[
        (0x2F_3A66, 0xE8_9A8A, 0x5B_5685, 0x3A_3B66, 0xFF_D98A),
        (0x9F_D3EE, 0xFD_EBD8, 0xB7_C7DA, 0x8D_A5C0, 0xF4_F8FB),
    ]);
    sky(canvas, hex(top), hex(low));
    for (base, tint, width) in [(430.0, far, 92.0), (540.0, near, 120.0)] {
        let mut x = chance.within(-60.0..0.0);
        while x < 740.0 {
            let wide = width * chance.within(0.7..1.2);
            let roof = base + chance.within(-110.0..80.0);
            fill(canvas, &block((x, roof), (x + wide - 6.0, 960.0)), hex(tint));
            let mut y = roof + 22.0;
            while y < 760.0 {
                let mut column = x + 14.0;
                while column < x + wide - 26.0 {
                    if chance.odds(0.5) {
                        fill(canvas, &block((column, y), (column + 11.0, y + 16.0)), (hex(lit), 0.75));
                    }
                    column += 24.0;
                }
                y += 34.0;
            }
            x += wide;
        }
    }
}
