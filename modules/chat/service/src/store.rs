//! The module's tables.

pub(crate) mod conversation;
pub(crate) mod listing;
pub(crate) mod member;
pub(crate) mod message;

/// Repeats the last item until there are a power of two of them: statements that take lists then come in few sizes, and
/// the database keeps them prepared.
pub(crate) fn padded<T: Clone>(mut items: Vec<T>) -> Vec<T> {
    if let Some(last) = items.last().cloned() {
        items.resize(items.len().next_power_of_two(), last);
    }
    items
}

/// Cuts rows into pieces whose sizes are powers of two, for the same reason.
pub(crate) fn pieces<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let size = 1usize << rest.len().checked_ilog2()?;
        let (piece, after) = rest.split_at(size);
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_grow_to_powers_of_two_and_rows_are_cut_into_them() {
        assert_eq!(padded(vec![1, 2, 3, 4, 5]), [1, 2, 3, 4, 5, 5, 5, 5]);
        assert_eq!(padded(Vec::<u8>::new()), Vec::<u8>::new());
        let sizes: Vec<_> = pieces(&[0; 200]).map(<[i32]>::len).collect();
        assert_eq!(sizes, [128, 64, 8]);
        assert_eq!(pieces(&[0; 0]).count(), 0);
    }
}
