//! Which web pages may open sockets. Browsers send cookies and tokens along wherever a page asks them to, so the page's
//! own origin decides (OWASP: cross-site WebSocket hijacking). Other clients send no origin.

use serde::Deserialize;

/// Which web pages may open sockets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Origins {
    /// `scheme://host[:port]`, exactly. Pages of the server itself need not be listed.
    pub allowed: Vec<String>,
    /// Whether pages of any local server may, too; for development.
    pub localhost: bool,
}

impl Origins {
    /// Whether a page of `origin` may open a socket on `host`, the request's own `Host`.
    pub fn admit(&self, origin: &str, host: Option<&str>) -> bool {
        let Some((scheme, authority)) = origin.split_once("://") else { return false };
        if !matches!(scheme, "http" | "https") || authority.is_empty() {
            return false;
        }
        let same = host.is_some_and(|host| host.eq_ignore_ascii_case(authority));
        let listed = self.allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin));
        same || listed || (self.localhost && is_local(authority))
    }
}

fn is_local(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_pages_and_the_servers_own_are_admitted() {
        let origins = Origins { allowed: vec!["https://app.example".into()], localhost: false };
        let here = Some("api.example:8080");
        assert!(origins.admit("https://app.example", here));
        assert!(origins.admit("https://api.example:8080", here));
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
            assert!(!origins.admit(foreign, here), "{foreign:?}");
        }
    }

    #[test]
    fn any_local_page_is_admitted_where_developers_work() {
        let origins = Origins { allowed: vec![], localhost: true };
        for local in ["http://localhost", "http://localhost:5173", "http://127.0.0.1:8080", "http://[::1]:1"] {
            assert!(origins.admit(local, None), "{local}");
        }
        for foreign in ["http://localhost.evil.example", "http://127.0.0.1.evil.example:80", "http://evil.example:80"] {
            assert!(!origins.admit(foreign, None), "{foreign}");
        }
    }
}
