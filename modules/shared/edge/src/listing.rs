//! Lists: `{"<plural>": [...], "count": n, "next_cursor": "..." or null}`.

/// Declares the body of a list: `listing!(pub struct CandidateList { candidates: Vec<Candidate> })`.
#[macro_export]
macro_rules! listing {
    ($(#[$meta:meta])* pub struct $Name:ident { $field:ident: Vec<$Item:ty> $(, $extra:ident: Option<$Extra:ty>)* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
        pub struct $Name {
            /// The rows of this page.
            pub $field: Vec<$Item>,
            /// How many rows this page has.
            pub count: usize,
            /// Hand it back as `cursor` for the next page; `null` at the end.
            pub next_cursor: Option<kernel::Cursor>,
            $(
                /// Only when there is something to say.
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $extra: Option<$Extra>,
            )*
        }
        impl $Name {
            /// A page.
            pub fn new($field: Vec<$Item>, next_cursor: Option<kernel::Cursor>) -> Self {
                Self { count: $field.len(), $field, next_cursor $(, $extra: None)* }
            }
        }
        impl From<kernel::Page<$Item>> for $Name {
            fn from(page: kernel::Page<$Item>) -> Self {
                Self::new(page.items, page.next)
            }
        }
    };
}
