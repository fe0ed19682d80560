//! Just enough of CBOR (RFC 8949): a value, what follows it, and entries of maps.

use ciborium::Value;

/// How deep values may be nested; what authenticators send is nested thrice.
const DEPTH: usize = 8;

/// The first value, and what follows it.
pub fn split(bytes: &[u8]) -> Option<(Value, &[u8])> {
    let mut rest = bytes;
    let value = ciborium::de::from_reader_with_recursion_limit(&mut rest, DEPTH).ok()?;
    Some((value, rest))
}

/// One value and nothing else.
pub fn whole(bytes: &[u8]) -> Option<Value> {
    split(bytes).and_then(|(value, rest)| rest.is_empty().then_some(value))
}

/// The entry of a map under a key that stands there once.
pub fn entry(map: &Value, key: impl Into<Value>) -> Option<&Value> {
    let key = key.into();
    let mut found = map.as_map()?.iter().filter(|(name, _)| *name == key);
    let (_, value) = found.next()?;
    found.next().is_none().then_some(value)
}
