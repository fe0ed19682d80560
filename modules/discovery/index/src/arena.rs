//! The word numbers of everybody, one list after the other.

use crate::memory;

/// Where the words of one person lie: what they like, and right behind it what they speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Span {
    start: u32,
    interests: u16,
    languages: u16,
}

impl Span {
    fn len(self) -> usize {
        usize::from(self.interests) + usize::from(self.languages)
    }
}

/// One long list. What is given back stays empty until the list is written anew.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    words: Vec<u32>,
    dead: usize,
}

impl Arena {
    pub fn with_capacity(words: usize) -> Self {
        Self { words: Vec::with_capacity(words), dead: 0 }
    }

    /// Appends somebody's words; what is beyond 65,535 of a kind is left out.
    pub fn add(&mut self, interests: &[u32], languages: &[u32]) -> Span {
        let (interests, languages) = (short(interests), short(languages));
        let span = Span {
            start: self.words.len() as u32,
            interests: interests.len() as u16,
            languages: languages.len() as u16,
        };
        memory::make_room(&mut self.words, span.len());
        self.words.extend_from_slice(interests);
        self.words.extend_from_slice(languages);
        span
    }

    /// Writes somebody's new words over the old ones if there are as many, and behind all others if not.
    pub fn replace(&mut self, old: Span, interests: &[u32], languages: &[u32]) -> Span {
        let (interests, languages) = (short(interests), short(languages));
        let room = self.words.get_mut(old.start as usize..).and_then(|rest| rest.get_mut(..old.len()));
        match room {
            Some(room) if room.len() == interests.len() + languages.len() => {
                room.iter_mut().zip(interests.iter().chain(languages)).for_each(|(slot, word)| *slot = *word);
                Span { start: old.start, interests: interests.len() as u16, languages: languages.len() as u16 }
            }
            _ => {
                self.remove(old);
                self.add(interests, languages)
            }
        }
    }

    /// Gives words back.
    pub fn remove(&mut self, span: Span) {
        self.dead += span.len();
    }

    /// Whether so much is empty that writing the list anew pays.
    pub fn is_sparse(&self) -> bool {
        self.dead > 1024 + self.words.len() / 8
    }

    /// How many words are in use.
    pub fn live(&self) -> usize {
        self.words.len() - self.dead
    }

    pub fn interests(&self, span: Span) -> &[u32] {
        self.slice(span.start as usize, span.interests.into())
    }

    pub fn languages(&self, span: Span) -> &[u32] {
        self.slice(span.start as usize + usize::from(span.interests), span.languages.into())
    }

    pub fn bytes(&self) -> usize {
        memory::of_list(&self.words)
    }

    fn slice(&self, start: usize, len: usize) -> &[u32] {
        self.words.get(start..start + len).unwrap_or_default()
    }
}

fn short(words: &[u32]) -> &[u32] {
    words.get(..usize::from(u16::MAX)).unwrap_or(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_replaced_in_place_when_they_fit_exactly() {
        let mut arena = Arena::default();
        let one = arena.add(&[1, 2], &[9]);
        let other = arena.add(&[3], &[]);
        let one = arena.replace(one, &[4], &[7, 8]);
        assert_eq!((arena.interests(one), arena.languages(one), arena.live()), (&[4][..], &[7, 8][..], 4));
        let one = arena.replace(one, &[5, 6, 7, 8], &[]);
        assert_eq!((arena.interests(one), arena.languages(one)), (&[5, 6, 7, 8][..], &[][..]));
        assert_eq!((arena.interests(other), arena.live(), arena.words.len()), (&[3][..], 5, 8));
    }

    #[test]
    fn an_arena_turns_sparse_after_an_eighth() {
        let mut arena = Arena::default();
        let spans: Vec<_> = (0..20_000).map(|n| arena.add(&[n], &[])).collect();
        spans.iter().take(3524).for_each(|span| arena.remove(*span));
        assert!(!arena.is_sparse());
        arena.remove(spans[3524]);
        assert!(arena.is_sparse());
    }
}
