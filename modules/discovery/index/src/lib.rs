//! Who could be shown to whom: an index in memory over the facts of a million people.
//!
//! The source of truth is a table elsewhere. Whoever keeps the index fills a [`Builder`] from that table at start and
//! patches the [`Index`] as events arrive. A [`Query`] then visits everybody who passes both ways: whom the viewer's
//! filters accept, whose own filters accept the viewer, who are listed, grown up, not seen yet. It touches a few
//! thousand short rows that lie side by side, cell by cell.
//!
//! Everybody has a row with a bounded number of bytes, all counted by [`Index::bytes`]. A row is found again by its
//! [`Row`], which a later person never inherits.
//!
//! The crate ranks nobody and explains nothing: that is the business of `discovery_matching`, for which every row
//! keeps a state that only the caller understands. It knows no clock and no chance, and it decides no rights: who may
//! really be seen is asked of the profiles, afterwards.

mod age;
mod arena;
mod asks;
mod builder;
mod index;
mod lens;
mod memory;
mod mix;
mod person;
mod place;
mod places;
mod query;
mod record;
mod row;
mod seen;
mod sieve;
mod tally;
mod terms;
mod words;

pub use builder::Builder;
pub use index::Index;
pub use person::Person;
pub use query::{Found, Query};
pub use row::Row;
pub use seen::Seen;
pub use tally::Tally;
pub use terms::Filter;
pub use words::{Vocabulary, Words};
