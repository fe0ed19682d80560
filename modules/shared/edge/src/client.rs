//! Where a request comes from, and which proxies may say so.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, X_FORWARDED_FOR};
use ipnet::IpNet;
use serde::Deserialize;

use crate::gate::Gate;

/// Longest chain of proxies that is followed.
const MOST_HOPS: usize = 16;

/// Where a request comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Client {
    /// Its address: the other end of the connection, or whom a trusted proxy there speaks for.
    pub ip: Option<IpAddr>,
    /// The `User-Agent`, cut to 200 characters, without control characters.
    pub user_agent: Option<String>,
}

impl Client {
    /// Reads them from a request.
    pub fn of(request: &HttpRequest) -> Self {
        let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Self {
            ip: address(request),
            user_agent: agent.map(|text| text.chars().filter(|c| !c.is_control()).take(200).collect()),
        }
    }
}

/// The client's address alone.
pub(crate) fn address(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    Some(match Gate::of(request) {
        Ok(gate) => gate.settings.proxies.client(peer, request.headers()),
        Err(_) => peer.to_canonical(),
    })
}

/// The proxies in front of this server. What others write into `Forwarded` (RFC 7239) or `X-Forwarded-For` is ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Proxies(Vec<IpNet>);

impl TryFrom<Vec<String>> for Proxies {
    type Error = String;
    fn try_from(networks: Vec<String>) -> Result<Self, String> {
        let parse = |text: &String| {
            let network = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
            network.ok_or_else(|| format!("{text:?} is no network: write 10.0.0.0/8, or one address"))
        };
        networks.iter().map(parse).collect::<Result<_, _>>().map(Self)
    }
}

impl Proxies {
    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Follows the chain from `peer` on, nearest hop first, as long as each is trusted to name the one before it.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trust(peer) {
            return peer;
        }
        let standard = headers.contains_key(header::FORWARDED).then(|| self.follow(peer, forwarded(headers)));
        let usual = headers.contains_key(X_FORWARDED_FOR).then(|| self.follow(peer, x_forwarded_for(headers)));
        match (standard, usual) {
            (Some(address), None) | (None, Some(address)) => address,
            // A proxy writes one of the two and passes the other on, whoever wrote it: only what both say can be true.
            (Some(standard), Some(usual)) if standard == usual => usual,
            _ => peer,
        }
    }

    fn follow(&self, peer: IpAddr, hops: impl Iterator<Item = Option<IpAddr>>) -> IpAddr {
        let mut client = peer;
        for hop in hops.take(MOST_HOPS) {
            // An unreadable or hidden address ends the chain: the last proxy that is known stands for the client.
            let Some(address) = hop else { break };
            client = address;
            if !self.trust(client) {
                break;
            }
        }
        client
    }
}

/// The addresses of `X-Forwarded-For`, nearest first.
fn x_forwarded_for(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let lines: Vec<_> = headers.get_all(X_FORWARDED_FOR).map(|line| line.to_str().unwrap_or_default()).collect();
    lines.into_iter().rev().flat_map(|line| line.rsplit(',')).map(node)
}

/// The addresses in the `for` parameters of `Forwarded`, nearest first.
fn forwarded(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let lines: Vec<_> = headers.get_all(header::FORWARDED).map(|line| line.to_str().unwrap_or_default()).collect();
    // A node has no comma or semicolon even in quotes, so that cutting there can only spoil what is malformed anyway.
    lines.into_iter().rev().flat_map(|line| line.rsplit(',')).map(|element| {
        let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
        let value = value.trim();
        node(value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value))
    })
}

