//! Replies that are not JSON: bytes, and the headers of the tus protocol.

use actix_web::HttpResponse;
use actix_web::http::header::HeaderName;
use edge::document::OperationDoc;
use edge::reply::Reply;
use kernel::Cx;

use crate::tus::VERSION;

/// The bytes of a file, or a part of them.
pub struct Bytes(pub HttpResponse);

impl Reply for Bytes {
    fn respond(self, _cx: &Cx) -> HttpResponse {
        self.0
    }
    fn document(doc: &mut OperationDoc) {
        doc.empty_reply(200, "The bytes, as WebP or JPEG by `Accept`, or the video.");
        doc.empty_reply(206, "The part that `Range` asked for.");
        doc.empty_reply(304, "The client's copy is the current one.");
        doc.problem(416, "range_not_satisfiable", "The file has no such bytes.");
    }
}

/// An answer of the tus protocol: all of it is in its headers.
pub struct Tus<const STATUS: u16>(pub Vec<(HeaderName, String)>);

impl<const STATUS: u16> Reply for Tus<STATUS> {
    fn respond(self, _cx: &Cx) -> HttpResponse {
        let mut response = match STATUS {
            201 => HttpResponse::Created(),
            204 => HttpResponse::NoContent(),
            _ => HttpResponse::Ok(),
        };
        response.insert_header(("tus-resumable", VERSION));
        for (name, value) in self.0 {
            response.insert_header((name, value));
        }
        response.finish()
    }
    fn document(doc: &mut OperationDoc) {
        doc.empty_reply(STATUS, "Done; see the headers of the tus protocol.");
    }
}
