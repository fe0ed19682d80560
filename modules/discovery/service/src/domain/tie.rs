//! Who comes first among equals: an order of its own for every viewer, which says nothing about anybody.

use kernel::UserId;

/// The candidate's place among those with the same score: SipHash-2-4 (Aumasson and Bernstein, "SipHash: a fast
/// short-input PRF", 2012) of the candidate's id under the viewer's.
pub(crate) fn order(viewer: UserId, candidate: UserId) -> u64 {
    sip_2_4(viewer.0.as_u128(), candidate.0.as_u128())
}

/// A number for a viewer, a candidate and a day, which tells nothing about [`order`].
pub(crate) fn of_day(viewer: UserId, candidate: UserId, day: i32) -> u64 {
    sip_2_4(viewer.0.as_u128() ^ u128::from(day.cast_unsigned()), !candidate.0.as_u128())
}

/// SipHash-2-4 of sixteen bytes; key and message are read as big-endian numbers of their bytes.
fn sip_2_4(key: u128, message: u128) -> u64 {
    let [k0, k1] = words(key);
    let mut state = State([
        k0 ^ 0x736f_6d65_7073_6575,
        k1 ^ 0x646f_7261_6e64_6f6d,
        k0 ^ 0x6c79_6765_6e65_7261,
        k1 ^ 0x7465_6462_7974_6573,
    ]);
    let length_of_sixteen = 16 << 56;
    let [m0, m1] = words(message);
    [m0, m1, length_of_sixteen].into_iter().for_each(|word| state.absorb(word));
    state.finish()
}

/// The two little-endian words of sixteen bytes.
fn words(bytes: u128) -> [u64; 2] {
    [(bytes >> 64) as u64, bytes as u64].map(u64::swap_bytes)
}

struct State([u64; 4]);

impl State {
    fn round(&mut self) {
        let [mut v0, mut v1, mut v2, mut v3] = self.0;
        v0 = v0.wrapping_add(v1);
        v2 = v2.wrapping_add(v3);
        v1 = v1.rotate_left(13) ^ v0;
        v3 = v3.rotate_left(16) ^ v2;
        v0 = v0.rotate_left(32).wrapping_add(v3);
        v2 = v2.wrapping_add(v1);
        v1 = v1.rotate_left(17) ^ v2;
        v3 = v3.rotate_left(21) ^ v0;
        v2 = v2.rotate_left(32);
        self.0 = [v0, v1, v2, v3];
    }

    fn absorb(&mut self, word: u64) {
        let [_, _, _, v3] = &mut self.0;
        *v3 ^= word;
        self.round();
        self.round();
        let [v0, ..] = &mut self.0;
        *v0 ^= word;
    }

    fn finish(mut self) -> u64 {
        let [_, _, v2, _] = &mut self.0;
        *v2 ^= 0xff;
        (0..4).for_each(|_| self.round());
        self.0.into_iter().fold(0, |all, word| all ^ word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_of_the_paper() {
        // The reference implementation's vector for the bytes 0 to 15 under the key 0 to 15.
        let counting = 0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f;
        assert_eq!(sip_2_4(counting, counting), 0x3f2a_cc7f_57c2_9bdb);
    }

    #[test]
    fn two_viewers_see_equals_in_unrelated_orders() {
        let order_of = |viewer| {
            let mut people: Vec<_> = (10..60).map(testkit::user).collect();
            people.sort_by_key(|candidate| order(testkit::user(viewer), *candidate));
            people
        };
        assert_eq!(order_of(1), order_of(1));
        let (one, other) = (order_of(1), order_of(2));
        let agreements = one.iter().zip(&other).filter(|(a, b)| a == b).count();
        assert!(agreements < 10, "{agreements} of 50 in the same place");
    }
}
