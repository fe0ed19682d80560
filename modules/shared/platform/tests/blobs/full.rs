//! A folder on a full disk.

use bytes::Bytes;
use kernel::{BlobFailure, Blobs};
use platform::StoreBlobs;

use crate::{Folder, alone, key, noise, port};

/// How the shell says that this machine lets nobody mount anything.
const NOT_ALLOWED: i32 = 77;

/// What the next test runs where a disk of 3 MiB is mounted.
#[tokio::test]
#[ignore = "run by another test, on a disk of its own"]
async fn runs_out_of_disk() {
    let blobs = StoreBlobs::in_folder(std::env::var("TEST_SMALL_DISK").unwrap().as_ref()).unwrap();
    blobs.put(&key("m/kept"), noise(1_000_000, 1)).await.unwrap();
    for _ in 0..3 {
        assert!(matches!(blobs.put(&key("m/put"), noise(3_000_000, 2)).await, Err(BlobFailure::Full)));
        let mut writer = blobs.create(&key("m/written")).await.unwrap();
        let failed = async {
            for n in 0..12 {
                writer.write(noise(1_000_000, n)).await?;
            }
            Ok::<_, BlobFailure>(())
        };
        assert!(matches!(failed.await, Err(BlobFailure::Full)));
        assert!(matches!(writer.write(Bytes::new()).await, Err(BlobFailure::Unavailable(_))));
        assert!(matches!(writer.finish().await, Err(BlobFailure::Unavailable(_))), "a torn upload is no blob");
    }
    // Nothing broke, nothing half written takes up room, and it goes on without a restart.
    assert_eq!(port::listed(&blobs, "m").await, ["m/kept"]);
    assert_eq!(blobs.get(&key("m/kept")).await.unwrap(), noise(1_000_000, 1));
    let mut tries = 0;
    while blobs.put(&key("m/fits"), noise(1_900_000, 3)).await.is_err() {
        tries += 1;
        assert!(tries < 500, "the room of abandoned uploads came back");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

#[test]
fn a_full_disk_is_told_apart_and_overcome() {
    let disk = Folder::new();
    let inner = alone("full::runs_out_of_disk");
    let mount = "mount -t tmpfs -o size=3m none \"$TEST_SMALL_DISK\" || exit 77; exec \"$@\"";
    let mut command = std::process::Command::new("unshare");
    command
        .args(["--map-root-user", "--mount", "sh", "-c", mount, "sh"])
        .arg(inner.get_program())
        .args(inner.get_args());
    let run = command.env("TEST_SMALL_DISK", &disk.0).output();
    match run {
        Ok(run) if run.status.success() => assert!(String::from_utf8_lossy(&run.stdout).contains("1 passed")),
        Ok(run) if run.status.code() != Some(NOT_ALLOWED) && run.status.code() != Some(1) => {
            panic!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr))
        }
        _ => eprintln!("SKIPPED on a full disk: this machine lets nobody mount one"),
    }
}
