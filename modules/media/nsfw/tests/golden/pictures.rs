//! The pictures of the golden test, from whole numbers only; `make.mjs` makes the same ones, byte for byte.

/// A picture in 8-bit RGB.
pub fn picture(name: &str, width: u32, height: u32) -> Vec<u8> {
    let (w, h) = (i64::from(width), i64::from(height));
    let mut paint: Box<dyn FnMut(i64, i64) -> [i64; 3]> = match name {
        "gradient" => Box::new(move |x, y| {
            let across = x * 255 / (w - 1).max(1);
            [across, y * 255 / (h - 1).max(1), 255 - across]
        }),
        "noise" => {
            let mut next = noise(1);
            Box::new(move |_, _| [next(), next(), next()])
        }
        "checkers" => Box::new(|x, y| if (x / 16 + y / 16) % 2 == 0 { [250; 3] } else { [20; 3] }),
        "body" => {
            let mut next = noise(2);
            Box::new(move |x, y| {
                let grain = next() >> 5;
                match skin(x, y, w, h) {
                    0 => [60 + grain, 80 + y * 60 / h + grain, 110 + grain],
                    shade => [shade - grain, shade * 3 / 4 - grain, shade * 5 / 8 - grain],
                }
            })
        }
        "stripes" => {
            let mut next = noise(3);
            Box::new(move |x, y| {
                let colour = if (x + y) % 24 < 12 { [200, 120, 90] } else { [30, 40, 60] };
                let grain = next() >> 4;
                colour.map(|value| value + grain)
            })
        }
        "rings" => Box::new(move |x, y| {
            let far = ((x * 2 - w).pow(2) + (y * 2 - h).pow(2)) / 64 % 256;
            [far, 255 - far, far / 2]
        }),
        "folds" => {
            let mut next = noise(4);
            Box::new(move |x, y| {
                let grain = next() >> 6;
                let (dx, dy) = (x * 300 / w % 100 - 50, y * 200 / h % 100 - 50);
                let shade = 240 - (dx * dx + dy * dy) / 30;
                [shade - grain, shade * 18 / 25 - grain, shade * 3 / 5 - grain]
            })
        }
        "streaks" => {
            let mut next = noise(5);
            let mut value = 128;
            Box::new(move |_, _| {
                value = (value * 7 + next()) >> 3;
                [(value + 80).min(255), (value + 20).min(255), value]
            })
        }
        "plain" => Box::new(|_, _| [224, 172, 144]),
        _ => panic!("no picture is called {name}"),
    };
    let mut bytes = Vec::new();
    for (y, x) in (0..h).flat_map(|y| (0..w).map(move |x| (y, x))) {
        bytes.extend(paint(x, y).map(|value| u8::try_from(value).unwrap()));
    }
    bytes
}

/// FNV-1a, 32 bits.
pub fn fingerprint(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Knuth and Lewis' linear congruential generator; its upper byte.
fn noise(seed: u32) -> impl FnMut() -> i64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        i64::from(state >> 24)
    }
}

/// The shade of a body of skin-coloured ellipses at a point, 0 where there is none.
fn skin(x: i64, y: i64, width: i64, height: i64) -> i64 {
    for (cx, cy, rx, ry) in [(50, 22, 13, 16), (50, 65, 20, 32), (28, 60, 7, 26), (72, 60, 7, 26)] {
        let dx = (x * 100 - cx * width) * ry * height;
        let dy = (y * 100 - cy * height) * rx * width;
        let far = (dx / 1024).pow(2) + (dy / 1024).pow(2);
        let limit = (rx * ry * width * height / 1024).pow(2);
        if far <= limit {
            return 255 - far * 90 / limit.max(1);
        }
    }
    0
}
