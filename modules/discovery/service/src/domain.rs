//! The rules of meeting: who may be shown to whom, how well two people fit and why. Pure functions of facts and a day.

pub(crate) mod age;
pub(crate) mod ask;
pub(crate) mod decision;
pub(crate) mod effect;
pub(crate) mod funnel;
pub(crate) mod packed;
pub(crate) mod person;
pub(crate) mod quota;
pub(crate) mod reason;
pub(crate) mod standing;
pub(crate) mod tie;

#[cfg(test)]
pub(crate) mod sample;
