//! One-time codes from an authenticator app (TOTP, RFC 6238): SHA-1, 6 digits, 30 seconds, which is what all apps take.

use aws_lc_rs::{constant_time, hmac, rand};
use data_encoding::BASE32_NOPAD;
use kernel::Timestamp;

/// Seconds that a code is shown.
const PERIOD: i64 = 30;
/// Codes of this many steps before and after the current one are taken too (section 5.2: one step of delay).
const WINDOW: i64 = 1;

/// What the app and the server share: 160 random bits (RFC 4226, section 4). It has no `Debug`.
#[derive(PartialEq, Eq)]
pub struct TotpSecret([u8; 20]);

impl TotpSecret {
    /// A fresh one.
    pub fn fresh() -> std::io::Result<Self> {
        let mut bytes = [0; 20];
        rand::fill(&mut bytes).map_err(|_| std::io::Error::other("no randomness"))?;
        Ok(Self(bytes))
    }

    /// What [`bytes`](Self::bytes) gave.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bits.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// For typing: 32 characters of base32 without padding (RFC 4648).
    pub fn text(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// For a QR code. Usernames are letters, digits and underscores, which need no escapes.
    pub fn uri(&self, username: &str) -> String {
        format!(
            "otpauth://totp/Kindling:{username}?secret={}&issuer=Kindling&algorithm=SHA1&digits=6&period={PERIOD}",
            self.text()
        )
    }

    /// The time step that `code` is of, if it is a good one now and later than `last`, the step of the last code that was
    /// taken: each code is good once (section 5.2).
    pub fn step_of(&self, code: &str, now: Timestamp, last: Option<i64>) -> Option<i64> {
        let current = now.as_secs().div_euclid(PERIOD);
        let fits = |step: &i64| {
            constant_time::verify_slices_are_equal(self.code(*step).as_bytes(), code.as_bytes()).is_ok()
                && last.is_none_or(|last| *step > last)
        };
        (current - WINDOW..=current + WINDOW).find(fits)
    }

    /// The code of a time step (RFC 4226, section 5.3).
    fn code(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let offset = tag.as_ref().last().map_or(0, |byte| usize::from(byte & 15));
        let chosen = tag.as_ref().iter().skip(offset).take(4);
        let number = chosen.fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> TotpSecret {
        TotpSecret::from_bytes(b"12345678901234567890").unwrap()
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, the last six of the eight digits; and RFC 4226, appendix D.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret().code(seconds / 30), code, "{seconds}");
            assert_eq!(secret().step_of(code, at(seconds), None), Some(seconds / 30));
        }
        for (step, code) in ["755224", "287082", "359152", "969429", "338314"].into_iter().enumerate() {
            assert_eq!(secret().code(step as i64), code);
        }
    }

    #[test]
    fn a_code_is_good_one_step_early_or_late_and_no_more() {
        let code = secret().code(1000);
        let taken = |seconds: i64| secret().step_of(&code, at(seconds), None);
        assert_eq!(taken(999 * 30), Some(1000));
        assert_eq!(taken(1000 * 30), Some(1000));
        assert_eq!(taken(1001 * 30 + 29), Some(1000));
        assert_eq!((taken(999 * 30 - 1), taken(1002 * 30)), (None, None));
    }

    #[test]
    fn neither_a_code_that_was_taken_nor_an_earlier_one_is_good_again() {
        let now = at(1000 * 30);
        let step = |step: i64, last: i64| secret().step_of(&secret().code(step), now, Some(last));
        assert_eq!((step(1000, 1000), step(999, 1000), step(999, 999)), (None, None, None));
        assert_eq!((step(1001, 1000), step(1000, 999)), (Some(1001), Some(1000)));
    }

    #[test]
    fn only_six_digits_are_a_code() {
        let code = secret().code(1000);
        for bad in ["", &code[1..], &format!("{code}0"), &format!("+{}", &code[1..]), "٠١٢٣٤٥", "      "] {
            assert_eq!(secret().step_of(bad, at(30_000), None), None, "{bad:?}");
        }
        assert_eq!(secret().step_of("000000", Timestamp::from_millis(i64::MIN), None), None, "no overflow");
    }

    #[test]
    fn the_secret_is_written_as_apps_read_it() {
        assert_eq!(secret().text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let uri = secret().uri("Mari_Gold7");
        assert!(
            uri.starts_with("otpauth://totp/Kindling:Mari_Gold7?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"),
            "{uri}"
        );
        assert!(uri.contains("&issuer=Kindling&"), "{uri}");
        assert!(TotpSecret::fresh().unwrap() != TotpSecret::fresh().unwrap());
        assert!(TotpSecret::from_bytes(&[0; 19]).is_none());
    }
}
