//! Guards: who may call an operation. The second parameter of every handler.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use kernel::{Caller, Cx, RequestId, Role, SessionId, UserId};

use crate::client::Client;
use crate::document::OperationDoc;
use crate::gate::{Gate, Verified, context};
use crate::problem::Problem;

/// Decides whether a request may go on.
pub trait Guard: Sized + 'static {
    /// Admits the request, or says why not.
    fn admit(
        gate: &Gate,
        request: &HttpRequest,
        request_id: &RequestId,
        budget: Duration,
    ) -> impl Future<Output = Result<Self, Problem>>;
    /// What accompanies the contract calls.
    fn cx(&self) -> &Cx;
    /// Adds what it asks for to the operation's document.
    fn document(doc: &mut OperationDoc);
}

/// Somebody is signed in.
pub struct SignedIn {
    cx: Cx,
    user: UserId,
    session: SessionId,
    verified: Arc<Verified>,
    request: HttpRequest,
}

impl SignedIn {
    /// What accompanies the contract calls.
    pub fn cx(&self) -> &Cx {
        &self.cx
    }
    /// Who.
    pub fn user(&self) -> UserId {
        self.user
    }
    /// On which device.
    pub fn session(&self) -> SessionId {
        self.session
    }
    /// What the token proved.
    pub fn verified(&self) -> &Verified {
        &self.verified
    }
    /// What they may do.
    pub fn has(&self, role: Role) -> bool {
        self.cx.caller().has(role)
    }
    /// Where the request comes from.
    pub fn client(&self) -> Client {
        Client::of(&self.request)
    }
}

impl Guard for SignedIn {
    async fn admit(
        gate: &Gate,
        request: &HttpRequest,
        request_id: &RequestId,
        budget: Duration,
    ) -> Result<Self, Problem> {
        let missing = || Problem::unauthenticated("not_signed_in", "Sign in first.");
        let verified = gate.identify(request).await?.ok_or_else(missing)?;
        let Caller::User { user, session, .. } = verified.caller else { return Err(missing()) };
        let cx = context(request, verified.caller.clone(), request_id, budget)?;
        Ok(Self { cx, user, session, verified, request: request.clone() })
    }

    fn cx(&self) -> &Cx {
        &self.cx
    }

    fn document(doc: &mut OperationDoc) {
        doc.signed_in();
        doc.problem(401, "not_signed_in", "Sign in first.");
        doc.problem(401, "invalid_token", "The access token is not valid.");
    }
}

/// Anybody: signed in or not. A token that is no longer valid counts as none, so that a client with a stale one can still
/// sign in, refresh, or follow a signed link.
pub struct Anyone {
    cx: Cx,
    verified: Option<Arc<Verified>>,
    request: HttpRequest,
}

impl Anyone {
    /// What accompanies the contract calls.
    pub fn cx(&self) -> &Cx {
        &self.cx
    }
    /// What the token proved, if there was one.
    pub fn verified(&self) -> Option<&Verified> {
        self.verified.as_deref()
    }
    /// Where the request comes from.
    pub fn client(&self) -> Client {
        Client::of(&self.request)
    }
}

impl Guard for Anyone {
    async fn admit(
        gate: &Gate,
        request: &HttpRequest,
        request_id: &RequestId,
        budget: Duration,
    ) -> Result<Self, Problem> {
        let verified = match gate.identify(request).await {
            Err(problem) if problem.status() == StatusCode::UNAUTHORIZED => None,
            other => other?,
        };
        let caller = verified.as_ref().map_or(Caller::Anonymous, |verified| verified.caller.clone());
        let cx = context(request, caller, request_id, budget)?;
        Ok(Self { cx, verified, request: request.clone() })
    }

    fn cx(&self) -> &Cx {
        &self.cx
    }

    fn document(doc: &mut OperationDoc) {
        doc.anonymous();
    }
}
