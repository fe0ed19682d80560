//! A review decided whether others may see a file: what is known of its owner's photos is no longer true.

use kernel::{Cx, DomainEvent, Event, Reaction, ReactionFailure, Signal, Signals, async_trait};
use media_contract::MediaReviewed;

/// Makes everybody forget the owner's photos. It needs no inbox: forgetting twice is forgetting.
pub struct RefreshAlbum {
    pub signals: Signals,
}

#[async_trait]
impl Reaction for RefreshAlbum {
    fn name(&self) -> &'static str {
        "profile.refresh_album"
    }
    fn kinds(&self) -> &'static [&'static str] {
        &[MediaReviewed::KIND]
    }
    async fn react(&self, _cx: &Cx, event: &Event) -> Result<(), ReactionFailure> {
        let Some(reviewed) = event.read::<MediaReviewed>() else { return Ok(()) };
        let user = reviewed.map_err(|error| ReactionFailure(error.to_string()))?.owner;
        self.signals.send(&Signal::PersonChanged { user });
        Ok(())
    }
}
