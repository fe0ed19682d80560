//! A JSON body that may be missing altogether.

use actix_web::{HttpRequest, dev};
use edge::document::OperationDoc;
use edge::extract::{Extract, has_body};
use edge::{Body, Gate, Problem};
use kernel::UserId;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;
use utoipa::openapi::Required;
use validator::Validate;

/// The body, or its default where there is none.
pub struct Optional<T>(pub T);

impl<T: DeserializeOwned + Validate + ToSchema + Default + 'static> Extract for Optional<T> {
    async fn extract(
        gate: &Gate,
        request: &HttpRequest,
        payload: &mut dev::Payload,
        actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        if !has_body(request) {
            return Ok(Self(T::default()));
        }
        let body: Body<T> = Body::extract(gate, request, payload, actor).await?;
        Ok(Self(body.into_inner()))
    }

    fn document(doc: &mut OperationDoc) {
        <Body<T> as Extract>::document(doc);
        doc.body::<T>(&["application/json"], Required::False);
    }
}
