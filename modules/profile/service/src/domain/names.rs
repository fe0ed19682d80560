//! How names are found: by the beginning of the account's name, of the name, or of a word of it.
//!
//! Text is compared in lower case and normalisation form C, with single spaces. What is stored and compared are bytes of
//! UTF-8, whose order is the order of the characters and the same on every engine, whatever its collation.

use unicode_normalization::UnicodeNormalization as _;

/// Bytes of a name that are compared; longer ones are found by their beginning.
const LONGEST: usize = 200;

/// Text as it is compared.
pub fn fold(text: &str) -> String {
    let lower = text.nfc().collect::<String>().to_lowercase();
    let composed: String = lower.nfc().collect();
    let mut folded = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    folded.truncate(folded.floor_char_boundary(LONGEST));
    folded
}

/// Everything that the beginning of a search may match in a name: the whole of it, and from each further word on.
pub fn terms(name: &str) -> Vec<String> {
    let name = fold(name);
    let mut terms = Vec::new();
    let mut inside = false;
    for (at, letter) in name.char_indices() {
        let word = letter.is_alphanumeric();
        if at == 0 || (word && !inside) {
            terms.extend(name.get(at..).map(str::to_owned));
        }
        inside = word;
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The first text, as bytes, that is behind everything that begins with `prefix`. No byte of UTF-8 is 0xff.
pub fn behind(prefix: &str) -> Vec<u8> {
    let mut bytes = prefix.as_bytes().to_vec();
    if let Some(last) = bytes.last_mut() {
        *last = last.saturating_add(1);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_form_and_space_do_not_matter() {
        assert_eq!(fold("  ZOE\u{308}  Müller "), "zoë müller");
        assert_eq!(fold("zo\u{eb} mu\u{308}ller"), "zoë müller");
        assert_eq!(fold(&"é".repeat(150)).len(), LONGEST);
    }

    #[test]
    fn a_name_is_found_by_each_of_its_words() {
        assert_eq!(terms("Jean-Luc Picard"), ["jean-luc picard", "luc picard", "picard"]);
        assert_eq!(terms("🦊 Fox"), ["fox", "🦊 fox"]);
        assert_eq!(terms("שרה כהן"), ["כהן", "שרה כהן"]);
        assert_eq!(terms("a a"), ["a", "a a"]);
        assert_eq!(terms("%_"), ["%_"]);
        assert!(terms(&"a ".repeat(50)).len() <= 50);
    }

    #[test]
    fn a_range_holds_what_begins_with_its_text_and_nothing_else() {
        let within = |prefix: &str, text: &str| (prefix.as_bytes()..&behind(prefix)).contains(&text.as_bytes());
        for (prefix, text) in
            [("an", "an"), ("an", "anna"), ("zo", "zoë"), ("зо", "зоя"), ("%", "%a"), ("🦊", "🦊 fox")]
        {
            assert!(within(prefix, text), "{prefix} {text}");
        }
        for (prefix, text) in [("an", "a"), ("an", "ao"), ("zo", "zp"), ("зо", "зп"), ("%", "anna"), ("_a", "ba")] {
            assert!(!within(prefix, text), "{prefix} {text}");
        }
    }
}
