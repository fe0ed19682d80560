//! The module's tables. Every finder names whose rows it finds.

pub mod block;
pub mod leaving;
pub mod onboarding;
pub mod person;
pub mod photo;
pub mod profile;
pub mod relocation;
pub mod search_term;
pub mod tie;
pub mod verification;
