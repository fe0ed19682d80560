//! An S3 server of a test's own, gone afterwards.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use platform::BlobSettings;

use crate::engine::services_required;

/// An S3 server with one empty bucket, on a free port of this machine. It ends with this value, and with the process.
pub struct ScratchS3 {
    server: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    settings: BlobSettings,
}

/// How the server says that moto is not installed.
const NOT_INSTALLED: i32 = 77;

impl ScratchS3 {
    /// Starts a server; `None` where Python has no moto (`pip install 'moto[server]'`), which is said aloud, and is a
    /// failure when services are required. Takes about a second.
    pub fn start() -> Option<Self> {
        let started = Self::spawn();
        if started.is_none() {
            assert!(!services_required(), "an S3 server is required: pip install 'moto[server]'");
            eprintln!("SKIPPED on S3: python3 has no moto (pip install 'moto[server]')");
        }
        started
    }

    fn spawn() -> Option<Self> {
        let mut server = Command::new("python3");
        server.args(["-c", include_str!("s3.py")]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = server.spawn().ok()?;
        let questions = server.stdin.take().unwrap();
        let mut answers = BufReader::new(server.stdout.take().unwrap());
        let mut first = String::new();
        answers.read_line(&mut first).unwrap();
        let [port, access_key, secret_key] = first.split_whitespace().collect::<Vec<_>>()[..] else {
            let status = server.wait().unwrap();
            assert_eq!(status.code(), Some(NOT_INSTALLED), "the S3 server ended before it was ready");
            return None;
        };
        let settings = BlobSettings {
            url: format!("s3://kindling/some/prefix?endpoint=http://127.0.0.1:{port}"),
            access_key: access_key.into(),
            secret_key: secret_key.into(),
            ..Default::default()
        };
        Some(Self { server, questions, answers, settings })
    }

    /// How the bucket is reached: a prefix in it, with keys that may do everything there.
    pub fn settings(&self) -> BlobSettings {
        self.settings.clone()
    }

    /// Multipart uploads that were begun and are neither finished nor aborted.
    pub fn unfinished_uploads(&mut self) -> usize {
        self.questions.write_all(b"\n").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        answer.trim().parse().expect("the S3 server has ended")
    }
}

impl Drop for ScratchS3 {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _gone = self.server.kill();
        let _status = self.server.wait();
    }
}
