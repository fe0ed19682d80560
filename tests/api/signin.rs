//! Signing in, staying signed in, signing out.

use reqwest::Method;
use serde_json::json;

use crate::on_every_engine;
use crate::support::{PASSWORD, Server, Socket};

on_every_engine! {
    async fn a_sign_in_lives_is_renewed_and_ends(server: &Server) {
        let person = server.register("Ada_L").await;
        let taken = server.post("/auth/register", json!({ "username": "ada_l", "password": PASSWORD })).await;
        assert_eq!((taken.status.as_u16(), taken.code()), (409, "username_taken"), "without regard to case");
        let answer = &person.signed_in;
        assert_eq!((&answer["token"], &answer["token_type"]), (&answer["access_token"], &json!("Bearer")));
        let verified = person.get("/auth/verify").await.expect(200);
        assert_eq!((&verified["valid"], verified["user_id"].as_str()), (&json!(true), Some(person.id())));
        let verified = server.get(&format!("/auth/verify/{}", person.token())).await.expect(200);
        assert_eq!((verified["id"].as_str(), verified["username"].as_str()), (Some(person.id()), Some("Ada_L")));

        let login = server.post("/auth/login", json!({ "username": "ADA_L", "password": PASSWORD })).await.expect(200);
        assert_eq!(login["new_user"], false);
        let wrong = server.post("/auth/login", json!({ "username": "ada_l", "password": "not the password" })).await;
        let nobody = server.post("/auth/login", json!({ "username": "nobody_here", "password": "not the password" })).await;
        assert_eq!((wrong.status, wrong.code(), wrong.bytes.len()), (nobody.status, nobody.code(), nobody.bytes.len()));
        assert_eq!(wrong.code(), "invalid_credentials");

        let refresh = async |token: &serde_json::Value| server.post("/auth/refresh", json!({ "refresh_token": token })).await;
        let first = refresh(&answer["refresh_token"]).await.expect(200);
        assert_ne!(first["refresh_token"], answer["refresh_token"], "rotated");
        let again = refresh(&answer["refresh_token"]).await.expect(200);
        assert_eq!(again["refresh_token"], first["refresh_token"], "a repeat within the grace gets the same successor");
        let renewed = server.send(person.request(Method::POST, "/auth/refresh")).await.expect(200);
        assert!(renewed["access_token"].is_string());

        let mut socket = person.connect().await;
        assert_eq!(server.send(person.request(Method::POST, "/auth/logout")).await.status, 204);
        assert_eq!(person.get("/auth/verify").await.status, 401, "at once");
        assert_eq!(refresh(&first["refresh_token"]).await.status, 401);
        assert_eq!(socket.close_code().await, Some(4401), "and its sockets close");
        let other = login["access_token"].as_str().unwrap();
        let other = server.send(server.request(Method::GET, "/auth/verify").bearer_auth(other)).await;
        assert_eq!(other.status, 200, "the other device goes on");
    }

    async fn the_token_endpoint_speaks_oauth(server: &Server) {
        server.register("ada").await;
        let form = async |body: &str| {
            let request = server.request(Method::POST, "/auth/token").header("content-type", "application/x-www-form-urlencoded");
            server.send(request.body(body.to_owned())).await
        };
        let password = PASSWORD.replace(' ', "+");
        let token = form(&format!("grant_type=password&username=ada&password={password}")).await.expect(200);
        assert_eq!(token["token_type"], "Bearer");
        let refresh = token["refresh_token"].as_str().unwrap();
        form(&format!("grant_type=refresh_token&refresh_token={refresh}")).await.expect(200);
        let wrong = form("grant_type=password&username=ada&password=wrong").await;
        assert_eq!((wrong.status.as_u16(), &wrong.json["error"]), (400, &json!("invalid_grant")));
        let odd = form("grant_type=client_credentials").await;
        assert_eq!((odd.status.as_u16(), &odd.json["error"]), (400, &json!("unsupported_grant_type")));
        let keys = server.get("/.well-known/jwks.json").await.expect(200);
        assert_eq!((&keys["keys"][0]["kty"], &keys["keys"][0]["crv"]), (&json!("OKP"), &json!("Ed25519")));
        assert!(keys["keys"][0]["d"].is_null(), "public keys only");
    }

    async fn telegram_data_is_checked(server: &Server) {
        let forged = server.post("/auth/validate", json!({ "init_data": "auth_date=1&user=%7B%22id%22%3A1%7D&hash=00" })).await;
        assert_eq!(forged.status, 401, "{:?}", forged.json);
        let nothing = server.post("/auth/validate", json!({ "init_data": "" })).await;
        assert!((400..500).contains(&nothing.status.as_u16()));
    }

    async fn a_socket_needs_a_token(server: &Server) {
        let mut socket = Socket::open(server, "/chat/connect").await;
        socket.tell(json!({ "type": "auth", "token": "nonsense" })).await;
        assert_eq!(socket.close_code().await, Some(4401));
        let mut socket = Socket::open(server, "/chat/connect").await;
        socket.tell(json!({ "type": "message.send", "conversation_id": "x", "text": "hi" })).await;
        assert_eq!(socket.close_code().await, Some(4401), "a command before signing in");
    }
}
