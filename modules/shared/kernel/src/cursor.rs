//! Opaque cursors of lists: where the next page starts, never how many rows to skip.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// An opaque position in a list. Clients hand it back as they got it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct Cursor(pub String);

impl Cursor {
    /// Packs the sort key of the last row shown.
    pub fn of<K: Serialize>(key: &K) -> Self {
        Self(URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default()))
    }

    /// Unpacks the sort key; `None` for anything this list did not hand out.
    pub fn key<K: DeserializeOwned>(&self) -> Option<K> {
        if self.0.len() > 512 {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&self.0).ok()?).ok()
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Cuts rows that were fetched one beyond `limit` into a page; `key` packs the sort key of its last row.
    pub fn cut<K: Serialize>(mut rows: Vec<T>, limit: usize, key: impl Fn(&T) -> K) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(|row| Cursor::of(&key(row))) } else { None };
        Self { items: rows, next }
    }

    /// The same page with other rows.
    pub fn map<U>(self, map: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(map).collect(), next: self.next }
    }
}

/// The page size to use: what was asked for, at least 1, clamped to `max`.
pub fn page_limit(asked: Option<u32>, default: u32, max: u32) -> u32 {
    asked.unwrap_or(default).clamp(1, max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_where_the_next_begins() {
        let page = Page::cut(vec![5, 4, 3], 2, |n| *n);
        assert_eq!(page.items, [5, 4]);
        assert_eq!(page.next.unwrap().key::<i32>(), Some(4));
        assert_eq!(Page::cut(vec![5, 4], 2, |n| *n).next, None);
    }

    #[test]
    fn a_cursor_of_another_making_is_refused() {
        assert_eq!(Cursor("%%%".into()).key::<i32>(), None);
        assert_eq!(Cursor::of(&"text").key::<i32>(), None);
        assert_eq!(Cursor("A".repeat(600)).key::<i32>(), None);
    }

    #[test]
    fn limits_are_clamped() {
        assert_eq!((page_limit(None, 10, 50), page_limit(Some(0), 10, 50), page_limit(Some(999), 10, 50)), (10, 1, 50));
    }
}
