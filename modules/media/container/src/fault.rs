//! Why a container is not taken.

/// Why a container is not taken. The text says which rule was broken; it holds nothing of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The file may be in order, but uses something that is not taken here: another format, codec, encryption, data
    /// outside the file.
    #[error("unsupported: {0}")]
    Unsupported(&'static str),
    /// The file contradicts itself or its specification, or is cut short.
    #[error("corrupt: {0}")]
    Corrupt(&'static str),
    /// Reading on would cost more than a file of this kind may.
    #[error("too complex: {0}")]
    TooComplex(&'static str),
}
