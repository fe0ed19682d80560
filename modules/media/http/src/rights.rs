//! Who may see whose files. The media module does not know; the modules that show them do.

use kernel::{Cx, Outcome, Picture, UserId, async_trait};
use media_contract::MediaRefusal;

/// Answers by the modules that show files to people. No answer means no.
#[async_trait]
pub trait Rights: Send + Sync + 'static {
    /// Whether `viewer` may see `owner` at all, right now.
    async fn may_see(&self, cx: &Cx, viewer: UserId, owner: UserId) -> Outcome<bool, MediaRefusal>;

    /// The pictures that `owner` shows to whoever asks, with links for them. Somebody hidden and nobody are the same:
    /// [`MediaRefusal::NotFound`].
    async fn shown(&self, cx: &Cx, owner: UserId) -> Outcome<Vec<Picture>, MediaRefusal>;
}
