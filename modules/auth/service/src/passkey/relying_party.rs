//! For whom passkeys are made, and which pages may use them (sections 5.1.2 and 13.4.9).

use url::{Host, Url};

use crate::Settings;

/// The machine that a developer sits at; browsers let its pages use passkeys without TLS.
const LOCALHOST: &str = "localhost";

/// For whom passkeys are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingParty {
    id: String,
    name: String,
    origins: Vec<String>,
}

impl RelyingParty {
    /// From the settings; the error says which of them does not fit.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        let home = Page::parse(&settings.public_url)
            .ok_or_else(|| format!("public_url {:?} is no http or https address", settings.public_url))?;
        let pages = match settings.passkey_origins.as_slice() {
            [] => vec![home.clone()],
            some => some.iter().map(|origin| listed(origin)).collect::<Result<_, _>>()?,
        };
        let id = match settings.relying_party_id.as_str() {
            "" => home.host,
            id => domain(id).ok_or_else(|| format!("relying_party_id {id:?} is no domain name"))?,
        };
        // A browser would refuse; better to hear of it now.
        if let Some(page) = pages.iter().find(|page| !page.may_speak_for(&id)) {
            return Err(format!("passkeys of {id:?} cannot be used on {:?}, which lies outside", page.origin));
        }
        let origins = pages.into_iter().map(|page| page.origin).collect();
        Ok(Self { id, name: settings.issuer.clone(), origins })
    }

    /// Its id: a domain name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What an authenticator calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether an origin is one of its own pages. On a developer's machine every port is.
    pub fn has_page(&self, origin: &str) -> bool {
        let on_this_machine = || {
            let port = origin.strip_prefix("http://localhost:").map(str::parse::<u16>);
            self.id == LOCALHOST && (origin == "http://localhost" || matches!(port, Some(Ok(_))))
        };
        self.origins.iter().any(|own| own == origin) || on_this_machine()
    }
}

/// Where pages come from.
#[derive(Debug, Clone)]
struct Page {
    /// As browsers write it.
    origin: String,
    /// Empty for an app, which is tied to a domain elsewhere.
    host: String,
}

impl Page {
    fn parse(address: &str) -> Option<Self> {
        let mut url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let loopback = match url.host()? {
            Host::Domain(_) => false,
            Host::Ipv4(ip) => ip.is_loopback(),
            Host::Ipv6(ip) => ip.is_loopback(),
        };
        if loopback {
            // Passkeys need a name, and this address has one.
            url.set_host(Some(LOCALHOST)).ok()?;
        }
        Some(Self { origin: url.origin().ascii_serialization(), host: url.host_str()?.to_owned() })
    }

    fn may_speak_for(&self, id: &str) -> bool {
        let above = || self.host.strip_suffix(id).is_some_and(|rest| rest.ends_with('.'));
        self.host.is_empty() || self.host == id || above()
    }
}

/// An origin as the configuration lists it: of pages, or of an Android app.
fn listed(origin: &str) -> Result<Page, String> {
    if origin.starts_with("android:apk-key-hash:") {
        return Ok(Page { origin: origin.to_owned(), host: String::new() });
    }
    let page = Page::parse(origin).filter(|_| Url::parse(origin).is_ok_and(|url| url.path() == "/"));
    page.ok_or_else(|| format!("passkey_origins has {origin:?}, which is no origin"))
}

fn domain(name: &str) -> Option<String> {
    match Host::parse(name).ok()? {
        Host::Domain(domain) => Some(domain),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(public_url: &str, id: &str, origins: &[&str]) -> Result<RelyingParty, String> {
        RelyingParty::new(&Settings {
            public_url: public_url.into(),
            relying_party_id: id.into(),
            passkey_origins: origins.iter().map(|&origin| origin.into()).collect(),
            ..Settings::default()
        })
    }

    #[test]
    fn the_public_address_says_it_all_unless_told_otherwise() {
        let own = party("https://Dates.example:443/app", "", &[]).unwrap();
        assert_eq!(own.id(), "dates.example");
        assert!(own.has_page("https://dates.example"));
        for other in [
            "https://dates.example:8443",
            "http://dates.example",
            "https://evil.example",
            "https://dates.example.evil.example",
            "https://sub.dates.example",
            "https://dates.example/",
            "http://localhost:5173",
            "null",
            "",
        ] {
            assert!(!own.has_page(other), "{other}");
        }
        let app = "android:apk-key-hash:7d1043473d55bfa90e8530d35801d4e381bc69f0";
        let wide = party("https://api.dates.example", "dates.example", &["https://app.dates.example", app]).unwrap();
        assert_eq!(wide.id(), "dates.example");
        assert!(wide.has_page("https://app.dates.example") && wide.has_page(app));
        assert!(!wide.has_page("https://api.dates.example") && !wide.has_page("https://dates.example"));
    }

    #[test]
    fn on_a_developers_machine_every_port_may_use_passkeys() {
        for address in ["http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost:8080"] {
            let own = party(address, "", &[]).unwrap();
            assert_eq!(own.id(), "localhost");
            assert!(own.has_page("http://localhost:8080") && own.has_page("http://localhost:5173"));
            for other in ["http://127.0.0.1:8080", "http://localhost:80.evil.example", "http://localhost.evil.example"]
            {
                assert!(!own.has_page(other), "{other}");
            }
        }
    }

    #[test]
    fn settings_that_cannot_work_are_named() {
        for (public_url, id, origins, named) in [
            ("", "", vec![], "public_url"),
            ("dates.example", "", vec![], "public_url"),
            ("ftp://dates.example", "", vec![], "public_url"),
            ("https://", "", vec![], "public_url"),
            ("https://dates.example", "192.0.2.1", vec![], "relying_party_id"),
            ("https://dates.example", "https://dates.example", vec![], "relying_party_id"),
            ("https://dates.example", "other.example", vec![], "other.example"),
            ("https://dates.example", "app.dates.example", vec![], "app.dates.example"),
            ("https://evildates.example", "dates.example", vec![], "evildates.example"),
            ("https://dates.example", "", vec!["https://other.example"], "other.example"),
            ("https://dates.example", "", vec!["https://dates.example/app"], "passkey_origins"),
            ("https://dates.example", "", vec!["dates.example"], "passkey_origins"),
        ] {
            let error = party(public_url, id, &origins).unwrap_err();
            assert!(error.contains(named), "{error}");
        }
    }
}
