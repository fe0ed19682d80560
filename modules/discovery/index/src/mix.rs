//! Numbers stirred until nothing of their order is left.

use kernel::UserId;

/// The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). It is a bijection: different numbers stay
/// different.
pub(crate) fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A hash of an id. Ids are made by the server, so nobody chooses them to collide.
pub(crate) fn of_user(user: UserId) -> u64 {
    let (high, low) = user.0.as_u64_pair();
    mix(low ^ mix(high))
}
