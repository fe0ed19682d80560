//! The receipt of an erasure: whoever has its id may ask how the erasure stands, so nobody must be able to guess it.

use aws_lc_rs::rand;
use kernel::ReceiptId;
use uuid::Builder;

/// A fresh receipt's id: 122 random bits (a UUIDv4), where other ids tell when they were made.
pub fn fresh() -> std::io::Result<ReceiptId> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).map_err(|_| std::io::Error::other("no randomness"))?;
    Ok(ReceiptId(Builder::from_random_bytes(bytes).into_uuid()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_receipts_are_alike_and_none_tells_its_time() {
        let (one, other) = (fresh().unwrap(), fresh().unwrap());
        assert_ne!(one, other);
        assert_eq!((one.0.get_version_num(), other.0.get_version_num()), (4, 4));
        assert_ne!(one.0.as_bytes().first_chunk::<4>(), other.0.as_bytes().first_chunk::<4>());
    }
}
