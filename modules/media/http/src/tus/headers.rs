//! What requests of the tus protocol say in their headers.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, dev};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use edge::document::OperationDoc;
use edge::extract::Extract;
use edge::{Gate, Problem, Raw};
use kernel::UserId;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

use super::VERSION;

/// Longest metadata that is looked at.
const MOST_METADATA: usize = 4096;

/// A request that speaks the right version.
pub struct Spoken;

/// The announcement of an upload.
pub struct Announced {
    /// How many bytes there will be.
    pub length: u64,
    /// The client's name for the file; may be empty.
    pub filename: String,
}

/// The next bytes of an upload.
pub struct NextPart {
    /// Where they begin.
    pub offset: u64,
    /// They.
    pub raw: Raw,
}

impl Extract for Spoken {
    async fn extract(
        _gate: &Gate,
        request: &HttpRequest,
        _payload: &mut dev::Payload,
        _actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        check_version(request.headers())?;
        Ok(Self)
    }

    fn document(doc: &mut OperationDoc) {
        doc.parameters(vec![parameter("Tus-Resumable", "Always `1.0.0`.", Type::String)]);
        doc.problem(412, "tus_version", "Only version 1.0.0 of the tus protocol is spoken here.");
    }
}

impl Extract for Announced {
    async fn extract(
        _gate: &Gate,
        request: &HttpRequest,
        _payload: &mut dev::Payload,
        _actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        let headers = request.headers();
        check_version(headers)?;
        let length = number(headers, "upload-length")?;
        Ok(Self { length, filename: filename(text(headers, "upload-metadata").unwrap_or_default()) })
    }

    fn document(doc: &mut OperationDoc) {
        Spoken::document(doc);
        let length = parameter("Upload-Length", "How many bytes the file has.", Type::Integer);
        let metadata = "Pairs of a key and a base64 value, separated by commas; `filename` is used.";
        let metadata = ParameterBuilder::from(parameter("Upload-Metadata", metadata, Type::String));
        doc.parameters(vec![length, metadata.required(Required::False).build()]);
        doc.problem(400, "bad_upload_header", "A header of the tus protocol is missing or not valid.");
    }
}

impl Extract for NextPart {
    const STREAMS: bool = true;

    async fn extract(
        gate: &Gate,
        request: &HttpRequest,
        payload: &mut dev::Payload,
        actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        let headers = request.headers();
        check_version(headers)?;
        if text(headers, header::CONTENT_TYPE.as_str()) != Some("application/offset+octet-stream") {
            let detail = "Send application/offset+octet-stream.";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_content_type", detail));
        }
        let offset = number(headers, "upload-offset")?;
        Ok(Self { offset, raw: Raw::extract(gate, request, payload, actor).await? })
    }

    fn document(doc: &mut OperationDoc) {
        Spoken::document(doc);
        doc.parameters(vec![parameter("Upload-Offset", "Where the bytes begin.", Type::Integer)]);
        doc.problem(400, "bad_upload_header", "A header of the tus protocol is missing or not valid.");
        doc.problem(415, "unsupported_content_type", "Send application/offset+octet-stream.");
    }
}

fn parameter(name: &str, about: &str, kind: Type) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some(about))
        .schema(Some(ObjectBuilder::new().schema_type(kind).build()))
        .build()
}

fn check_version(headers: &HeaderMap) -> Result<(), Problem> {
    if text(headers, "tus-resumable") == Some(VERSION) {
        return Ok(());
    }
    let detail = "Send Tus-Resumable: 1.0.0; no other version of the tus protocol is spoken here.";
    Err(Problem::new(StatusCode::PRECONDITION_FAILED, "tus_version", detail))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// A number of bytes: digits alone.
fn number(headers: &HeaderMap, name: &str) -> Result<u64, Problem> {
    let digits = text(headers, name).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let number = digits.and_then(|digits| digits.parse().ok());
    number
        .ok_or_else(|| Problem::malformed("bad_upload_header", format!("The header {name} must be a number of bytes.")))
}

/// The value of `filename`, or nothing: metadata that makes no sense is no reason to refuse a file.
fn filename(metadata: &str) -> String {
    let metadata = if metadata.len() > MOST_METADATA { "" } else { metadata };
    let pairs = metadata.split(',').filter_map(|pair| pair.trim().split_once(' '));
    let named = pairs.filter(|(key, _)| *key == "filename").find_map(|(_, value)| STANDARD.decode(value).ok());
    named.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filename_is_found_among_other_metadata() {
        assert_eq!(filename("filename aG9saWRheS5tcDQ=,filetype dmlkZW8vbXA0"), "holiday.mp4");
        assert_eq!(filename("filetype dmlkZW8vbXA0, filename w6TDtsO8"), "äöü");
        for odd in ["", "filename", "filename !!!", "name aG9s", "filename /w==", &"x".repeat(5000)] {
            assert_eq!(filename(odd), "", "{odd}");
        }
    }
}
