//! Addresses, links from mails, and the own account.

use auth_contract::{ChangeEmail, ForgotPassword, GetOwnAccount, OwnAccount, ResetPassword, VerifyEmail};

use super::*;

fn mail() -> Fake<dyn Accounts> {
    Fake::<dyn Accounts>::new()
        .on(|cx, req: ChangeEmail| match (cx.caller().user(), req.email.as_str(), req.password.as_deref()) {
            (Some(_), "free@example.org", Some("right") | None) => Ok(Done {}),
            (Some(_), "taken@example.org", _) => Err(AuthRefusal::EmailTaken.into()),
            (Some(_), "closed@example.org", _) => Err(AuthRefusal::MailNotConfigured.into()),
            _ => Err(AuthRefusal::InvalidCredentials.into()),
        })
        .on(|_cx, req: VerifyEmail| match req.token.as_str() {
            "good" => Ok(Done {}),
            _ => Err(AuthRefusal::InvalidLink.into()),
        })
        .on(|_cx, req: ForgotPassword| match (req.email.as_str(), req.device.label.as_deref()) {
            ("closed@example.org", _) => Err(AuthRefusal::MailNotConfigured.into()),
            (_, Some("Firefox")) => Ok(Done {}),
            _ => Err(Failure::Unavailable),
        })
        .on(|_cx, req: ResetPassword| match (req.token.as_str(), req.new_password.as_str()) {
            ("good", "new") => Ok(Done {}),
            ("good", _) => Err(AuthRefusal::Invalid(vec![FieldError::new("new_password", "weak", "Is weak.")]).into()),
            _ => Err(AuthRefusal::InvalidLink.into()),
        })
        .on(|cx, _: GetOwnAccount| {
            Ok(OwnAccount {
                user_id: cx.caller().user().unwrap(),
                username: "marigold".into(),
                email: Some("ann@example.org".into()),
                email_verified: true,
                has_password: true,
                has_telegram: false,
                has_totp: true,
                recovery_codes_left: 9,
                passkeys: 2,
                roles: vec![Role::User],
                created_at: Timestamp::from_millis(1_772_366_400_000),
                erased_at: None,
            })
        })
}

#[actix_web::test]
async fn links_from_mails_are_for_anybody_and_say_why_they_do_not_work() {
    let firefox = ("user-agent", "Firefox");
    for (path, body, status, code) in [
        ("/auth/email/verify", json!({"token": "good"}), 204, None),
        ("/auth/email/verify", json!({"token": "used"}), 410, Some("invalid_link")),
        ("/auth/email/verify", json!({}), 422, Some("validation_failed")),
        ("/auth/password/forgot", json!({"email": "closed@example.org"}), 503, Some("mail_not_configured")),
        ("/auth/password/forgot", json!({}), 422, Some("validation_failed")),
        ("/auth/password/reset", json!({"token": "good", "new_password": "new"}), 204, None),
        ("/auth/password/reset", json!({"token": "good", "new_password": "weak"}), 422, Some("validation_failed")),
        ("/auth/password/reset", json!({"token": "used", "new_password": "new"}), 410, Some("invalid_link")),
        ("/auth/password/reset", json!({"token": "good"}), 422, Some("validation_failed")),
    ] {
        let answer = send_to(mail(), post(path, body.clone())).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (status, code), "{path} {body}");
    }
    let ask = async |email: &str| {
        let request = post("/auth/password/forgot", json!({ "email": email })).insert_header(firefox);
        let answer = send_to(mail(), request).await;
        (answer.status, answer.body)
    };
    let known = ask("ann@example.org").await;
    assert_eq!((known.0, known.1["detail"].is_string()), (202, true));
    assert_eq!(known, ask("nobody@example.org").await);
    assert_eq!(known, ask("no address").await);
}

#[actix_web::test]
async fn an_address_is_changed_by_its_owner() {
    let put = |body: Value| TestRequest::put().uri("/auth/email").set_json(body);
    for (body, status, code) in [
        (json!({"email": "free@example.org", "password": "right"}), 202, None),
        (json!({"email": "free@example.org"}), 202, None),
        (json!({"email": "free@example.org", "password": "wrong"}), 401, Some("invalid_credentials")),
        (json!({"email": "taken@example.org", "password": "right"}), 409, Some("email_taken")),
        (json!({"email": "closed@example.org", "password": "right"}), 503, Some("mail_not_configured")),
        (json!({"password": "right"}), 422, Some("validation_failed")),
    ] {
        let answer = send_to(mail(), bearer(put(body.clone()), "marigold")).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (status, code), "{body}");
    }
    let nobody = send_to(mail(), put(json!({"email": "free@example.org", "password": "right"}))).await;
    assert_eq!((nobody.status, nobody.body["code"].as_str()), (401, Some("not_signed_in")));
}

#[actix_web::test]
async fn people_see_their_own_account() {
    let answer = send_to(mail(), bearer(TestRequest::get().uri("/auth/account"), "marigold")).await;
    let whole = json!({
        "user_id": marigold(), "username": "marigold", "email": "ann@example.org", "email_verified": true,
        "has_password": true, "has_telegram": false, "has_totp": true, "recovery_codes_left": 9, "passkeys": 2,
        "roles": ["user"], "created_at": "2026-03-01T12:00:00.000Z", "erased_at": null,
    });
    assert_eq!((answer.status, answer.body), (200, whole));
    assert_eq!(send_to(mail(), TestRequest::get().uri("/auth/account")).await.status, 401);
}
