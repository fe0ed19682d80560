//! The module's tables. Every finder names whose rows it reads.

pub(crate) mod activity;
pub(crate) mod allowance;
pub(crate) mod encounter;
pub(crate) mod favorite;
pub(crate) mod instant;
pub(crate) mod match_side;
pub(crate) mod model;
pub(crate) mod person;
pub(crate) mod preference;
pub(crate) mod standing;
pub(crate) mod swipe;
