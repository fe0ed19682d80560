//! Health of the process and of each module.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix_web::HttpResponse;
use edge::{Anyone, Class, Json, Response, Routes};
use kernel::{NoRefusal, Outcome};
use platform::Database;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::settings::Environment;

/// How long a module may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

struct Api {
    databases: Vec<(&'static str, Database)>,
    environment: Environment,
    draining: Arc<AtomicBool>,
}

/// The process as a whole.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// `healthy` or `unhealthy`.
    status: &'static str,
    /// `kindling`.
    service: &'static str,
    /// Of this build.
    version: &'static str,
    /// `dev` or `production`.
    profile: &'static str,
    /// Each module's status.
    modules: BTreeMap<&'static str, &'static str>,
}

/// One module.
#[derive(Debug, Serialize, ToSchema)]
struct ModuleHealth {
    /// `healthy` or `unhealthy`.
    status: &'static str,
    /// The module.
    service: &'static str,
}

/// The gateway and everything behind it.
#[derive(Debug, Serialize, ToSchema)]
struct ServicesHealth {
    /// The gateway itself.
    gateway: GatewayHealth,
    /// Each module.
    services: BTreeMap<&'static str, ServiceHealth>,
}

#[derive(Debug, Serialize, ToSchema)]
struct GatewayHealth {
    /// Always `healthy` when it answers.
    status: &'static str,
    /// Of this build.
    version: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct ServiceHealth {
    /// `healthy` or `unhealthy`.
    status: &'static str,
    /// How many processes serve it.
    instances: u32,
    /// How long its check took, in milliseconds.
    latency_ms: u64,
}

/// Health of the process and of each module.
pub fn routes(app: &App) -> Routes {
    let api =
        Api { databases: app.databases.clone(), environment: app.settings.environment, draining: app.draining.clone() };
    Routes::new("gateway", "Health", "Whether this server and its modules work.", api)
        .get("/health", health, "The process and its modules.")
        .get("/health/live", live, "Whether the process runs.")
        .get("/health/ready", ready, "Whether it should get requests.")
        .get("/auth/health", auth_health, "The auth module.")
        .get("/profiles/health", profile_health, "The profile module.")
        .get("/discovery/health", discovery_health, "The discovery module.")
        .get("/chat/health", chat_health, "The chat module.")
        .get("/media/health", media_health, "The media module.")
        .get("/api/services/health", services_health, "The gateway and each module, with latencies.")
        .all_limited(Class::Free)
        .into()
}

async fn health(api: Arc<Api>, _who: Anyone) -> Outcome<Response, NoRefusal> {
    let modules: BTreeMap<_, _> = check_all(&api).await.into_iter().map(|(name, ok, _)| (name, word(ok))).collect();
    let ok = modules.values().all(|status| *status == word(true));
    let profile = match api.environment {
        Environment::Dev => "dev",
        Environment::Production => "production",
    };
    let body = Health { status: word(ok), service: "kindling", version: VERSION, profile, modules };
    Ok(answer(ok, &body))
}

async fn live(_api: Arc<Api>, _who: Anyone) -> Outcome<Json<ModuleHealth>, NoRefusal> {
    Ok(Json(ModuleHealth { status: word(true), service: "kindling" }))
}

async fn ready(api: Arc<Api>, _who: Anyone) -> Outcome<Response, NoRefusal> {
    let reachable = check_all(&api).await.into_iter().all(|(_, ok, _)| ok);
    let ok = reachable && !api.draining.load(Ordering::Acquire);
    Ok(answer(ok, &ModuleHealth { status: word(ok), service: "kindling" }))
}

async fn services_health(api: Arc<Api>, _who: Anyone) -> Outcome<Json<ServicesHealth>, NoRefusal> {
    let services = check_all(&api).await.into_iter().map(|(name, ok, took)| {
        let latency_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        (name, ServiceHealth { status: word(ok), instances: 1, latency_ms })
    });
    let gateway = GatewayHealth { status: word(true), version: VERSION };
    Ok(Json(ServicesHealth { gateway, services: services.collect() }))
}

macro_rules! module_health {
    ($( $name:ident = $module:literal; )+) => { $(
        async fn $name(api: Arc<Api>, _who: Anyone) -> Outcome<Response, NoRefusal> {
            one(&api, $module).await
        }
    )+ };
}

module_health! {
    auth_health = "auth";
    profile_health = "profile";
    discovery_health = "discovery";
    chat_health = "chat";
    media_health = "media";
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

async fn one(api: &Api, module: &'static str) -> Outcome<Response, NoRefusal> {
    let ok = match api.databases.iter().find(|(name, _)| *name == module) {
        Some((_, db)) => check(db).await.0,
        None => false,
    };
    Ok(answer(ok, &ModuleHealth { status: word(ok), service: module }))
}

async fn check_all(api: &Api) -> Vec<(&'static str, bool, Duration)> {
    let mut checks = Vec::new();
    for (name, db) in &api.databases {
        let (ok, took) = check(db).await;
        checks.push((*name, ok, took));
    }
    checks
}

async fn check(db: &Database) -> (bool, Duration) {
    let started = Instant::now();
    let ok = matches!(tokio::time::timeout(PATIENCE, db.ping()).await, Ok(Ok(())));
    (ok, started.elapsed())
}

fn word(ok: bool) -> &'static str {
    if ok { "healthy" } else { "unhealthy" }
}

fn answer<T: Serialize>(ok: bool, body: &T) -> Response {
    let mut response = if ok { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    Response(response.json(body))
}
