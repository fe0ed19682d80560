//! The page, the explorer and health load from the binary alone; `dev` has its routes and `serve` has not.

use kindling::settings::Environment;
use platform::Engine;
use serde_json::json;

use crate::on_every_engine;
use crate::support::Server;

on_every_engine! {
    async fn health_tells_of_every_module(server: &Server) {
        let health = server.get("/health").await.expect(200);
        assert_eq!((health["status"].as_str(), health["service"].as_str()), (Some("healthy"), Some("kindling")));
        for module in ["auth", "profile", "media", "discovery", "chat"] {
            assert_eq!(health["modules"][module], "healthy", "{health}");
        }
        for module in ["auth", "profiles", "discovery", "chat", "media"] {
            assert_eq!(server.get(&format!("/{module}/health")).await.expect(200)["status"], "healthy", "{module}");
        }
        let services = server.get("/api/services/health").await.expect(200);
        assert_eq!((&services["gateway"]["status"], &services["services"]["chat"]["status"]), (&json!("healthy"), &json!("healthy")));
        assert_eq!(server.get("/health/live").await.status, 200);
        assert_eq!(server.get("/health/ready").await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_and_the_explorer_load_and_need_nothing_from_elsewhere() {
    let server = Server::start(Engine::Sqlite).await;
    let page = server.get("/").await;
    assert_eq!(page.status, 200);
    assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/html"));
    assert!(page.headers["content-security-policy"].to_str().unwrap().contains("default-src 'self'"));
    let html = String::from_utf8(page.bytes).unwrap();
    let mut links: Vec<_> = html.split(['"', '\'']).filter(|text| text.starts_with("/static/")).collect();
    links.dedup();
    assert!(links.len() >= 3, "{links:?}");
    for link in links {
        let asset = server.get(link).await;
        assert_eq!(asset.status, 200, "{link}");
        let again = server
            .send(server.request(reqwest::Method::GET, link).header("if-none-match", &asset.headers["etag"]))
            .await;
        assert_eq!(again.status, 304, "{link}");
    }
    assert!(
        !html.contains("http://") && !html.contains("https://") || html.contains("www.w3.org"),
        "no outside reference"
    );
    assert_eq!(server.get("/static/../Cargo.toml").await.status, 404);
    assert_eq!(server.get("/static/%2e%2e/Cargo.toml").await.status, 404);
    let explorer = server.get("/swagger-ui/").await;
    assert!(explorer.status == 200 && String::from_utf8_lossy(&explorer.bytes).contains("swagger-ui"));
    for asset in ["swagger-ui-bundle.js", "swagger-ui.css", "swagger-initializer.js"] {
        assert_eq!(server.get(&format!("/swagger-ui/{asset}")).await.status, 200, "{asset}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn development_routes_exist_in_dev_only() {
    let serve = Server::start(Engine::Sqlite).await;
    assert_eq!(serve.post("/dev/login", json!({ "as": "alice" })).await.status, 404);
    assert_eq!(serve.get("/dev/people").await.status, 404);
    serve.stop().await;
    let dev = Server::start_in(Engine::Sqlite, Environment::Dev).await;
    assert!(dev.get("/dev/people").await.expect(200)["people"].as_array().is_some_and(|people| people.len() == 5));
    assert_eq!(dev.post("/dev/login", json!({ "as": "alice" })).await.status, 401, "nobody is seeded here");
    let signed = dev.post("/dev/telegram/init-data", json!({ "id": 77, "first_name": "Ada" })).await.expect(200);
    let answer = dev.post("/auth/validate", json!({ "init_data": signed["init_data"] })).await.expect(200);
    assert_eq!(answer["new_user"], true);
    dev.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_of_foreign_origins_get_no_credentials() {
    let ask = async |server: &Server, origin: &str| {
        let request = server.request(reqwest::Method::GET, "/health").header("origin", origin);
        server
            .send(request)
            .await
            .headers
            .get("access-control-allow-origin")
            .map(|value| value.to_str().unwrap().to_owned())
    };
    let serve = Server::start(Engine::Sqlite).await;
    for origin in ["https://evil.example", "null", "http://localhost:5173"] {
        assert_eq!(ask(&serve, origin).await, None, "{origin}");
    }
    serve.stop().await;
    let dev = Server::start_in(Engine::Sqlite, Environment::Dev).await;
    assert_eq!(ask(&dev, "http://localhost:5173").await.as_deref(), Some("http://localhost:5173"));
    assert_eq!(ask(&dev, "https://evil.example").await, None);
    dev.stop().await;
}
