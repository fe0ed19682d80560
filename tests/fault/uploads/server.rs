//! The real binary as a process of its own, somebody who uploads, and what the process weighs.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::{Value, json};

/// A running `kindling serve`; killed on drop, and its folder goes with it.
pub struct Server {
    child: Child,
    address: SocketAddr,
    folder: PathBuf,
    client: Client,
    token: String,
}

/// What an upload came to.
pub struct Answer {
    pub status: u16,
    pub json: Value,
    /// Seconds after which to try again.
    pub retry_after: Option<u64>,
}

impl Server {
    /// Starts it on SQLite without limits of rate and quota, and signs somebody in.
    pub async fn start(settings: &[(&str, &str)]) -> Self {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let folder = testkit::scratch_folder();
        std::fs::create_dir_all(&folder).unwrap();
        let log = File::create(folder.join("server.log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_kindling"))
            .arg("serve")
            .env("KINDLING__SERVER__HOST", "127.0.0.1")
            .env("KINDLING__DATA_DIR", folder.join("data"))
            .env("KINDLING__LOG__LEVEL", "error")
            .env("KINDLING__LIMITS__ENABLED", "false")
            .env("KINDLING__MEDIA__QUOTA_FILES", "1000000")
            .env("KINDLING__MEDIA__QUOTA_BYTES", "1000000000000")
            .env("PORT", port.to_string())
            .env_remove("DATABASE_URL")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(120)).build().unwrap();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut server = Self { child, address, folder, client, token: String::new() };
        let begun = Instant::now();
        while !server.client.get(server.url("/health")).send().await.is_ok_and(|answer| answer.status() == 200) {
            assert!(begun.elapsed() < Duration::from_secs(60), "the server does not get healthy: {}", server.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let account = json!({ "username": "somebody", "password": "correct horse battery staple" });
        let signed = server.client.post(server.url("/auth/register")).json(&account).send().await.unwrap();
        let signed: Value = signed.json().await.unwrap();
        server.token = signed["access_token"].as_str().unwrap().to_owned();
        server
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Uploads bytes as a photo.
    pub async fn upload(&self, bytes: &[u8]) -> Answer {
        const BOUNDARY: &str = "a-boundary-of-this-attack-77b1";
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"photo.jpg\"\r\n\
             Content-Type: image/jpeg\r\n\r\n"
        );
        let body = [head.as_bytes(), bytes, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = self.client.post(self.url("/media/upload")).bearer_auth(&self.token);
        let answer = request.header("content-type", kind).body(body).send().await.unwrap();
        let retry_after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        Answer { status: answer.status().as_u16(), retry_after, json: answer.json().await.unwrap() }
    }

    /// Resident memory in MiB.
    pub fn resident_mib(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// The most resident memory since [`Server::forget_peak`], in MiB.
    pub fn peak_mib(&self) -> u64 {
        self.status("VmHWM:")
    }

    /// Sets the peak to what is resident now (proc_pid_clear_refs(5)).
    pub fn forget_peak(&self) {
        std::fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5").unwrap();
    }

    fn status(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() / 1024
    }

    /// Fails when the process has ended.
    pub fn still_runs(&mut self) {
        assert_eq!(self.child.try_wait().unwrap(), None, "the server has ended: {}", self.log());
    }

    /// Lines of the log that tell of a panic.
    pub fn panics(&self) -> Vec<String> {
        self.log().lines().filter(|line| line.contains("panicked")).map(str::to_owned).collect()
    }

    /// Puts bytes aside for whoever looks for the fault; says where.
    pub fn keep(&self, bytes: &[u8]) -> String {
        let path = std::env::temp_dir().join("kindling-mutant");
        std::fs::write(&path, bytes).unwrap();
        format!("{}\n{}", path.display(), self.log())
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only when it has already ended, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}
