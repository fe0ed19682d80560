//! What the module does when facts arrive.

mod close_conversation;
mod open_conversation;

use chat_contract::frame::Push;
use kernel::{Frame, Live, ReactionFailure, UserId};

pub(crate) use close_conversation::CloseConversation;
pub(crate) use open_conversation::OpenConversation;

/// Tells each of two people something about the other.
fn tell_both(
    live: &dyn Live,
    [one, other]: [UserId; 2],
    about: impl Fn(UserId) -> Push,
) -> Result<(), ReactionFailure> {
    for (to, them) in [(one, other), (other, one)] {
        let frame = Frame::json(&about(them)).map_err(|error| ReactionFailure(error.to_string()))?;
        live.push(&[to], frame);
    }
    Ok(())
}
