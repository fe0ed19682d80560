//! What stays of a name when case, accents and punctuation are left out.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Divides the names of one place from each other; no folded text contains it.
pub(crate) const DIVIDER: char = '\n';

/// Lower-case words, each divided from the next by one space: compatibility decomposition (Unicode Standard Annex 15,
/// NFKD) without its marks, letters that do not decompose spelt out, everything but letters and digits a division.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut divided = false;
    for c in text.nfkd().filter(|c| !is_combining_mark(*c) && !is_silent(*c)) {
        if !c.is_alphanumeric() {
            divided = true;
            continue;
        }
        if std::mem::take(&mut divided) && !folded.is_empty() {
            folded.push(' ');
        }
        for c in c.to_lowercase() {
            match spelt_out(c) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(c),
            }
        }
    }
    folded
}

/// Whether one of the names, or of the words in them, begins with a folded text.
pub(crate) fn begins_a_word(names: &str, wanted: &str) -> bool {
    let mut rest = Some(names);
    while let Some(names) = rest {
        if names.starts_with(wanted) {
            return true;
        }
        rest = names.split_once([' ', DIVIDER]).map(|(_, rest)| rest);
    }
    false
}

/// Apostrophes and their like do not divide words: `Xi'an` is found as `xian`. Nor do joiners of letters.
fn is_silent(c: char) -> bool {
    matches!(c, '\'' | '`' | '’' | '‘' | 'ʻ' | 'ʼ' | '\u{200c}' | '\u{200d}')
}

fn spelt_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ə' => "a",
        // At the end of a word, where whoever is still typing may not be yet.
        'ς' => "σ",
        _ => return None,
    })
}
