//! The servers that Kindling is compared with. Each is started as a process of its own by `load reference NAME`.
//! [`sharp`] is no server, but what its pictures are compared with.

pub mod sharp;

use std::net::Ipv4Addr;
use std::process::Command;
use std::sync::Arc;

use actix_web::{App, HttpResponse, HttpServer, web};
use anyhow::Result;
use clap::Subcommand;
use serde::Serialize;

use crate::process;
use crate::scratch::Scratch;

/// The reference servers by name.
#[derive(Subcommand)]
pub enum Server {
    /// Bare actix-web: no token, no store; one small value serialised to JSON for every request.
    BareJson {
        /// The port of the loopback address to listen on.
        #[arg(long)]
        port: u16,
        /// The size of an answer's body, at least about 150 bytes.
        #[arg(long, default_value_t = 600)]
        body_bytes: usize,
    },
}

/// Runs a reference server until it is told to end.
pub fn serve(server: Server) -> Result<()> {
    let Server::BareJson { port, body_bytes } = server;
    let card = web::Data::new(Card::of_size(body_bytes)?);
    actix_web::rt::System::new().block_on(async move {
        HttpServer::new(move || {
            App::new()
                .app_data(card.clone())
                .route("/health", web::get().to(health))
                .route("/profiles/{user_id}", web::get().to(answer))
                .route("/auth/verify", web::get().to(answer))
        })
        .tcp_nodelay(true)
        .bind((Ipv4Addr::LOCALHOST, port))?
        .run()
        .await
    })?;
    Ok(())
}

/// Starts the bare JSON server with answers of `body_bytes` bytes. It has the product's paths, so that both get
/// the same requests to the byte, and like the product one worker for every core and Nagle's algorithm off.
pub async fn start_bare_json(body_bytes: usize) -> Result<process::Server> {
    let port = process::free_port()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["reference", "bare-json"]);
    command.args(["--port", &port.to_string(), "--body-bytes", &body_bytes.to_string()]);
    process::Server::start(command, port, &Arc::new(Scratch::new()?)).await
}

async fn health() -> HttpResponse {
    HttpResponse::Ok().finish()
}

async fn answer(card: web::Data<Card>) -> HttpResponse {
    HttpResponse::Ok().json(&**card)
}

/// A value with the shape of a profile: some short fields and one long text.
#[derive(Serialize)]
struct Card {
    user_id: &'static str,
    name: &'static str,
    age: u8,
    city: &'static str,
    interests: [&'static str; 3],
    bio: String,
}

impl Card {
    /// A card that is `bytes` long as JSON, or as short as it can be.
    fn of_size(bytes: usize) -> Result<Self> {
        let mut card = Self {
            user_id: "0193a1b2-c3d4-7e5f-8a6b-1c2d3e4f5a6b",
            name: "Reference",
            age: 29,
            city: "Berlin",
            interests: ["hiking", "coffee", "films"],
            bio: String::new(),
        };
        card.bio = "x".repeat(bytes.saturating_sub(serde_json::to_vec(&card)?.len()));
        Ok(card)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_has_the_size_that_was_asked_for() {
        let size = |bytes| serde_json::to_vec(&Card::of_size(bytes).unwrap()).unwrap().len();
        assert_eq!(size(600), 600);
        assert!(size(0) < 160);
    }
}
