//! Words that people type, as numbers.

use std::collections::HashMap;
use std::sync::Arc;

use crate::memory;

/// What people like and what they speak, each with numbers of its own.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Words for what people like.
    pub interests: Words,
    /// Words for what people speak.
    pub languages: Words,
}

impl Vocabulary {
    pub(crate) fn bytes(&self) -> usize {
        self.interests.bytes() + self.languages.bytes()
    }
}

/// Words and their numbers. Words are taken as they are: whoever asks has folded them.
///
/// A number means its word for as long as somebody in the index has the word or asks for it. Then the number is given
/// to another word, so numbers are not kept outside of the index, and a new word is put into the index before the
/// lock on it is let go.
#[derive(Debug, Default)]
pub struct Words {
    words: Vec<Word>,
    numbers: HashMap<Arc<str>, u32>,
    free: Vec<u32>,
}

#[derive(Debug)]
struct Word {
    text: Arc<str>,
    /// How many people have it.
    people: u32,
    /// How many criteria name it.
    asked: u32,
}

impl Words {
    /// A number that no word has: what to ask for when [`Words::find`] knows no number, since nobody has the word.
    pub const UNKNOWN: u32 = u32::MAX;

    /// The number of a word, a new one if need be.
    pub fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.find(word) {
            return number;
        }
        let text: Arc<str> = word.into();
        let entry = Word { text: Arc::clone(&text), people: 0, asked: 0 };
        let number = self.free.pop().unwrap_or(self.words.len() as u32);
        match self.words.get_mut(number as usize) {
            Some(slot) => *slot = entry,
            None => memory::push(&mut self.words, entry),
        }
        self.numbers.insert(text, number);
        number
    }

    /// The number of a word, if it has one.
    pub fn find(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }

    /// The word of a number.
    pub fn text(&self, number: u32) -> Option<&str> {
        let word = self.words.get(number as usize)?;
        (self.find(&word.text) == Some(number)).then_some(&*word.text)
    }

    /// How many people have a word, listed or not: what makes it rare.
    pub fn people(&self, number: u32) -> u32 {
        self.words.get(number as usize).map_or(0, |word| word.people)
    }

    /// Above the greatest number that a word has.
    pub fn numbers(&self) -> u32 {
        self.words.len() as u32
    }

    /// How many words have numbers.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether no word has a number.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// One more person has each of these words.
    pub(crate) fn take(&mut self, numbers: &[u32]) {
        self.each(numbers, |word| word.people = word.people.saturating_add(1));
    }

    /// One person fewer has each of these words.
    pub(crate) fn give_back(&mut self, numbers: &[u32]) {
        self.each(numbers, |word| word.people = word.people.saturating_sub(1));
        self.forget_unused(numbers);
    }

    /// One more list of criteria names each of these words.
    pub(crate) fn ask(&mut self, numbers: &[u32]) {
        self.each(numbers, |word| word.asked = word.asked.saturating_add(1));
    }

    /// One list of criteria fewer names each of these words.
    pub(crate) fn ask_no_more(&mut self, numbers: &[u32]) {
        self.each(numbers, |word| word.asked = word.asked.saturating_sub(1));
        self.forget_unused(numbers);
    }

    pub(crate) fn bytes(&self) -> usize {
        let texts: usize = self.words.iter().map(|word| word.text.len() + 2 * size_of::<usize>() + memory::BLOCK).sum();
        memory::of_list(&self.words)
            + memory::of_list(&self.free)
            + memory::of_table::<(Arc<str>, u32)>(self.numbers.capacity())
            + texts
    }

    fn each(&mut self, numbers: &[u32], change: impl Fn(&mut Word)) {
        for number in numbers {
            if let Some(word) = self.words.get_mut(*number as usize) {
                change(word);
            }
        }
    }

    fn forget_unused(&mut self, numbers: &[u32]) {
        for number in numbers {
            let Some(word) = self.words.get(*number as usize) else { continue };
            if word.people == 0 && word.asked == 0 && self.numbers.remove(&word.text).is_some() {
                self.free.push(*number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_number_while_somebody_needs_it() {
        let mut words = Words::default();
        let (hiking, jazz) = (words.number("hiking"), words.number("jazz"));
        assert_eq!(words.number("hiking"), hiking);
        words.take(&[hiking, jazz]);
        words.take(&[jazz]);
        words.ask(&[hiking]);
        assert_eq!((words.people(hiking), words.people(jazz)), (1, 2));
        words.give_back(&[hiking, jazz]);
        assert_eq!((words.find("hiking"), words.people(hiking)), (Some(hiking), 0), "somebody still asks for it");
        words.ask_no_more(&[hiking]);
        assert_eq!((words.find("hiking"), words.text(hiking)), (None, None));
        assert_eq!(words.number("chess"), hiking, "numbers are used again");
        assert_eq!((words.text(hiking), words.text(jazz), words.len()), (Some("chess"), Some("jazz"), 2));
        assert_eq!(words.numbers(), 2);
    }

    #[test]
    fn numbers_that_no_word_has_are_nothing() {
        let mut words = Words::default();
        words.take(&[Words::UNKNOWN, 3]);
        words.give_back(&[Words::UNKNOWN, 3]);
        assert_eq!((words.people(Words::UNKNOWN), words.text(3), words.is_empty()), (0, None, true));
    }
}
