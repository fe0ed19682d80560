//! Conditional and partial requests on bytes that never change (RFC 9110, sections 13 and 14).

use kernel::BlobRange;

/// What a request says about the copy it has and the part it wants.
#[derive(Debug, Default, Clone, Copy)]
pub struct Conditions<'a> {
    /// `If-None-Match`.
    pub if_none_match: Option<&'a str>,
    /// `If-Range`.
    pub if_range: Option<&'a str>,
    /// `Range`.
    pub range: Option<&'a str>,
}

/// What to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// 304: the client has it.
    NotModified,
    /// 200: all of it.
    Whole,
    /// 206: these bytes.
    Part(BlobRange),
    /// 416: there are no such bytes.
    Unsatisfiable,
}

/// Decides for a representation with this strong validator (without quotes) and length in bytes.
pub fn plan(conditions: Conditions<'_>, etag: &str, length: u64) -> Plan {
    if conditions.if_none_match.is_some_and(|tags| tags.trim() == "*" || tags.split(',').any(|tag| weakly(tag, etag))) {
        return Plan::NotModified;
    }
    // A date in If-Range never matches: nothing here has one.
    let current = conditions.if_range.is_none_or(|tag| opaque(tag) == Some(etag));
    match conditions.range.filter(|_| current).and_then(single_range) {
        None => Plan::Whole,
        Some(Wanted::From(start, last)) if start < length => {
            Plan::Part(BlobRange { start, end: last.map_or(length, |last| length.min(last.saturating_add(1))) })
        }
        Some(Wanted::Last(bytes)) if bytes > 0 && length > 0 => {
            Plan::Part(BlobRange { start: length.saturating_sub(bytes), end: length })
        }
        Some(_) => Plan::Unsatisfiable,
    }
}

enum Wanted {
    From(u64, Option<u64>),
    Last(u64),
}

/// One range of bytes. Several, other units and nonsense are ignored, as the RFC allows: the answer is the whole.
fn single_range(header: &str) -> Option<Wanted> {
    let (unit, ranges) = header.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = ranges.trim().split_once('-')?;
    match (number(first)?, number(last)?) {
        (Some(first), Some(last)) if first > last => None,
        (Some(first), last) => Some(Wanted::From(first, last)),
        (None, Some(last)) => Some(Wanted::Last(last)),
        (None, None) => None,
    }
}

/// Nothing, or digits; a number beyond 64 bits is beyond every length, too.
fn number(text: &str) -> Option<Option<u64>> {
    if text.is_empty() {
        return Some(None);
    }
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| Some(text.parse().unwrap_or(u64::MAX)))
}

fn weakly(tag: &str, etag: &str) -> bool {
    let tag = tag.trim();
    opaque(tag.strip_prefix("W/").unwrap_or(tag)) == Some(etag)
}

fn opaque(tag: &str) -> Option<&str> {
    tag.trim().strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranged(range: &str) -> Plan {
        plan(Conditions { range: Some(range), ..Conditions::default() }, "v1", 100)
    }

    fn part(start: u64, end: u64) -> Plan {
        Plan::Part(BlobRange { start, end })
    }

    #[test]
    fn a_range_is_cut_to_what_is_there() {
        assert_eq!(ranged("bytes=0-9"), part(0, 10));
        assert_eq!(ranged("bytes=90-"), part(90, 100));
        assert_eq!(ranged("bytes=90-1000"), part(90, 100));
        assert_eq!(ranged("bytes=-10"), part(90, 100));
        assert_eq!(ranged("bytes=-1000"), part(0, 100));
        assert_eq!(ranged("BYTES=99-99"), part(99, 100));
        assert_eq!(ranged("bytes=0-18446744073709551615"), part(0, 100));
    }

    #[test]
    fn ranges_beyond_the_end_cannot_be_served() {
        for beyond in ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(ranged(beyond), Plan::Unsatisfiable, "{beyond}");
        }
        let empty = plan(Conditions { range: Some("bytes=0-"), ..Conditions::default() }, "v1", 0);
        assert_eq!(empty, Plan::Unsatisfiable);
    }

    #[test]
    fn what_is_no_single_range_gets_the_whole() {
        for odd in
            ["", "bytes", "bytes=", "bytes=-", "bytes=9-5", "bytes=a-b", "bytes=0-1,5-6", "lines=0-1", "bytes=+1-2"]
        {
            assert_eq!(ranged(odd), Plan::Whole, "{odd}");
        }
    }

    #[test]
    fn a_client_that_has_it_is_told_so_first() {
        for tags in ["\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "*"] {
            let conditions =
                Conditions { if_none_match: Some(tags), range: Some("bytes=0-1"), ..Conditions::default() };
            assert_eq!(plan(conditions, "v1", 100), Plan::NotModified, "{tags}");
        }
        for tags in ["\"v2\"", "v1", "", "\"v1", "\"\""] {
            let conditions = Conditions { if_none_match: Some(tags), ..Conditions::default() };
            assert_eq!(plan(conditions, "v1", 100), Plan::Whole, "{tags}");
        }
    }

    #[test]
    fn a_range_of_an_older_copy_gets_the_whole() {
        let with = |if_range| {
            plan(Conditions { if_range: Some(if_range), range: Some("bytes=0-1"), ..Conditions::default() }, "v1", 100)
        };
        assert_eq!(with("\"v1\""), part(0, 2));
        for other in ["\"v0\"", "W/\"v1\"", "Sat, 01 Jan 2026 00:00:00 GMT"] {
            assert_eq!(with(other), Plan::Whole, "{other}");
        }
    }
}
