//! The opacity of a lossy frame (RFC 9649, 2.7.1.2).

use super::lossless;
use crate::PictureRefusal;

/// Decodes an opacity chunk for a frame of `width` x `height` pixels.
///
/// # Errors
/// `Corrupt` for damaged or missing data, `Unsupported` for a compression that is not known.
pub fn decode(chunk: &[u8], width: u32, height: u32) -> Result<Vec<u8>, PictureRefusal> {
    let (&head, data) = chunk.split_first().ok_or(PictureRefusal::Corrupt)?;
    let size = width as usize * height as usize;
    let mut opacity: Vec<u8> = match head & 3 {
        0 => data.get(..size).ok_or(PictureRefusal::Corrupt)?.to_vec(),
        1 => lossless::decode_headless(data, width, height)?.iter().map(|&[_, green, ..]| green).collect(),
        _ => return Err(PictureRefusal::Unsupported),
    };
    unfilter(&mut opacity, width as usize, head >> 2 & 3);
    Ok(opacity)
}

/// Adds to every sample what its neighbours predict.
fn unfilter(samples: &mut [u8], width: usize, filter: u8) {
    if filter == 0 {
        return;
    }
    let mut above = Vec::new();
    for row in samples.chunks_exact_mut(width) {
        let mut left = above.first().copied().unwrap_or_default();
        let mut corner = left;
        for (x, sample) in row.iter_mut().enumerate() {
            // In the first row there is only the left, in the first column only what is above.
            let over = above.get(x).copied().unwrap_or(left);
            let predicted = match filter {
                1 => left,
                2 => over,
                _ if above.is_empty() => left,
                _ => (i16::from(left) + i16::from(over) - i16::from(corner)).clamp(0, 255) as u8,
            };
            *sample = sample.wrapping_add(predicted);
            (left, corner) = (*sample, over);
        }
        above.clear();
        above.extend_from_slice(row);
    }
}
