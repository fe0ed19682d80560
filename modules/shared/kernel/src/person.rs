//! What every module can do with what it holds of one person: hand all of it out, and erase it.

use serde::{Deserialize, Serialize};

/// Everything a module holds of somebody, for that person alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exported {
    /// As JSON, in the words of the public API.
    pub data: serde_json::Value,
}

impl Exported {
    /// What a module holds, as it writes it down.
    pub fn of<T: Serialize>(data: &T) -> Result<Self, serde_json::Error> {
        Ok(Self { data: serde_json::to_value(data)? })
    }
}

/// What a module erased of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// How many rows and files.
    pub count: u64,
}
