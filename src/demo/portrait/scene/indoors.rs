//! Under a roof.

use super::{block, cloud, fill, sky};
use crate::demo::portrait::canvas::Canvas;
use crate::demo::portrait::colour::{Paint, Rgb, hex};
use crate::demo::portrait::path::{Path, Point};
use crate::demo::random::Chance;

pub fn room(canvas: &mut Canvas, chance: &mut Chance) {
    let (wall, low) = chance.pick(&[(0xF4_E3D3, 0xE8_CDB8), (0xDC_E8E4, 0xC2_D6D0), (0xE6_E0F0, 0xCF_C6E2)]);
    sky(canvas, hex(wall), hex(low));
    let left = chance.odds(0.5);
    let x = if left { 40.0 } else { 440.0 };
    fill(canvas, &Path::slab((x - 14.0, 96.0), 268.0, 388.0, 10.0), hex(0xFF_FFFF));
    fill(canvas, &block((x, 110.0), (x + 240.0, 470.0)), Paint::down(hex(0xA9_D8F2), hex(0xEE_F7EE), 110.0, 470.0));
    cloud(canvas, (x + 70.0, 220.0), 46.0, hex(0xFF_FFFF), 0.8);
    fill(canvas, &block((x + 115.0, 110.0), (x + 125.0, 470.0)), hex(0xFF_FFFF));
    fill(canvas, &block((x, 280.0), (x + 240.0, 288.0)), hex(0xFF_FFFF));
    let pot = if left { 620.0 } else { 96.0 };
    plant(canvas, (pot, 640.0), 1.5, chance);
    let frame = if left { 540.0 } else { 70.0 };
    picture(canvas, (frame, 130.0), chance);
    fill(canvas, &block((0.0, 800.0), (720.0, 960.0)), hex(low).darker(0.14));
}

pub fn cafe(canvas: &mut Canvas, chance: &mut Chance) {
    let (wall, low) = chance.pick(&[(0x4F_6F6A, 0x2F_4B4A), (0x8A_5A48, 0x5E_3A33), (0x43_5479, 0x2B_3654)]);
    sky(canvas, hex(wall), hex(low));
    for x in [110.0, 610.0] {
        let drop = chance.within(120.0..230.0);
        fill(canvas, &block((x - 1.5, 0.0), (x + 1.5, drop)), hex(0x20_2024));
        let glow = Paint::glow(hex(0xFF_D58A), (x, drop + 46.0), 190.0, 0.6);
        fill(canvas, &Path::circle((x, drop + 46.0), 190.0), glow);
        let shade = Path::from((x - 10.0, drop))
            .line((x + 10.0, drop))
            .curve((x + 40.0, drop + 8.0), (x + 52.0, drop + 26.0), (x + 54.0, drop + 44.0))
            .line((x - 54.0, drop + 44.0))
            .curve((x - 52.0, drop + 26.0), (x - 40.0, drop + 8.0), (x - 10.0, drop));
        fill(canvas, &shade, hex(0xE0_A458));
        fill(canvas, &Path::ellipse((x, drop + 46.0), 22.0, 13.0), hex(0xFF_F1C9));
    }
    for y in [470.0, 620.0] {
        fill(canvas, &block((0.0, y), (720.0, y + 14.0)), hex(wall).lighter(0.2));
        let mut x = chance.within(10.0..30.0);
        while x < 700.0 {
            let (wide, tall) = (chance.within(26.0..44.0), chance.within(40.0..86.0));
            let tint = hex(chance.pick(&[0xE8_D7BE, 0xD9_8C6A, 0x9C_B7A4, 0xC9_A75E, 0xB3_6A62]));
            fill(canvas, &Path::slab((x, y - tall), wide, tall, 8.0), (tint, 0.85));
            x += wide + chance.within(14.0..40.0);
        }
    }
}

pub fn library(canvas: &mut Canvas, chance: &mut Chance) {
    sky(canvas, hex(0x8D_6A50), hex(0x6A_4D3B));
    for row in 0..6_u8 {
        let shelf = 150.0 + f32::from(row) * 160.0;
        fill(canvas, &block((0.0, shelf - 134.0), (720.0, shelf)), hex(0x5A_4033));
        let mut x = chance.within(-14.0..0.0);
        while x < 720.0 {
            let (wide, tall) = (chance.within(16.0..38.0), chance.within(82.0..126.0));
            let tint: Rgb =
                hex(chance.pick(&[0xC9_6A55, 0x4F_7F84, 0xD9_B36A, 0x7A_8F6A, 0x8A_5A74, 0xE4_D4B8, 0x45_5A7E]));
            fill(canvas, &block((x, shelf - tall), (x + wide - 2.0, shelf)), tint.mix(hex(0x5A_4033), 0.25));
            fill(
                canvas,
                &block((x, shelf - tall + 16.0), (x + wide - 2.0, shelf - tall + 21.0)),
                (hex(0xF6_E7C8), 0.45),
            );
            x += wide;
            if chance.odds(0.08) {
                x += chance.within(20.0..50.0);
            }
        }
        fill(canvas, &block((0.0, shelf), (720.0, shelf + 12.0)), hex(0xA5_7B58));
    }
}

fn plant(canvas: &mut Canvas, (x, y): Point, size: f32, chance: &mut Chance) {
    for _ in 0..9 {
        let reach = chance.within(-90.0..90.0) * size;
        let rise = (170.0 - reach.abs() * 0.6) * size;
        let leaf = Path::from((x, y))
            .curve((x + reach * 0.2 - 20.0, y - rise * 0.5), (x + reach - 24.0, y - rise * 0.8), (x + reach, y - rise))
            .curve((x + reach + 20.0, y - rise * 0.7), (x + reach * 0.4 + 24.0, y - rise * 0.4), (x, y));
        fill(canvas, &leaf, hex(chance.pick(&[0x5E_9C76, 0x4A_8768, 0x77_B088])));
    }
    let pot = Path::polygon(&[
        (x - 46.0 * size, y - 10.0),
        (x + 46.0 * size, y - 10.0),
        (x + 34.0 * size, y + 96.0 * size),
        (x - 34.0 * size, y + 96.0 * size),
    ]);
    fill(canvas, &pot, hex(0xC9_7B5A));
}

fn picture(canvas: &mut Canvas, (x, y): Point, chance: &mut Chance) {
    fill(canvas, &Path::slab((x, y), 120.0, 150.0, 4.0), hex(0x6A_5142));
    fill(canvas, &block((x + 9.0, y + 9.0), (x + 111.0, y + 141.0)), hex(0xFB_F5EA));
    fill(canvas, &Path::circle((x + 60.0, y + 62.0), 28.0), hex(chance.pick(&[0xE9_8A6A, 0xF2_C14E, 0x7F_A6C9])));
    let ground = Path::from((x + 9.0, y + 141.0))
        .line((x + 9.0, y + 96.0))
        .through(&[(x + 40.0, y + 84.0), (x + 80.0, y + 104.0), (x + 111.0, y + 92.0)])
        .line((x + 111.0, y + 141.0));
    fill(canvas, &ground, hex(0x5E_9C86));
}
