//! The index against a list that is read from end to end.

#[cfg(test)]
mod crowd;
#[cfg(test)]
mod found;
#[cfg(test)]
mod patch;
#[cfg(test)]
mod tally;
