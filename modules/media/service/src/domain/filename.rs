//! The client's name for a file: shown back to it, never used as a path.

const MAX_CHARS: usize = 120;
const NAMELESS: &str = "upload";

/// The last segment of what a client calls its file, without characters that could break a line or a header.
pub fn display_name(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control() && !is_bidi(*c)).take(MAX_CHARS).collect();
    let name = name.trim();
    if name.is_empty() || name.chars().all(|c| c == '.') { NAMELESS.to_owned() } else { name.to_owned() }
}

/// Characters that reorder text, so that `gpj.exe` reads `exe.jpg` (Unicode Technical Report 36, section 2.3).
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_harmless_last_segment_is_left() {
        assert_eq!(display_name("holiday.jpg"), "holiday.jpg");
        assert_eq!(display_name("../../etc/passwd"), "passwd");
        assert_eq!(display_name("C:\\Users\\me\\ich & du.png"), "ich & du.png");
        assert_eq!(display_name("a\r\nSet-Cookie: x.jpg"), "aSet-Cookie: x.jpg");
        assert_eq!(display_name("\u{202E}gpj.exe"), "gpj.exe");
        for nameless in ["", "  ", "..", "a/", "\0"] {
            assert_eq!(display_name(nameless), "upload", "{nameless:?}");
        }
        assert_eq!(display_name(&"ä".repeat(500)).chars().count(), 120);
    }
}
