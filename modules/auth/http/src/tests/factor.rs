//! One-time codes and Telegram links: statuses and bodies.

use super::*;
use auth_contract::{BeginTotp, ConfirmTotp, LinkTelegram, RecoveryCodes, RemoveTotp, TotpOffer, UnlinkTelegram};

/// What proves nothing names the refusal that it gets.
fn refusal(word: &str) -> Failure<AuthRefusal> {
    match word {
        "active" => AuthRefusal::TotpActive,
        "missing" => AuthRefusal::TotpMissing,
        "staff" => AuthRefusal::SecondFactorRequired,
        "often" => AuthRefusal::Throttled { retry_after_s: 8 },
        "other" => AuthRefusal::TelegramLinked,
        "present" => AuthRefusal::TelegramPresent,
        "old" => AuthRefusal::TelegramExpired,
        "code" => AuthRefusal::TotpInvalid,
        "absent" => AuthRefusal::TotpRequired,
        _ => AuthRefusal::InvalidCredentials,
    }
    .into()
}

fn factors(unlinking: Result<(), AuthRefusal>) -> Fake<dyn Accounts> {
    let offer = || TotpOffer { secret: "GEZDGNBV".into(), uri: "otpauth://totp/Kindling:marigold".into() };
    Fake::<dyn Accounts>::new()
        .on(move |_cx, req: BeginTotp| match req.password.as_deref() {
            None | Some("right") => Ok(offer()),
            Some(word) => Err(refusal(word)),
        })
        .on(|_cx, req: ConfirmTotp| match req.code.as_str() {
            "123456" => Ok(RecoveryCodes { codes: vec!["k7mqz-w4t2p".into(), "0a1b2-c3d4e".into()] }),
            word => Err(refusal(word)),
        })
        .on(|_cx, req: RemoveTotp| match req.code.as_str() {
            "123456" => Ok(Done {}),
            word => Err(refusal(word)),
        })
        .on(|_cx, req: LinkTelegram| match req.init_data.as_str() {
            "good" => Ok(Done {}),
            word => Err(refusal(word)),
        })
        .on(move |_cx, _: UnlinkTelegram| unlinking.clone().map(|()| Done {}).map_err(Into::into))
        .on(|_cx, req: LogIn| match req.totp.as_deref() {
            Some("123456") => Ok(signed(Some("first"), false)),
            Some(word) => Err(refusal(word)),
            None => Err(refusal("absent")),
        })
}

async fn ask(request: TestRequest) -> Answer {
    send_to(factors(Ok(())), bearer(request, "marigold")).await
}

fn delete(path: &str) -> TestRequest {
    TestRequest::delete().uri(path)
}

#[actix_web::test]
async fn a_secret_is_offered_and_confirmed_and_done_away_with() {
    for body in [json!({"password": "right"}), json!({"password": null}), json!({})] {
        let offer = ask(post("/auth/totp", body)).await;
        let expected = json!({"secret": "GEZDGNBV", "uri": "otpauth://totp/Kindling:marigold"});
        assert_eq!((offer.status, offer.body), (200, expected));
    }
    let confirmed = ask(post("/auth/totp/confirm", json!({"code": "123456"}))).await;
    assert_eq!((confirmed.status, confirmed.body), (200, json!({"recovery_codes": ["k7mqz-w4t2p", "0a1b2-c3d4e"]})));
    let removed = ask(delete("/auth/totp").set_json(json!({"code": "123456"}))).await;
    assert_eq!((removed.status, removed.body), (204, Value::Null));
}

#[actix_web::test]
async fn telegram_is_linked_and_unlinked() {
    let linked = ask(post("/auth/link/telegram", json!({"init_data": "good"}))).await;
    assert_eq!((linked.status, linked.body), (204, Value::Null));
    for (outcome, status, code) in [
        (Ok(()), 204, None),
        (Err(AuthRefusal::TelegramNotLinked), 404, Some("telegram_not_linked")),
        (Err(AuthRefusal::LastSignInMethod), 409, Some("last_sign_in_method")),
    ] {
        let answer = send_to(factors(outcome), bearer(delete("/auth/link/telegram"), "marigold")).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (status, code));
    }
}

#[actix_web::test]
async fn refusals_of_factors_have_their_status_and_code() {
    for (request, status, code) in [
        (post("/auth/totp", json!({"password": "wrong"})), 401, "invalid_credentials"),
        (post("/auth/totp", json!({"password": "active"})), 409, "totp_active"),
        (post("/auth/totp", json!({"password": 7})), 422, "validation_failed"),
        (post("/auth/totp/confirm", json!({"code": "missing"})), 409, "totp_missing"),
        (post("/auth/totp/confirm", json!({"code": "code"})), 401, "totp_invalid"),
        (post("/auth/totp/confirm", json!({"code": "often"})), 429, "rate_limited"),
        (post("/auth/totp/confirm", json!({})), 422, "validation_failed"),
        (delete("/auth/totp").set_json(json!({"code": "staff"})), 403, "second_factor_required"),
        (delete("/auth/totp").set_json(json!({"code": "code"})), 401, "totp_invalid"),
        (delete("/auth/totp").set_json(json!({})), 422, "validation_failed"),
        (delete("/auth/totp"), 400, "malformed_json"),
        (post("/auth/link/telegram", json!({"init_data": "other"})), 409, "telegram_linked"),
        (post("/auth/link/telegram", json!({"init_data": "present"})), 409, "telegram_present"),
        (post("/auth/link/telegram", json!({"init_data": "old"})), 401, "telegram_expired"),
        (post("/auth/link/telegram", json!({})), 422, "validation_failed"),
    ] {
        let answer = ask(request).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (status, Some(code)));
    }
}

#[actix_web::test]
async fn nobody_manages_factors_without_a_token() {
    for request in [
        post("/auth/totp", json!({})),
        post("/auth/totp/confirm", json!({"code": "123456"})),
        delete("/auth/totp").set_json(json!({"code": "123456"})),
        post("/auth/link/telegram", json!({"init_data": "good"})),
        delete("/auth/link/telegram"),
    ] {
        let answer = send_to(factors(Ok(())), request).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (401, Some("not_signed_in")));
    }
}

#[actix_web::test]
async fn a_sign_in_says_that_a_code_is_needed_in_its_own_words_and_in_oauths() {
    let log_in = async |totp: Value| {
        let body = json!({"username": "marigold", "password": "right", "totp": totp});
        send_to(factors(Ok(())), post("/auth/login", body)).await
    };
    for (totp, status, code) in [
        (Value::Null, 401, Some("totp_required")),
        (json!("code"), 401, Some("totp_invalid")),
        (json!("123456"), 200, None),
    ] {
        let answer = log_in(totp).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (status, code));
    }
    for (totp, status, code) in
        [("", 400, Some("totp_required")), ("&totp=code", 400, Some("totp_invalid")), ("&totp=123456", 200, None)]
    {
        let request = form(&format!("grant_type=password&username=marigold&password=right{totp}"));
        let answer = send_to(factors(Ok(())), request).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (status, code));
        assert!(status == 200 || answer.body["error"] == "invalid_grant");
    }
}
