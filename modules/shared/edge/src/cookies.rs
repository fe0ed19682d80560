//! The two cookies of a browser's session (RFC 6265bis): the access token for every path, the refresh token for those
//! that renew it.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{self, HeaderMap, HeaderValue};

/// Where the refresh token goes. Every path answers under a prefix, too, and a cookie has only one path: so there are two
/// of it, which are set and cleared together. One for `/` would reach every operation.
const RENEWING: [&str; 2] = ["/auth", "/api/v1/auth"];

/// Names and attributes of the cookies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cookies {
    secure: bool,
}

impl Cookies {
    /// Cookies that only travel encrypted, or for development those that do not.
    pub(crate) fn new(insecure: bool) -> Self {
        Self { secure: !insecure }
    }

    /// The access token's name. Browsers hold cookies with these prefixes to their host and to encryption.
    pub(crate) fn access_name(self) -> &'static str {
        if self.secure { "__Host-access" } else { "access" }
    }

    fn refresh_name(self) -> &'static str {
        if self.secure { "__Secure-refresh" } else { "refresh" }
    }

    /// The access token that a request carries.
    pub(crate) fn access(self, request: &HttpRequest) -> Option<&str> {
        read(request, self.access_name())
    }

    /// The refresh token that a request carries.
    pub(crate) fn refresh(self, request: &HttpRequest) -> Option<&str> {
        read(request, self.refresh_name())
    }

    /// Sets the access token for `seconds`.
    pub(crate) fn set_access(self, headers: &mut HeaderMap, token: &str, seconds: u64) {
        self.set(headers, self.access_name(), token, "/", SameSite::Lax, seconds);
    }

    /// Sets the refresh token for `seconds`.
    pub(crate) fn set_refresh(self, headers: &mut HeaderMap, token: &str, seconds: u64) {
        for path in RENEWING {
            self.set(headers, self.refresh_name(), token, path, SameSite::Strict, seconds);
        }
    }

    /// Takes both away.
    pub(crate) fn clear(self, headers: &mut HeaderMap) {
        self.set_access(headers, "", 0);
        self.set_refresh(headers, "", 0);
    }

    fn set(
        self,
        headers: &mut HeaderMap,
        name: &'static str,
        token: &str,
        path: &'static str,
        same_site: SameSite,
        seconds: u64,
    ) {
        let cookie = Cookie::build(name, token)
            .http_only(true)
            .secure(self.secure)
            .same_site(same_site)
            .path(path)
            .max_age(Duration::seconds(i64::try_from(seconds).unwrap_or(i64::MAX)))
            .finish();
        match HeaderValue::from_str(&cookie.to_string()) {
            Ok(value) => headers.append(header::SET_COOKIE, value),
            Err(_) => tracing::error!(name, "a token cannot be put into a cookie"),
        }
    }
}

fn read<'r>(request: &'r HttpRequest, name: &str) -> Option<&'r str> {
    let lines = request.headers().get_all(header::COOKIE).filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    let (_, token) = pairs.find(|(known, _)| known.trim() == name)?;
    Some(token.trim()).filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_token_is_found_among_other_cookies_and_only_by_its_full_name() {
        let cookies = Cookies::new(false);
        let access = |line: &str| {
            let request = TestRequest::get().insert_header((header::COOKIE, line)).to_http_request();
            cookies.access(&request).map(str::to_owned)
        };
        assert_eq!(access("a=1; __Host-access=x.y.z; b=2").as_deref(), Some("x.y.z"));
        assert_eq!(access("__Host-access=x=y").as_deref(), Some("x=y"));
        for other in ["", "access=x", "__host-access=x", "x__Host-access=x", "__Host-access=", "__Host-access", ";;;="]
        {
            assert_eq!(access(other), None, "{other:?}");
        }
    }
}
