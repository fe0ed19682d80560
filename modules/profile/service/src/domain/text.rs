//! How text is kept: as typed, in Unicode's normalisation form C, without white space around it.

use unicode_normalization::UnicodeNormalization as _;

/// Whether a text may have several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// One line.
    One,
    /// Lines end with a line feed.
    Many,
}

/// The text has a control character (Unicode's category Cc).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ControlCharacter;

/// Brings text into the form it is kept in (NFC; Unicode Standard Annex #15), trimmed. Nothing is escaped or cut:
/// emoji with their joiners and right-to-left text with its marks come through as typed.
pub fn tidy(raw: &str, lines: Lines) -> Result<String, ControlCharacter> {
    let refused = |c: char| c.is_control() && !(c == '\n' && lines == Lines::Many);
    if raw.trim().contains(refused) {
        return Err(ControlCharacter);
    }
    let composed: String = raw.nfc().collect();
    Ok(composed.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_with_accents_are_composed() {
        assert_eq!(tidy("Zoe\u{308}", Lines::One).unwrap(), "Zo\u{eb}");
        assert_eq!(tidy("Zo\u{eb}", Lines::One).unwrap(), "Zo\u{eb}");
        assert_eq!(tidy("\u{1112}\u{1161}\u{11ab}", Lines::One).unwrap(), "\u{d55c}");
    }

    #[test]
    fn emoji_and_right_to_left_names_come_through_as_typed() {
        let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}";
        for name in [family, "\u{1f1e9}\u{1f1ea}", "שרה כהן", "محمد \u{200f}علي", "A\u{200f}B", "\u{2764}\u{fe0f}"]
        {
            assert_eq!(tidy(name, Lines::One).unwrap(), name);
        }
    }

    #[test]
    fn white_space_around_goes_and_inside_stays() {
        assert_eq!(tidy(" \u{a0}Ann  Lee\u{2003} ", Lines::One).unwrap(), "Ann  Lee");
        assert_eq!(tidy("\n one\n\ntwo \n", Lines::Many).unwrap(), "one\n\ntwo");
        assert_eq!(tidy(" \u{2003} ", Lines::One).unwrap(), "");
    }

    #[test]
    fn control_characters_are_refused_and_only_long_texts_may_break_lines() {
        for bad in ["a\0b", "a\tb", "a\rb", "a\u{1b}[31m", "a\u{7f}b", "a\u{85}b"] {
            assert_eq!(tidy(bad, Lines::One), Err(ControlCharacter), "{bad:?}");
            assert_eq!(tidy(bad, Lines::Many), Err(ControlCharacter), "{bad:?}");
        }
        assert_eq!(tidy("a\nb", Lines::One), Err(ControlCharacter));
        assert_eq!(tidy("a\nb", Lines::Many).unwrap(), "a\nb");
    }

    #[test]
    fn tidy_text_stays_as_it_is() {
        for raw in ["  Zoe\u{308} ", "\u{2126}", "\u{1e9b}\u{323}", "x"] {
            let once = tidy(raw, Lines::Many).unwrap();
            assert_eq!(tidy(&once, Lines::Many).unwrap(), once);
        }
    }
}
