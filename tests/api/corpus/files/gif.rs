//! GIF files (CompuServe, 1987 and 1990), and a writer that says whatever it is told to.

use std::collections::HashMap;

use super::jpeg_metadata::archive;
use super::pattern::{self, BLUE, CANARY, Colour, GREEN, HEIGHT, QUARTERS, RED, WIDTH};
use super::{File, shows, taken};

/// A frame: its place on the screen, its pixels as places in the palette of [`QUARTERS`].
pub struct Frame {
    pub left: u16,
    pub top: u16,
    pub width: u16,
    pub height: u16,
    pub pixels: Vec<u8>,
    /// A palette of its own.
    pub palette: Option<[Colour; 4]>,
    pub interlaced: bool,
    pub transparent: Option<u8>,
}

pub fn files() -> Vec<File> {
    let usual = plain();
    let with = |block: &[u8]| [&head(WIDTH, HEIGHT)[..], block, &Frame::whole().block(), b";"].concat();
    let other = Frame { pixels: vec![2; Frame::whole().pixels.len()], ..Frame::whole() };
    let inner = Frame { left: 60, top: 40, width: 120, height: 80, pixels: vec![0; 120 * 80], ..Frame::whole() };
    vec![
        taken("gif", usual.clone()),
        taken("gif of 1987", [b"GIF87a", &usual[6..]].concat()),
        taken("gif, interlaced", file(&[Frame { interlaced: true, ..Frame::whole() }])),
        taken("gif with a palette of its frame", {
            let palette = Some([RED, GREEN, BLUE, pattern::YELLOW]);
            let mut file = file(&[Frame { palette, ..Frame::whole() }]);
            // The screen's palette is all black then.
            file[13..25].fill(0);
            file
        }),
        shows(
            "gif with a transparent colour",
            file(&[Frame { transparent: Some(2), ..Frame::whole() }]),
            WIDTH,
            HEIGHT,
            None,
        ),
        taken("gif, animated", {
            let looping = b"\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0";
            let frames = [Frame::whole().block(), other.block(), inner.block()].concat();
            [&head(WIDTH, HEIGHT)[..], looping, &frames, b";"].concat()
        }),
        shows("gif whose first frame is smaller than its screen", file(&[inner]), WIDTH, HEIGHT, None),
        taken("gif with a comment", with(&extension(&[0xFE], CANARY.as_bytes()))),
        taken("gif with XMP", with(&extension(b"\xFF\x0BXMP DataXMP", &pattern::xmp()))),
        taken(
            "gif with text over the picture",
            with(&extension(&[&[1, 12][..], &[0; 12]].concat(), CANARY.as_bytes())),
        ),
        taken("gif and archive", [&usual[..], &archive(usual.len())].concat()),
        shows(
            "gif of one pixel",
            {
                let pixel = Frame { width: 1, height: 1, pixels: vec![0], ..Frame::whole() };
                [&head(1, 1)[..], &pixel.block(), b";"].concat()
            },
            1,
            1,
            Some([RED; 4]),
        ),
        shows(
            "gif of one long row",
            {
                let row = Frame { width: 16_384, height: 1, pixels: vec![0; 16_384], ..Frame::whole() };
                [&head(16_384, 1)[..], &row.block(), b";"].concat()
            },
            16_384,
            1,
            Some([RED; 4]),
        ),
    ]
}

/// The usual picture.
pub fn plain() -> Vec<u8> {
    file(&[Frame::whole()])
}

pub fn file(frames: &[Frame]) -> Vec<u8> {
    let frames: Vec<u8> = frames.iter().flat_map(Frame::block).collect();
    [&head(WIDTH, HEIGHT)[..], &frames, b";"].concat()
}

/// Signature, screen and palette.
pub fn head(width: u32, height: u32) -> Vec<u8> {
    let [width, height] = [width, height].map(|side| u16::try_from(side).unwrap().to_le_bytes());
    [&b"GIF89a"[..], &width, &height, &[0x91, 0, 0], &QUARTERS.concat()].concat()
}

