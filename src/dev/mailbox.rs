//! `GET /dev/mailbox`

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::{self, Accept, Header};
use edge::{Anyone, Raw, Response};
use kernel::{NoRefusal, Outcome, Timestamp};
use platform::Mail;
use serde::Serialize;

use super::Api;

/// Nothing runs on the page, and its links tell nobody where they were followed from.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

#[derive(Serialize)]
struct Mails {
    mails: Vec<Letter>,
    count: usize,
}

#[derive(Serialize)]
struct Letter {
    to: String,
    subject: String,
    text: String,
    sent_at: Timestamp,
}

/// The mails that would have been sent, newest first: a list for programs, a page with links for browsers.
pub(super) async fn demo_mailbox(api: Arc<Api>, _who: Anyone, raw: Raw) -> Outcome<Response, NoRefusal> {
    let mails: Vec<_> = api.mailbox.mails().into_iter().map(|(sent_at, mail)| letter(sent_at, mail)).collect();
    let mut response = HttpResponse::Ok();
    response.insert_header((header::VARY, "Accept")).insert_header((header::REFERRER_POLICY, "no-referrer"));
    Ok(Response(match Accept::parse(&raw.request) {
        Ok(accept) if wants_a_page(&accept) => {
            response.insert_header((header::CONTENT_SECURITY_POLICY, POLICY));
            response.content_type("text/html; charset=utf-8").body(page(&mails))
        }
        _ => response.json(Mails { count: mails.len(), mails }),
    }))
}

fn letter(sent_at: Timestamp, mail: Mail) -> Letter {
    Letter { to: mail.to, subject: mail.subject, text: mail.text, sent_at }
}

/// Whether HTML comes before JSON, and before anything at all.
fn wants_a_page(accept: &Accept) -> bool {
    let ranked = accept.ranked();
    let first = ranked.iter().map(|kind| kind.essence_str()).find(|kind| *kind != "application/xhtml+xml");
    first == Some("text/html")
}

fn page(mails: &[Letter]) -> String {
    let mut html = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Mailbox</title>\n\
         <link rel=\"stylesheet\" href=\"/static/app.css\">\n<main class=\"page\">\n<h1>Mailbox</h1>\n",
    );
    if mails.is_empty() {
        html.push_str("<p class=\"hint\">Nothing has been sent yet.</p>\n");
    }
    for letter in mails {
        html.push_str("<article class=\"panel\">\n<h2>");
        escape(&mut html, &letter.subject);
        html.push_str("</h2>\n<p class=\"hint\">to ");
        escape(&mut html, &letter.to);
        html.push_str(", ");
        escape(&mut html, &letter.sent_at.to_string());
        html.push_str("</p>\n<div class=\"bio\">");
        for (number, line) in letter.text.trim_end().lines().enumerate() {
            if number > 0 {
                html.push('\n');
            }
            write_line(&mut html, line);
        }
        html.push_str("</div>\n</article>\n");
    }
    html.push_str("</main>\n</html>\n");
    html
}

/// A line of a mail; one that is an address becomes a link.
fn write_line(html: &mut String, line: &str) {
    if line.starts_with("http://") || line.starts_with("https://") {
        html.push_str("<a href=\"");
        escape(html, line);
        html.push_str("\">");
        escape(html, line);
        html.push_str("</a>");
    } else {
        escape(html, line);
    }
}

fn escape(html: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn browsers_get_a_page_and_programs_a_list() {
        let wants = |accept: &str| {
            let request = TestRequest::get().insert_header((header::ACCEPT, accept)).to_http_request();
            wants_a_page(&Accept::parse(&request).unwrap())
        };
        assert!(wants("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
        assert!(wants("application/xhtml+xml, text/html, application/json;q=0.5"));
        for program in ["*/*", "application/json", "application/json, text/html;q=0.9", "text/html;q=0.5, */*"] {
            assert!(!wants(program), "{program}");
        }
    }

    #[test]
    fn whatever_a_mail_says_is_text_and_links_can_be_followed() {
        let mail = Mail {
            to: "<b>@example.org".into(),
            subject: "<script>alert(1)</script>".into(),
            text: "Hello & \"bye\"\n\nhttps://example.org/#a='\"><img>\njavascript:alert(1)\n".into(),
        };
        let html = page(&[letter(Timestamp::from_millis(0), mail)]);
        for bad in ["<script", "<img", "<b>", "href=\"javascript"] {
            assert!(!html.contains(bad), "{bad} in {html}");
        }
        assert!(html.contains("<a href=\"https://example.org/#a=&#39;&quot;&gt;&lt;img&gt;\">https://example.org/#a="));
        assert!(html.contains("Hello &amp; &quot;bye&quot;\n\n") && page(&[]).contains("Nothing has been sent yet"));
    }
}
