//! Pictures of exactly forty megapixels in every format, the most that is taken. They show little, so that making them
//! takes no longer than reading them.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

const WIDTH: u16 = 8000;
const HEIGHT: u16 = 5000;
const PIXELS: u64 = WIDTH as u64 * HEIGHT as u64;

/// Each with its name.
pub fn pictures() -> Vec<(&'static str, Vec<u8>)> {
    let rgb = pixels();
    vec![
        ("JPEG 4:2:0", jpeg(&rgb, SamplingFactor::F_2_2, false)),
        ("JPEG 4:4:4, progressive", jpeg(&rgb, SamplingFactor::F_1_1, true)),
        ("PNG of 16 bits", png(2, 6)),
        ("PNG of 16 bits with transparency", png(6, 8)),
        ("WebP, lossy", webp(&rgb)),
        ("GIF", gif()),
        ("AVIF", include_bytes!("../fixtures/forty_megapixels.avif").to_vec()),
    ]
}

/// Red, green and blue of stripes, each a little lighter than the one before.
fn pixels() -> Vec<u8> {
    let row: Vec<u8> = (0..WIDTH).flat_map(|x| [(x / 32) as u8, (x / 64) as u8, 255 - (x / 32) as u8]).collect();
    row.repeat(HEIGHT.into())
}

fn jpeg(rgb: &[u8], sampling: SamplingFactor, progressive: bool) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 80);
    encoder.set_sampling_factor(sampling);
    encoder.set_progressive(progressive);
    encoder.encode(rgb, WIDTH, HEIGHT, ColorType::Rgb).unwrap();
    file
}

/// One colour; rows of `bytes` a pixel.
fn png(colour: u8, bytes: usize) -> Vec<u8> {
    let row = [&[0][..], &[0x37, 0x91].repeat(bytes / 2 * usize::from(WIDTH))].concat();
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..HEIGHT {
        pixels.write_all(&row).unwrap();
    }
    let size = [u32::from(WIDTH).to_be_bytes(), u32::from(HEIGHT).to_be_bytes()].concat();
    let chunks = [
        chunk(b"IHDR", &[&size[..], &[16, colour, 0, 0, 0]].concat()),
        chunk(b"IDAT", &pixels.finish().unwrap()),
        chunk(b"IEND", &[]),
    ];
    [b"\x89PNG\r\n\x1a\n", &chunks.concat()[..]].concat()
}

fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(body);
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&length, &kind[..], body, &crc.sum().to_be_bytes()].concat()
}

fn webp(rgb: &[u8]) -> Vec<u8> {
    let mut config = webp::WebPConfig::new().unwrap();
    config.quality = 50.0;
    config.method = 0;
    let encoder = webp::Encoder::from_rgb(rgb, WIDTH.into(), HEIGHT.into());
    encoder.encode_advanced(&config).unwrap().to_vec()
}

/// One colour. Of such a picture LZW (GIF89a, appendix F) sends each new code once: the next one always stands for a run
/// that is one pixel longer, until there are 4096 codes and it begins again.
fn gif() -> Vec<u8> {
    const CLEAR: u64 = 4;
    const LONGEST: u64 = 4091;
    let code = |run: u64| if run == 1 { 0 } else { run + 4 };
    let (mut bits, mut width, mut left) = (Bits::default(), 3, PIXELS);
    while left > 0 {
        bits.put(CLEAR, width);
        width = 3;
        for run in 1..=LONGEST {
            let sent = run.min(left);
            bits.put(code(sent), width);
            left -= sent;
            // As wide as the code that the decoder makes of it.
            width = (code(run + 1).ilog2() + 1).min(12);
            if left == 0 {
                break;
            }
        }
    }
    bits.put(CLEAR + 1, width);
    bits.put(0, 7);
    let size = [WIDTH.to_le_bytes(), HEIGHT.to_le_bytes()].concat();
    let blocks = bits.bytes.chunks(255).flat_map(|block| [&[u8::try_from(block.len()).unwrap()], block].concat());
    let head =
        [b"GIF89a", &size[..], &[0x91, 0, 0], &[30, 120, 200].repeat(4), &[0x2C, 0, 0, 0, 0], &size, &[0, 2]].concat();
    head.into_iter().chain(blocks).chain(*b"\0;").collect()
}

/// Codes, lowest bit first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    buffer: u64,
    filled: u32,
}

impl Bits {
    fn put(&mut self, code: u64, width: u32) {
        self.buffer |= code << self.filled;
        self.filled += width;
        while self.filled >= 8 {
            self.bytes.push((self.buffer & 0xFF) as u8);
            self.buffer >>= 8;
            self.filled -= 8;
        }
    }
}
