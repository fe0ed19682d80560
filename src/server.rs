//! The HTTP server around an [`App`].

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{App as HttpApp, HttpServer, web};
use anyhow::Context;
use auth_contract::OpenAdminLink;
use edge::{Cors, Gate, Limiter};
use kernel::Cx;

use crate::app::App;
use crate::gateway::authenticator::TokenMemory;
use crate::gateway::{self, docs, pages};

/// A running server.
pub struct Running {
    /// The modules behind it.
    pub app: Arc<App>,
    address: SocketAddr,
    handle: ServerHandle,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
}

/// Binds the listener; a taken port is said plainly.
pub fn bind(host: &str, port: u16) -> anyhow::Result<TcpListener> {
    TcpListener::bind((host, port)).with_context(|| {
        format!("cannot listen on {host}:{port}; if something else uses the port, choose another with PORT=...")
    })
}

/// Serves an application on a listener.
pub fn start(app: App, listener: TcpListener) -> anyhow::Result<Running> {
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let app = Arc::new(app);
    let settings = app.settings.server.clone();
    let authenticator = TokenMemory::new(app.accounts.clone(), app.clock.clone(), &app.signals);
    // After the memory of tokens: a socket that is told to close must not find its token still good.
    app.hub.obey(&app.signals);
    let gate = web::Data::new(Gate::new(authenticator, settings.gate()).limited(Limiter::new(&app.settings.limits)));
    let routes: Arc<[_]> = gateway::routes(&app).into();
    let document = Arc::new(docs::document(&routes).to_json()?);
    let workers = match settings.workers {
        0 => std::thread::available_parallelism().map_or(2, usize::from),
        workers => workers,
    };
    let cors = Cors::new(settings.origins());
    let server = HttpServer::new(move || {
        let cors = cors.clone();
        HttpApp::new()
            .app_data(gate.clone())
            .wrap_fn(move |request, app| cors.serve(request, app))
            // Routes are looked at in this order: the API before pages, and the longer prefix before `/api`.
            .service(web::scope("/api/v1").configure(|config| edge::mount(routes.iter(), config)))
            .configure(|config| edge::mount(routes.iter(), config))
            .configure(pages::mount)
            .configure(|config| docs::mount(&document, config))
            .default_service(web::to(edge::not_found))
    })
    .workers(workers)
    .tcp_nodelay(true)
    .backlog(2048)
    .keep_alive(Duration::from_secs(75))
    .client_request_timeout(Duration::from_secs(15))
    .client_disconnect_timeout(Duration::from_secs(2))
    .shutdown_timeout(settings.shutdown_s)
    .disable_signals()
    .listen(listener)?
    .run();
    let handle = server.handle();
    Ok(Running { app, address, handle, server: tokio::spawn(server) })
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The link that makes the first admin; `None` where somebody is. It is printed, never logged.
    pub async fn admin_link(&self) -> anyhow::Result<Option<String>> {
        let opened = self.app.accounts.open_admin_link(&Cx::service("root"), OpenAdminLink {}).await;
        let link = opened.map_err(|failure| anyhow::anyhow!("the first admin's link cannot be made: {failure}"))?;
        let base = self.app.settings.public_url(self.address.port());
        Ok(link.token.map(|token| format!("{base}/static/account.html#claim={token}")))
    }

    /// Stops taking work, lets requests under way end, closes sockets and databases.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.app.draining.store(true, Ordering::Release);
        self.app.hub.drain(Duration::from_secs(3)).await;
        self.handle.stop(true).await;
        self.server.await??;
        self.app.close().await;
        Ok(())
    }
}
