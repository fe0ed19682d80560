//! For tests of http crates: an application around one route table, with tokens that a test knows.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::{App, Error, web};
use async_trait::async_trait;
use kernel::{Caller, Role, SessionId, Timestamp, UserId};

use crate::gate::{Authenticator, Denied, Gate, GateSettings, Verified};
use crate::routes::{Routes, mount, not_found};

/// Knows the tokens a test gave it.
#[derive(Default, Clone)]
pub struct KnownTokens(HashMap<String, Arc<Verified>>);

impl KnownTokens {
    /// Adds a token of somebody.
    pub fn with(mut self, token: &str, user: UserId) -> Self {
        let caller = Caller::User { user, session: SessionId(user.0), roles: vec![Role::User] };
        let verified =
            Verified { caller, username: token.to_owned(), expires_at: Timestamp::from_millis(i64::MAX / 2) };
        self.0.insert(token.to_owned(), Arc::new(verified));
        self
    }
}

#[async_trait]
impl Authenticator for KnownTokens {
    fn remembered(&self, token: &str) -> Option<Arc<Verified>> {
        self.0.get(token).cloned()
    }
    async fn verify(&self, token: &str) -> Result<Arc<Verified>, Denied> {
        self.remembered(token).ok_or(Denied::Invalid)
    }
}

/// An application with one route table behind a gate, for `actix_web::test::init_service`.
pub fn app(
    routes: &Routes,
    tokens: KnownTokens,
) -> App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<BoxBody>, Error = Error, InitError = ()>
    + use<>,
> {
    let gate = Gate::new(Arc::new(tokens), GateSettings::default());
    let routes = routes.clone();
    App::new()
        .app_data(web::Data::new(gate))
        .configure(move |config| mount([&routes], config))
        .default_service(web::to(not_found))
}
