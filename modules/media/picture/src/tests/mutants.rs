//! Damaged files by the thousand: each is taken or refused, none trips, and what is taken can be served.

use std::sync::atomic::{AtomicUsize, Ordering};

use image::ImageFormat;

use super::*;

/// Panics so far, also those that `render` catches.
static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Damages a file in a few places, mostly without shifting what follows.
fn mutant(seed: &[u8], below: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    let mut file = seed.to_vec();
    for _ in 0..=below(4) {
        let at = below(file.len());
        match below(8) {
            0..3 => file[at] ^= 1 << below(8),
            3..5 => file[at] = [0, 1, 0x7F, 0x80, 0xFF][below(5)],
            5 => drop(file.drain(at..(at + 1 + below(16)).min(file.len()))),
            6 => file.insert(at, u8::try_from(below(256)).unwrap()),
            _ => {
                let from = below(file.len());
                let piece = file[from..(from + 1 + below(12)).min(file.len())].to_vec();
                file.splice(at..at, piece);
            }
        }
        file.push(0);
    }
    file
}

/// Makes lengths and checksums around the damage right again, so that it is not found too early.
fn mended(mut file: Vec<u8>) -> Vec<u8> {
    if file.starts_with(b"RIFF") && file.len() > 8 {
        let size = file.len() as u32 - 8;
        file[4..8].copy_from_slice(&size.to_le_bytes());
    }
    let mut at = 8;
    while file.starts_with(b"\x89PNG") && file.len() >= at + 12 {
        let length = u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        let Some(body) = file.get(at + 4..at.saturating_add(8 + length)) else { break };
        let sum = checksum(body);
        let Some(into) = file.get_mut(at + 8 + length..at + 12 + length) else { break };
        into.copy_from_slice(&sum.to_be_bytes());
        at += 12 + length;
    }
    file
}

/// CRC-32 as PNG has it.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

/// Renders mutants of `seeds` and says how many were taken: where it is none, they test nothing but the first check.
fn survive(seeds: &[Vec<u8>], rounds: usize) -> usize {
    std::panic::set_hook(Box::new(|info| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        eprintln!("{info}");
    }));
    let mut below = random();
    let mut taken = 0;
    for round in 0..rounds {
        let file = mutant(&seeds[round % seeds.len()], &mut below);
        let file = if round % 4 > 0 { mended(file) } else { file };
        let header = inspect(&file, &limits());
        if let Ok(rendered) = render(&file, &limits()) {
            assert_eq!(header.map(|header| header.format), Ok(rendered.format));
            taken += 1;
            served(&rendered);
        }
    }
    assert_eq!(PANICS.load(Ordering::Relaxed), 0);
    assert!(taken < rounds, "the mutants are all sound");

    taken
}

fn seeds(format: PictureFormat) -> Vec<Vec<u8>> {
    every_format().into_iter().filter(|(of, _)| *of == format).map(|(_, file)| file).collect()
}

#[test]
fn jpeg() {
    let image = photo(96, 64);
    let mut seeds = seeds(PictureFormat::Jpeg);
    seeds.push(jpeg_turned(&image, 7));
    seeds.push(jpeg_with(&image, |encoder| encoder.set_restart_interval(3)));
    seeds.push(jpeg_with(&image, |encoder| {
        encoder.set_progressive(true);
        encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    }));
    assert!(survive(&seeds, 500) > 20);
}

#[test]
fn png() {
    let mut seeds = seeds(PictureFormat::Png);
    // Bytes as they are: damage to compressed ones mostly ends at once.
    let (photo, mut plain) = (photo(48, 32), Vec::new());
    let mut encoder = ::png::Encoder::new(&mut plain, 48, 32);
    encoder.set_color(::png::ColorType::Rgb);
    encoder.set_compression(::png::Compression::NoCompression);
    encoder.write_header().unwrap().write_image_data(photo.as_raw()).unwrap();
    seeds.push(plain);
    seeds.push(encoded(image::DynamicImage::from(quarters(48, 32)).into_rgba8(), ImageFormat::Png));
    assert!(survive(&seeds, 400) > 20);
}

#[test]
fn webp() {
    let mut seeds = seeds(PictureFormat::WebP);
    let image = photo(60, 40);
    seeds.push(super::webp(&image, None));
    let mut clear = image::DynamicImage::from(image).into_rgba8();
    clear.pixels_mut().step_by(3).for_each(|pixel| pixel.0[3] = 100);
    seeds.push(::webp::Encoder::from_rgba(clear.as_raw(), 60, 40).encode(60.0).to_vec());
    seeds.push(::webp::Encoder::from_rgba(clear.as_raw(), 60, 40).encode_lossless().to_vec());
    assert!(survive(&seeds, 500) > 20);
}

#[test]
fn gif() {
    let mut seeds = seeds(PictureFormat::Gif);
    seeds.push(super::gif::two_frames());
    assert!(survive(&seeds, 400) > 20);
}

#[test]
fn avif() {
    let seeds = [
        avif!("8_420_full_6"),
        avif!("10_444_full_6"),
        avif!("alpha"),
        avif!("grid"),
        avif!("turned_3_1"),
        avif!("p3_icc"),
    ];
    assert!(survive(&seeds.map(<[u8]>::to_vec), 500) > 20);
}
