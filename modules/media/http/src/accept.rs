//! Which encoding of a picture a client gets (RFC 9110, section 12.5.1).

/// Whether WebP is at least as welcome as JPEG. A client that says nothing, or `*/*`, gets WebP.
pub fn prefers_webp(accept: Option<&str>) -> bool {
    let Some(accept) = accept else { return true };
    let webp = quality(accept, "webp");
    webp > 0 && webp >= quality(accept, "jpeg")
}

/// The quality, in thousandths, of the most specific range that matches `image/<subtype>`.
fn quality(accept: &str, subtype: &str) -> u16 {
    let ranges = accept.split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let (kind, of) = parts.next()?.split_once('/')?;
        let specificity = match (kind, of) {
            ("*", "*") => 1,
            ("image", "*") => 2,
            ("image", of) if of.eq_ignore_ascii_case(subtype) => 3,
            _ => return None,
        };
        let quality = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        Some((specificity, quality.map_or(1000, thousandths)))
    });
    ranges.max_by_key(|(specificity, _)| *specificity).map_or(0, |(_, quality)| quality)
}

/// `0`, `1`, or up to three decimals; anything else counts as unwelcome.
fn thousandths(text: &str) -> u16 {
    let value = text.trim().parse::<f32>().unwrap_or(0.0).clamp(0.0, 1.0);
    // Between 0 and 1000 after the clamp, and a NaN becomes 0.
    (value * 1000.0) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_get_webp_and_whoever_asks_for_jpeg_gets_jpeg() {
        for webp in [
            None,
            Some("*/*"),
            Some("image/*"),
            Some("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"),
            Some("image/webp;q=0.5, image/jpeg;q=0.5"),
            Some("IMAGE/WEBP, image/WebP"),
        ] {
            assert!(prefers_webp(webp), "{webp:?}");
        }
        for jpeg in [
            "image/jpeg",
            "image/jpeg, */*;q=0.1",
            "image/webp;q=0, */*",
            "image/webp;q=0.4, image/jpeg;q=0.5",
            "application/json",
            "",
            ";;,/",
        ] {
            assert!(!prefers_webp(Some(jpeg)), "{jpeg:?}");
        }
    }
}
