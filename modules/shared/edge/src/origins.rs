//! Which web pages may act for the people who look at them. Browsers send cookies wherever a page asks them to, so the
//! page's own origin decides (OWASP: cross-site request forgery, cross-site WebSocket hijacking). Other clients send no
//! origin.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use serde::Deserialize;

use crate::gate::Gate;
use crate::problem::Problem;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Which web pages may call the API with credentials and open sockets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Origins {
    /// The server's own origin, `scheme://host[:port]`, where it is known. Otherwise its pages are those whose host is
    /// the request's own `Host`.
    pub own: Option<String>,
    /// `scheme://host[:port]`, exactly. Pages of the server itself need not be listed.
    pub allowed: Vec<String>,
    /// Whether pages of any local server may, too; for development.
    pub localhost: bool,
}

impl Origins {
    /// Whether a page of `origin` may act towards `host`, the request's own `Host`.
    pub fn admit(&self, origin: &str, host: Option<&str>) -> bool {
        let Some((scheme, authority)) = origin.split_once("://") else { return false };
        if !matches!(scheme, "http" | "https") || authority.is_empty() {
            return false;
        }
        let listed = self.allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin));
        let own = match self.own.as_deref().and_then(|own| Some((own, own.split_once("://")?.1))) {
            // The same name over another scheme is another origin: anybody on the way may write pages of http.
            Some((own, at)) if at.eq_ignore_ascii_case(authority) => own.eq_ignore_ascii_case(origin),
            _ => host.is_some_and(|host| host.eq_ignore_ascii_case(authority)),
        };
        own || listed || (self.localhost && is_local(authority))
    }
}

fn is_local(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

/// Refuses a request that a page of another site may have made a browser send along with its cookies.
pub(crate) fn same_site(gate: &Gate, request: &HttpRequest) -> Result<(), Problem> {
    match admitted(&gate.settings.origins, request.headers()) {
        true => Ok(()),
        false => Err(Problem::forbidden("csrf", "Cookies count only for requests of this site's own pages.")),
    }
}

fn admitted(origins: &Origins, headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match text(header::ORIGIN) {
        Some(origin) => origins.admit(origin, text(header::HOST)),
        None => text(SEC_FETCH_SITE) == Some("same-origin"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn strict() -> Origins {
        Origins { allowed: vec!["https://app.example".into()], ..Origins::default() }
    }

    #[test]
    fn only_listed_pages_and_the_servers_own_are_admitted() {
        let here = Some("api.example:8080");
        assert!(strict().admit("https://app.example", here));
        assert!(strict().admit("https://api.example:8080", here));
        for foreign in [
            "null",
            "",
            "https://evil.example",
            "https://app.example.evil.example",
            "https://app.example:444",
            "http://app.example",
            "https://api.example",
            "http://localhost:3000",
            "file://",
        ] {
            assert!(!strict().admit(foreign, here), "{foreign:?}");
        }
    }

    #[test]
    fn a_server_that_knows_its_origin_insists_on_the_scheme() {
        let origins = Origins { own: Some("https://api.example".into()), ..Origins::default() };
        assert!(origins.admit("https://api.example", Some("api.example")));
        assert!(origins.admit("https://api.example", Some("10.0.0.7:8080")), "behind a proxy that renames the host");
        assert!(!origins.admit("http://api.example", Some("api.example")));
        assert!(origins.admit("http://10.0.0.7:8080", Some("10.0.0.7:8080")), "asked by another of its names");
    }

    #[test]
    fn any_local_page_is_admitted_where_developers_work() {
        let origins = Origins { localhost: true, ..Origins::default() };
        for local in ["http://localhost", "http://localhost:5173", "http://127.0.0.1:8080", "http://[::1]:1"] {
            assert!(origins.admit(local, None), "{local}");
        }
        for foreign in ["http://localhost.evil.example", "http://127.0.0.1.evil.example:80", "http://evil.example:80"] {
            assert!(!origins.admit(foreign, None), "{foreign}");
        }
    }

    #[test]
    fn without_an_origin_the_browser_must_say_that_the_page_is_ours() {
        let with = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static("api.example"));
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            headers
        };
        assert!(admitted(&strict(), &with("sec-fetch-site", "same-origin")));
        for other in ["same-site", "cross-site", "none", "", "same-origin, none"] {
            assert!(!admitted(&strict(), &with("sec-fetch-site", other)), "{other}");
        }
        assert!(!admitted(&strict(), &with("accept", "*/*")), "nothing is said");
        let mut both = with("origin", "https://evil.example");
        both.insert(SEC_FETCH_SITE, HeaderValue::from_static("same-origin"));
        assert!(!admitted(&strict(), &both), "an origin that is said decides");
    }
}