/// An address, perhaps with a port, perhaps in brackets (RFC 7239, section 6).
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None => match text.split_once(':') {
            Some((address, port)) if !port.contains(':') => address,
            _ => text,
        },
    };
    bare.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    /// Whom a server behind 10/8 and ::1 takes a request from `peer` for.
    fn client(peer: &str, lines: &[(&str, &str)]) -> String {
        let proxies = Proxies::try_from(vec!["10.0.0.0/8".to_owned(), "::1".to_owned()]).unwrap();
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
        }
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    const XFF: &str = "x-forwarded-for";
    const RFC: &str = "forwarded";

    #[test]
    fn only_a_trusted_proxy_may_speak_for_others() {
        for header in [(XFF, "1.2.3.4"), (RFC, "for=1.2.3.4")] {
            assert_eq!(client("192.0.2.1", &[header]), "192.0.2.1", "a stranger");
            assert_eq!(client("10.0.0.1", &[header]), "1.2.3.4");
            assert_eq!(client("::1", &[header]), "1.2.3.4");
            assert_eq!(client("::ffff:10.0.0.1", &[header]), "1.2.3.4", "the same proxy on a socket of both families");
        }
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(Proxies::default().client("10.0.0.1".parse().unwrap(), &HeaderMap::new()).to_string(), "10.0.0.1");
    }

    #[test]
    fn the_chain_is_read_from_the_right_and_no_further_than_it_is_trusted() {
        for (value, expected) in [
            ("6.6.6.6, 1.2.3.4", "1.2.3.4"),
            ("6.6.6.6, 1.2.3.4, 10.9.9.9", "1.2.3.4"),
            ("10.0.0.7, 10.9.9.9", "10.0.0.7"),
            ("6.6.6.6,1.2.3.4 ,\t10.9.9.9", "1.2.3.4"),
            ("6.6.6.6, 2001:db8::1, ::1", "2001:db8::1"),
        ] {
            assert_eq!(client("10.0.0.1", &[(XFF, value)]), expected, "{value}");
        }
        let lines = [(XFF, "6.6.6.6"), (XFF, "1.2.3.4, 10.9.9.9")];
        assert_eq!(client("10.0.0.1", &lines), "1.2.3.4", "lines are one list");
        let long = vec!["10.0.0.2"; 1000].join(",");
        assert_eq!(client("10.0.0.1", &[(XFF, &format!("6.6.6.6,{long}"))]), "10.0.0.2", "no longer than sensible");
    }

    #[test]
    fn nodes_have_many_forms() {
        for (value, expected) in [
            ("1.2.3.4:5678", "1.2.3.4"),
            ("[2001:db8::17]:4711", "2001:db8::17"),
            ("[2001:db8::17]", "2001:db8::17"),
            ("2001:db8::17", "2001:db8::17"),
            ("::ffff:1.2.3.4", "1.2.3.4"),
        ] {
            assert_eq!(client("10.0.0.1", &[(XFF, value)]), expected, "{value}");
            assert_eq!(client("10.0.0.1", &[(RFC, &format!("For=\"{value}\""))]), expected, "{value}");
        }
        let full = "for=6.6.6.6;by=\"x\", proto=https;for=\"[2001:db8::17]:4711\";by=203.0.113.43 , for=10.1.1.1";
        assert_eq!(client("10.0.0.1", &[(RFC, full)]), "2001:db8::17");
    }

    #[test]
    fn what_cannot_be_read_ends_the_chain() {
        for value in [
            "",
            ",",
            "unknown",
            "_hidden",
            "1.2.3",
            "1.2.3.4.5",
            "1.2.3.4, ",
            "[::1",
            "evil",
            "999.1.1.1",
            "for=1.2.3.4",
        ] {
            assert_eq!(client("10.0.0.1", &[(XFF, value)]), "10.0.0.1", "{value:?}");
        }
        for value in ["", "for", "for=", "for=unknown", "for=\"_x\"", "by=1.2.3.4", "for=\"1.2.3.4", "1.2.3.4"] {
            assert_eq!(client("10.0.0.1", &[(RFC, value)]), "10.0.0.1", "{value:?}");
        }
        assert_eq!(client("10.0.0.1", &[(XFF, "1.2.3.4, unknown, 10.2.2.2")]), "10.2.2.2");
        let proxies = Proxies::try_from(vec!["10.0.0.0/8".to_owned()]).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(X_FORWARDED_FOR, HeaderValue::from_bytes(b"1.2.3.4\xff").unwrap());
        assert_eq!(proxies.client("10.0.0.1".parse().unwrap(), &headers).to_string(), "10.0.0.1");
    }

    #[test]
    fn two_headers_that_disagree_prove_nothing() {
        let spoofed = [(RFC, "for=6.6.6.6"), (XFF, "1.2.3.4")];
        assert_eq!(client("10.0.0.1", &spoofed), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &[(RFC, "for=1.2.3.4"), (XFF, "1.2.3.4")]), "1.2.3.4");
    }

    #[test]
    fn networks_and_single_addresses_are_taken_and_anything_else_is_not() {
        let proxies = |text: &str| Proxies::try_from(vec![text.to_owned()]);
        assert!(proxies("10.1.2.3/8").unwrap().trust("10.255.0.1".parse().unwrap()));
        assert!(proxies("fd00::/8").unwrap().trust("fd12::1".parse().unwrap()));
        assert!(proxies("192.0.2.1").unwrap().trust("192.0.2.1".parse().unwrap()));
        assert!(!proxies("192.0.2.1").unwrap().trust("192.0.2.2".parse().unwrap()));
        for bad in ["", "10.0.0.0/33", "proxy.example", "*"] {
            assert!(proxies(bad).is_err(), "{bad}");
        }
    }
}
