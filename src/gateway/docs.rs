//! The API's document and its explorer.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use edge::Routes;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// Shown at the top of the document.
const ABOUT: &str = "\
A dating and messaging backend. Sign in with **Authorize** (username and password), then try any operation.

Errors are `application/problem+json` (RFC 9457) with a stable `code`, the text as `error` too, and a `request_id` that \
the server's log knows. Times are RFC 3339 in UTC, ids are UUIDs. Lists have `limit` and an opaque `cursor`. \
`Idempotency-Key` makes a write safe to repeat. `RateLimit-*` headers say how much of an operation's limit is left; past \
it the answer is 429 with `Retry-After`.";

/// The OpenAPI 3.1 document of everything that is mounted.
pub fn document(routes: &[Routes]) -> OpenApi {
    edge::document::document(env!("CARGO_PKG_VERSION"), ABOUT, routes)
}

/// Mounts the document and the explorer.
pub fn mount(document: &Arc<String>, config: &mut ServiceConfig) {
    let document = Arc::clone(document);
    config.route(
        "/api-docs/openapi.json",
        web::get().to(move || {
            let document = Arc::clone(&document);
            async move { HttpResponse::Ok().content_type("application/json").body(document.as_str().to_owned()) }
        }),
    );
    config.service(web::redirect("/swagger-ui", "/swagger-ui/"));
    let ui = Config::from("/api-docs/openapi.json").try_it_out_enabled(true).persist_authorization(true);
    config.service(SwaggerUi::new("/swagger-ui/{_:.*}").config(ui));
}
