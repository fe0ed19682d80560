//! Tools to change files made of boxes (ISO/IEC 14496-12, 4.2) without moving a byte.

use super::pattern::long_of;

/// Position of the kind of the first box of this kind; its version, flags and fields come 4 bytes later.
pub fn kind(file: &[u8], kind: &[u8; 4]) -> usize {
    file.windows(4).position(|four| four == kind).unwrap()
}

/// A file with other bytes in the first box of a kind, `at` bytes behind its kind.
pub fn patched(file: &[u8], name: &[u8; 4], at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    let at = kind(&file, name) + 4 + at;
    file[at..at + bytes.len()].copy_from_slice(bytes);
    file
}

/// A file in which every box of one kind is of another kind.
pub fn renamed(file: &[u8], from: &[u8; 4], to: &[u8; 4]) -> Vec<u8> {
    let mut file = file.to_vec();
    while let Some(at) = file.windows(4).position(|four| four == from) {
        file[at..at + 4].copy_from_slice(to);
    }
    file
}

/// A box.
pub fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(long_of(body.len()) + 8).to_be_bytes(), &kind[..], body].concat()
}
