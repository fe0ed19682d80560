//! Why a connection ends: a WebSocket close code (RFC 6455, section 7.4) and words for people.

use std::borrow::Cow;

/// Why a connection ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// The close code.
    pub code: u16,
    /// Words for people, at most 123 bytes.
    pub reason: Cow<'static, str>,
}

impl Close {
    const fn new(code: u16, reason: &'static str) -> Self {
        Self { code, reason: Cow::Borrowed(reason) }
    }

    /// 1000: nothing more to say.
    pub const NORMAL: Self = Self::new(1000, "");
    /// 1002: the peer breaks the transport's protocol.
    pub const PROTOCOL: Self = Self::new(1002, "protocol error");
    /// 1003: a kind of frame that is not taken.
    pub const UNSUPPORTED: Self = Self::new(1003, "text frames only");
    /// 1007: text that is not UTF-8.
    pub const BAD_TEXT: Self = Self::new(1007, "text is not UTF-8");
    /// 1009: a frame larger than allowed.
    pub const TOO_LARGE: Self = Self::new(1009, "frame too large");
    /// 4401: nobody is signed in, or no longer.
    pub const UNAUTHENTICATED: Self = Self::new(4401, "unauthenticated");
    /// 4408: the peer does not answer pings.
    pub const SILENT: Self = Self::new(4408, "no answer to pings");
    /// 4408: the peer reads too slowly; history has the rest.
    pub const SLOW: Self = Self::new(4408, "reading too slowly");
    /// 4409: the person opened more connections than allowed.
    pub const TOO_MANY: Self = Self::new(4409, "too many connections");
    /// 4429: the peer goes on sending beyond its rate.
    pub const FLOOD: Self = Self::new(4429, "rate limited");

    /// 1012: the server restarts; come back after that many milliseconds.
    pub fn restart(retry_after_ms: u64) -> Self {
        Self { code: 1012, reason: Cow::Owned(["retry_after_ms=", &retry_after_ms.to_string()].concat()) }
    }
}
