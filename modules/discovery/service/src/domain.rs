//! The rules of meeting: who may be shown to whom, how well two people fit and why. Pure functions of facts and a day.

pub(crate) mod age;
pub(crate) mod decision;
pub(crate) mod funnel;
pub(crate) mod person;
pub(crate) mod quota;
pub(crate) mod rank;
pub(crate) mod reason;
pub(crate) mod score;
pub(crate) mod surroundings;
pub(crate) mod tie;
pub(crate) mod wish;

#[cfg(test)]
pub(crate) mod sample;
