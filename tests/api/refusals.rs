//! Bad input of the main flow gets a clear answer.

use serde_json::json;

use crate::on_every_engine;
use crate::support::{Server, profile};

on_every_engine! {
    async fn profiles_say_which_field_breaks_which_rule(server: &Server) {
        let person = server.register("somebody").await;
        let mut young = profile("Kim", "other", "any");
        young["birth_date"] = json!("2015-01-01");
        let refused = person.post("/profiles", young).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "under_age"));
        let mut odd = profile("K", "female", "any");
        odd["height_cm"] = json!(20);
        let refused = person.post("/profiles", odd).await;
        assert_eq!(refused.code(), "validation_failed");
        let fields: Vec<_> = refused.json["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
        assert!(fields.contains(&"name") && fields.contains(&"height_cm"), "{fields:?}");
        assert!(!String::from_utf8_lossy(&refused.bytes).contains("\"value\""), "values do not go back");
        let mut half = profile("Kim", "female", "any");
        half.as_object_mut().unwrap().remove("longitude");
        assert_eq!(person.post("/profiles", half).await.status, 422);
        assert_eq!(person.get("/profiles/me").await.status, 404, "nothing was stored");
        person.post("/profiles", profile("Kim", "female", "any")).await.expect(201);
        assert_eq!(person.post("/profiles", profile("Kim", "female", "any")).await.status, 409);
        let own = person.put("/profiles/me", json!({ "bio": null, "name": "Zoë 🦊" })).await.expect(200);
        assert_eq!((&own["name"], own["bio"].is_null()), (&json!("Zoë 🦊"), true));
        assert_eq!(own["city"], "Berlin", "what is absent stays");
    }

    async fn uploads_that_are_no_pictures_are_refused(server: &Server) {
        let person = server.somebody("somebody", "female", "any").await;
        for (bytes, status) in [(b"GIF89a nope".as_slice(), 415), (b"", 415), (b"<svg onload='x'/>", 415), (b"\x89PNG\r\n\x1a\n0000", 422)] {
            let refused = person.upload(bytes).await;
            let got = refused.status.as_u16();
            assert!(got == status || (status == 415 && (400..=422).contains(&got)), "{bytes:?}: {got}");
            assert!(refused.json["code"].is_string());
        }
        let huge = vec![0xff; 11 * 1024 * 1024];
        assert_eq!(person.upload(&huge).await.status, 413);
    }

    async fn weak_passwords_and_odd_names_are_refused(server: &Server) {
        for (username, password) in [
            ("ab", "a fine long password"),
            ("with space", "a fine long password"),
            ("fine_name", "short"),
            ("fine_name", "password1"),
            ("fine_name", "fine_name123"),
            ("fine_name", &"x".repeat(200)),
        ] {
            let refused = server.post("/auth/register", json!({ "username": username, "password": password })).await;
            assert_eq!((refused.status.as_u16(), refused.code()), (422, "validation_failed"), "{username} {password}");
            assert!(!String::from_utf8_lossy(&refused.bytes).contains(password), "the password does not go back");
        }
    }
}
