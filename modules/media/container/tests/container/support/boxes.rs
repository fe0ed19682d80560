//! A writer of ISO base media boxes.

/// A box: its kind, and a body made of `parts`.
pub fn boxed(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&(body.len() as u32 + 8).to_be_bytes(), &kind[..], &body].concat()
}

/// The same with a 64-bit size.
pub fn large(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&1_u32.to_be_bytes(), &kind[..], &(body.len() as u64 + 16).to_be_bytes(), &body].concat()
}

/// A box with version and flags.
pub fn full(kind: &[u8; 4], version: u8, flags: u32, parts: &[&[u8]]) -> Vec<u8> {
    let word = u32::from(version) << 24 | flags;
    boxed(kind, &[&word.to_be_bytes(), &parts.concat()])
}

/// Numbers in 16 bits each.
pub fn u16s(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// Numbers in 32 bits each.
pub fn u32s(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// Makes a file whose tables name positions in it: `make` gets the position of the first `needle` and puts it where it
/// is wanted. Its output must have the same length whatever the position.
pub fn placed(needle: &[u8], make: impl Fn(u32) -> Vec<u8>) -> Vec<u8> {
    let draft = make(0);
    let position = draft.windows(needle.len()).position(|window| window == needle).unwrap();
    let file = make(position as u32);
    assert_eq!(file.len(), draft.len());
    file
}
