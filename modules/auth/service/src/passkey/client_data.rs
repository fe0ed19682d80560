//! What the browser says about a ceremony (section 5.8.1).

use serde::Deserialize;

use super::{Fault, RelyingParty};

/// `clientDataJSON`. Browsers may add members, so others are left alone.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    cross_origin: Option<bool>,
    top_origin: Option<String>,
}

/// Checks that the client's data are for this kind of ceremony and this challenge, and that they come from one of the
/// relying party's own pages.
pub fn check(json: &[u8], kind: &str, challenge: &str, party: &RelyingParty) -> Result<(), Fault> {
    let text = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
    let data: ClientData = serde_json::from_slice(text).map_err(|_| Fault::Form)?;
    let steps = [
        (data.kind == kind, Fault::Type),
        (data.challenge == challenge, Fault::Challenge),
        (party.has_page(&data.origin), Fault::Origin),
        (data.cross_origin != Some(true) && data.top_origin.is_none(), Fault::Framed),
    ];
    steps.into_iter().find(|(kept, _)| !kept).map_or(Ok(()), |(_, fault)| Err(fault))
}