/// An extension: what comes first, then its data in blocks.
fn extension(kind: &[u8], data: &[u8]) -> Vec<u8> {
    [&[0x21], kind, &blocks(data)].concat()
}

fn blocks(data: &[u8]) -> Vec<u8> {
    let block = |piece: &[u8]| [&[u8::try_from(piece.len()).unwrap()], piece].concat();
    data.chunks(255).flat_map(block).chain([0]).collect()
}

impl Frame {
    /// The quarters in the usual size.
    pub fn whole() -> Self {
        let place = |y: u32, x: u32| u8::from(x >= WIDTH / 2) + 2 * u8::from(y >= HEIGHT / 2);
        Self {
            left: 0,
            top: 0,
            width: u16::try_from(WIDTH).unwrap(),
            height: u16::try_from(HEIGHT).unwrap(),
            pixels: (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| place(y, x))).collect(),
            palette: None,
            interlaced: false,
            transparent: None,
        }
    }

    /// Its bytes in the file.
    pub fn block(&self) -> Vec<u8> {
        let control = self.transparent.map_or_else(Vec::new, |place| vec![0x21, 0xF9, 4, 1, 0, 0, place, 0]);
        let place: Vec<u8> =
            [self.left, self.top, self.width, self.height].into_iter().flat_map(u16::to_le_bytes).collect();
        let flags = if self.palette.is_some() { 0x81 } else { 0 } | if self.interlaced { 0x40 } else { 0 };
        let palette = self.palette.map_or_else(Vec::new, |palette| palette.concat());
        [&control[..], &[0x2C], &place, &[flags], &palette, &[2], &blocks(&compressed(&self.ordered()))].concat()
    }

    /// The pixels in the order in which they are stored.
    fn ordered(&self) -> Vec<u8> {
        if !self.interlaced {
            return self.pixels.clone();
        }
        let rows: Vec<&[u8]> = self.pixels.chunks(self.width.into()).collect();
        let passes = [(0, 8), (4, 8), (2, 4), (1, 2)];
        passes
            .iter()
            .flat_map(|&(first, step)| rows.iter().skip(first).step_by(step))
            .flat_map(|row| row.to_vec())
            .collect()
    }
}

/// LZW with codes of 3 to 12 bits (GIF89a, appendix F), for places below 4.
pub fn compressed(pixels: &[u8]) -> Vec<u8> {
    const CLEAR: u16 = 4;
    let mut bits = Bits::default();
    let mut known: HashMap<(u16, u8), u16> = HashMap::new();
    let (mut next, mut width) = (CLEAR + 2, 3);
    bits.put(CLEAR, width);
    let mut pixels = pixels.iter();
    let Some(first) = pixels.next() else { return bits.finish(CLEAR + 1, width) };
    let mut prefix = u16::from(*first);
    for &pixel in pixels {
        if let Some(code) = known.get(&(prefix, pixel)) {
            prefix = *code;
            continue;
        }
        bits.put(prefix, width);
        let sent = std::mem::replace(&mut prefix, pixel.into());
        if next == 4096 {
            bits.put(CLEAR, width);
            known.clear();
            (next, width) = (CLEAR + 2, 3);
            continue;
        }
        known.insert((sent, pixel), next);
        width += u32::from(next == 1 << width);
        next += 1;
    }
    bits.put(prefix, width);
    width += u32::from(next == 1 << width && width < 12);
    bits.finish(CLEAR + 1, width)
}

/// Codes, lowest bit first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    buffer: u32,
    filled: u32,
}

impl Bits {
    fn put(&mut self, code: u16, width: u32) {
        self.buffer |= u32::from(code) << self.filled;
        self.filled += width;
        while self.filled >= 8 {
            self.bytes.push((self.buffer & 0xFF) as u8);
            self.buffer >>= 8;
            self.filled -= 8;
        }
    }

    fn finish(mut self, end: u16, width: u32) -> Vec<u8> {
        self.put(end, width);
        self.put(0, 7);
        self.bytes
    }
}
