//! Vocabularies: closed lists of words, each with a label for people.

/// Declares vocabularies: `Variant = "word", "Label";`. Words are what clients send and databases store; labels are
/// English and for people.
macro_rules! vocabulary {
    ($( $(#[$meta:meta])* pub enum $Name:ident { $( $(#[$vmeta:meta])* $Variant:ident = $text:literal, $label:literal; )+ } )+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        pub enum $Name { $( $(#[$vmeta])* #[serde(rename = $text)] $Variant, )+ }
        impl $Name {
            /// All words, in their usual order.
            pub const ALL: &'static [Self] = &[$( Self::$Variant, )+];
            /// The word as it is written.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$Variant => $text, )+ }
            }
            /// The word as people read it.
            pub const fn label(self) -> &'static str {
                match self { $( Self::$Variant => $label, )+ }
            }
            /// Reads the word.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
            }
        }
    )+ };
}
pub(crate) use vocabulary;
