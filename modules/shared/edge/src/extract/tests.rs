//! One operation that takes JSON or a form.

use std::sync::Arc;

use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service, read_body_json};
use kernel::{NoRefusal, Outcome};
use serde::Deserialize;
use serde_json::{Value, json};

use super::*;
use crate::guard::Anyone;
use crate::reply::Json;
use crate::routes::Routes;
use crate::testing::{KnownTokens, app};

#[derive(Deserialize, Validate, ToSchema)]
struct Thing {
    #[validate(range(max = 9.0))]
    size: f64,
}

async fn take(_state: Arc<()>, _who: Anyone, body: JsonOrUpload<Thing>) -> Outcome<Json<String>, NoRefusal> {
    Ok(Json(match body {
        JsonOrUpload::Json(thing) => format!("json of {}", thing.size),
        JsonOrUpload::Upload(Upload(raw)) => {
            format!("form of {}", raw.payload.to_bytes().await.map_or(0, |bytes| bytes.len()))
        }
    }))
}

fn routes() -> Routes {
    Routes::new("test", "Test", "", ()).post("/thing", take, "Takes.").into()
}

async fn post(kind: Option<&str>, body: &'static str) -> (u16, Value) {
    let service = init_service(app(&routes(), KnownTokens::default())).await;
    let mut request = TestRequest::with_uri("/thing").method(Method::POST).set_payload(body);
    if let Some(kind) = kind {
        request = request.insert_header(("content-type", kind));
    }
    let response = call_service(&service, request.to_request()).await;
    (response.status().as_u16(), read_body_json(response).await)
}

#[actix_web::test]
async fn the_content_type_decides_how_a_body_is_read() {
    assert_eq!(post(Some("application/json"), r#"{"size": 1}"#).await, (200, json!("json of 1")));
    assert_eq!(post(None, r#"{"size": 2}"#).await, (200, json!("json of 2")));
    assert_eq!(post(Some("Multipart/Form-Data; boundary=b"), "--b--").await, (200, json!("form of 5")));
    for kind in ["text/plain", "multipart/mixed; boundary=b", "application/x-www-form-urlencoded"] {
        let (status, body) = post(Some(kind), "size=1").await;
        assert_eq!((status, &body["code"]), (415, &json!("unsupported_content_type")), "{kind}");
    }
}

#[actix_web::test]
async fn a_number_too_large_for_its_field_breaks_a_rule_and_is_still_json() {
    for large in [r#"{"size": 10}"#, r#"{"size": 1e999}"#, r#"{"size": -1e999}"#] {
        let (status, body) = post(None, large).await;
        assert_eq!((status, &body["code"]), (422, &json!("validation_failed")), "{large}");
    }
    for broken in [r#"{"size": 1e}"#, r#"{"size": NaN}"#, r#"{"size": Infinity}"#, r#"{"size": 1"#] {
        assert_eq!(post(None, broken).await.0, 400, "{broken}");
    }
}

#[test]
fn the_document_has_both_bodies() {
    let document = serde_json::to_value(crate::document::document("1", "test", [&routes()])).unwrap();
    let content = &document["paths"]["/thing"]["post"]["requestBody"]["content"];
    assert_eq!(content["application/json"]["schema"]["$ref"], "#/components/schemas/Thing");
    assert_eq!(content["multipart/form-data"]["schema"]["properties"]["file"]["format"], "binary");
}
