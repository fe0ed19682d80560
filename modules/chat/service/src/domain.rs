//! Rules without input or output.

pub(crate) mod ledger;
pub(crate) mod post;

pub(crate) use ledger::{Ledger, Message, Posted, Thread};
pub(crate) use post::{Mark, Post, SendKey};
