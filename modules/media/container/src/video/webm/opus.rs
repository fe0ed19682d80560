//! What a packet of Opus lasts (RFC 6716, 3.1 and 3.2).

/// The length of a packet that begins with `bytes`, in nanoseconds: the first byte says how long a frame is and how
/// many there are, or that the second byte says how many. `None` if the packet is too short for that.
pub fn packet_ns(bytes: &[u8]) -> Option<u64> {
    let first = *bytes.first()?;
    let (config, code) = (first >> 3, first & 3);
    // Frames in units of 2.5 ms.
    let frame = match config {
        0..=11 => [4, 8, 16, 24].get(usize::from(config % 4)).copied()?,
        12..=15 => 4 << (config % 2),
        _ => 1 << (config % 4),
    };
    let frames = match code {
        0 => 1,
        1 | 2 => 2,
        _ => u64::from(bytes.get(1)? & 0x3F),
    };
    Some(frames * frame * 2_500_000)
}
