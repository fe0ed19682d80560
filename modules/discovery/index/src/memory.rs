//! How lists grow, and what they cost.

/// What the allocator keeps beside every block it hands out, in bytes.
pub(crate) const BLOCK: usize = 16;

/// Makes room for `more` items, an eighth at a time: doubling would leave up to half of a long list empty.
pub(crate) fn make_room<T>(list: &mut Vec<T>, more: usize) {
    if list.capacity() - list.len() < more {
        list.reserve_exact(more.max(list.len() / 8));
    }
}

/// Appends without doubling.
pub(crate) fn push<T>(list: &mut Vec<T>, item: T) {
    make_room(list, 1);
    list.push(item);
}

/// Bytes that a list takes beside its own header.
pub(crate) fn of_list<T>(list: &Vec<T>) -> usize {
    match list.capacity() {
        0 => 0,
        capacity => capacity * size_of::<T>() + BLOCK,
    }
}

/// Bytes that a hash table takes: one control byte a bucket, of which seven in eight are filled at most.
pub(crate) fn of_table<T>(capacity: usize) -> usize {
    match capacity {
        0 => 0,
        _ => (capacity + capacity / 7 + 1).next_power_of_two() * (size_of::<T>() + 1) + BLOCK,
    }
}

/// Bytes that an ordered map takes, about: nodes are two thirds full, and one in eleven has children.
pub(crate) fn of_map<K, V>(len: usize) -> usize {
    len * (size_of::<K>() + size_of::<V>() + 10) * 3 / 2
}
