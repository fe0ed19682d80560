//! As little of HTTP/1.1 (RFC 9112) as a load generator needs: requests as bytes built once, answers delimited by
//! `Content-Length`, one request under way on a connection. Anything else is an error, never a wrong figure.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// No server measured here sends a longer head.
const LONGEST_HEAD: usize = 16 * 1024;

/// A kept-alive connection.
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

/// A complete answer; the body lives until the next exchange.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: &'a [u8],
}

/// The start line and headers of an answer, as far as they matter here.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// Bytes up to the first of the body.
    length: usize,
    /// Bytes of the body.
    content_length: usize,
}

impl Connection {
    /// Connects, with Nagle's algorithm off.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: Vec::with_capacity(LONGEST_HEAD) })
    }

    /// Sends one request and waits for the whole of its answer.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.received.clear();
        let head = loop {
            ensure!(self.stream.read_buf(&mut self.received).await? > 0, "the server closed the connection");
            if let Some(head) = parse_head(&self.received)? {
                break head;
            }
        };
        let whole = head.length + head.content_length;
        while self.received.len() < whole {
            ensure!(self.stream.read_buf(&mut self.received).await? > 0, "the server closed the connection");
        }
        ensure!(self.received.len() == whole, "the answer is longer than its Content-Length");
        Ok(Answer { status: head.status, body: self.received.get(head.length..).unwrap_or_default() })
    }
}

impl Answer<'_> {
    /// Fails unless the status is `wanted`, quoting what came instead.
    pub fn expect_status(&self, wanted: u16) -> Result<()> {
        if self.status != wanted {
            let body: String = String::from_utf8_lossy(self.body).chars().take(300).collect();
            bail!("answered {} instead of {wanted}: {body}", self.status);
        }
        Ok(())
    }
}

/// The bytes of a GET request, with a bearer token if there is one.
pub fn get(path: &str, token: Option<&str>) -> Vec<u8> {
    let authorization = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n{authorization}\r\n").into_bytes()
}

/// The bytes of a POST request with a JSON body.
pub fn post(path: &str, token: Option<&str>, body: &Value) -> Vec<u8> {
    let authorization = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    let body = body.to_string();
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n{authorization}\r\n{body}"
    )
    .into_bytes()
}

/// One request on a connection of its own: the JSON of the answer, which must have the status `wanted`.
pub async fn call(address: SocketAddr, request: &[u8], wanted: u16) -> Result<Value> {
    let mut connection = Connection::open(address).await?;
    let answer = connection.exchange(request).await?;
    answer.expect_status(wanted)?;
    serde_json::from_slice(answer.body).context("the answer is not JSON")
}

/// One request on a connection of its own: the bytes of the answer's body, whose status must be 200.
pub async fn body_of(address: SocketAddr, request: &[u8]) -> Result<Vec<u8>> {
    let mut connection = Connection::open(address).await?;
    let answer = connection.exchange(request).await?;
    answer.expect_status(200)?;
    Ok(answer.body.to_vec())
}

/// Reads a head if it is complete.
fn parse_head(received: &[u8]) -> Result<Option<Head>> {
    let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n") else {
        ensure!(received.len() < LONGEST_HEAD, "no end of the head within {LONGEST_HEAD} bytes");
        return Ok(None);
    };
    let mut lines = received.get(..end).unwrap_or_default().split(|byte| *byte == b'\n');
    let status = lines
        .next()
        .and_then(|line| line.strip_prefix(b"HTTP/1.1 "))
        .and_then(|line| number(line.get(..3)?))
        .context("not an HTTP/1.1 status line")?;
    let content_length = lines.find_map(content_length).context("an answer without a Content-Length")?;
    let status = u16::try_from(status)?;
    Ok(Some(Head { status, length: end + 4, content_length }))
}

/// The value of a header line, if that header is `Content-Length`.
fn content_length(line: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"content-length:";
    let (name, value) = line.split_at_checked(NAME.len())?;
    name.eq_ignore_ascii_case(NAME).then(|| number(value.trim_ascii()))?
}

fn number(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tokio::net::TcpListener;

    use super::*;

    const HEAD: &str = "HTTP/1.1 200 OK\r\nx-other: 9\r\ncontent-LENGTH: 5\r\ndate: today\r\n\r\n";

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        for cut in 0..HEAD.len() {
            assert_eq!(parse_head(&HEAD.as_bytes()[..cut]).unwrap(), None, "cut at {cut}");
        }
        let head = Head { status: 200, length: HEAD.len(), content_length: 5 };
        assert_eq!(parse_head(format!("{HEAD}hel").as_bytes()).unwrap(), Some(head));
    }

    #[test]
    fn what_cannot_be_delimited_is_an_error() {
        for head in [
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
            "HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\n",
            "HTTP/1.1 2\r\n\r\n",
        ] {
            assert!(parse_head(head.as_bytes()).is_err(), "{head}");
        }
        assert!(parse_head(&vec![b'x'; LONGEST_HEAD]).is_err());
    }

    #[test]
    fn requests_carry_length_and_token() {
        let text = String::from_utf8(post("/p", Some("t0k"), &json!({"a": "ä"}))).unwrap();
        assert!(text.starts_with("POST /p HTTP/1.1\r\n"));
        assert!(text.contains("\r\nAuthorization: Bearer t0k\r\n"));
        assert!(text.contains("\r\nContent-Length: 10\r\n"));
        assert!(text.ends_with("\r\n\r\n{\"a\":\"ä\"}"));
        let text = String::from_utf8(get("/p", None)).unwrap();
        assert!(text.ends_with("\r\n\r\n") && !text.contains("Authorization"));
    }

    #[tokio::test]
    async fn answers_may_come_in_pieces_and_connections_are_kept() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            for piece in [&HEAD.as_bytes()[..20], &HEAD.as_bytes()[20..], b"he", b"llo"] {
                if piece.starts_with(b"HTTP") {
                    assert!(stream.read(&mut request).await.unwrap() > 0);
                }
                stream.write_all(piece).await.unwrap();
                tokio::task::yield_now().await;
            }
            assert!(stream.read(&mut request).await.unwrap() > 0);
            stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}").await.unwrap();
        });
        let mut connection = Connection::open(address).await.unwrap();
        let request = get("/", None);
        let answer = connection.exchange(&request).await.unwrap();
        answer.expect_status(200).unwrap();
        assert_eq!(answer.body, b"hello");
        let answer = connection.exchange(&request).await.unwrap();
        let refusal = answer.expect_status(200).unwrap_err().to_string();
        assert_eq!(refusal, "answered 404 instead of 200: {}");
        server.await.unwrap();
        let closed = connection.exchange(&request).await.unwrap_err().to_string();
        assert!(closed.contains("closed") || closed.contains("reset") || closed.contains("pipe"), "{closed}");
    }
}
