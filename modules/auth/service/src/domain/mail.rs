//! What mails say. Nothing in them is of anybody's choosing but ours: a stranger who types somebody's address must not be
//! able to write to them.

use crate::domain::link::LinkToken;

/// A subject and lines of text.
pub struct Text {
    /// One line.
    pub subject: &'static str,
    /// Lines.
    pub text: String,
}

/// The page that links lead to. The token stands in the fragment, which browsers do not send: no log has it.
fn link(base: &str, what: &str, token: &LinkToken) -> String {
    format!("{}/static/account.html#{what}={}", base.trim_end_matches('/'), token.text())
}

/// To somebody's new address: a link that confirms it.
pub fn confirm(base: &str, token: &LinkToken, ttl_s: u64) -> Text {
    let (link, span) = (link(base, "verify", token), span(ttl_s));
    Text {
        subject: "Confirm your e-mail address",
        text: format!(
            "Hello,\n\nsomebody gave this address to an account on Kindling. If that was you, confirm it here:\n\n{link}\n\n\
             The link works once, within {span}. If it was not you, do nothing: the address stays unconfirmed.\n"
        ),
    }
}

/// To the address that is on its way out: no link, so that nothing can be done with it.
pub fn leaving() -> Text {
    Text {
        subject: "Your e-mail address is about to change",
        text: "Hello,\n\nsomebody who is signed in to your account on Kindling wants to give it another e-mail address. If \
               that was you, there is nothing to do here.\n\nIf it was not you, sign in, change your password and sign out \
               all other devices.\n"
            .into(),
    }
}

/// To an account's address: a link that sets a new password.
pub fn reset(base: &str, token: &LinkToken, ttl_s: u64) -> Text {
    let (link, span) = (link(base, "reset", token), span(ttl_s));
    Text {
        subject: "Set a new password",
        text: format!(
            "Hello,\n\nsomebody asked for a new password for the account on Kindling with this address. If that was you, \
             set one here:\n\n{link}\n\nThe link works once, within {span}, and signs out all devices. If it was not you, \
             do nothing: the password stays as it is.\n"
        ),
    }
}

/// A length of time for people, in whole minutes or hours.
fn span(seconds: u64) -> String {
    let (count, unit) = match seconds {
        ..120 => (seconds, "second"),
        120..7200 => (seconds / 60, "minute"),
        _ => (seconds / 3600, "hour"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_carry_the_token_in_the_fragment_and_the_notice_carries_none() {
        let token = LinkToken::fresh().unwrap();
        for (text, what, time) in [
            (confirm("https://kindling.example/", &token, 86_400), "verify", "24 hours"),
            (reset("https://kindling.example", &token, 3600), "reset", "60 minutes"),
        ] {
            let link = format!("\nhttps://kindling.example/static/account.html#{what}={}\n", token.text());
            assert!(text.text.contains(&link) && text.text.contains(time), "{}", text.text);
        }
        assert!(!leaving().text.contains("://"));
    }

    #[test]
    fn lengths_of_time_read_well() {
        let spans = [90, 120, 3600, 7199, 7200, 86_400].map(span);
        assert_eq!(spans, ["90 seconds", "2 minutes", "60 minutes", "119 minutes", "2 hours", "24 hours"]);
    }
}
