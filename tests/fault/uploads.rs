//! Uploads that attack: ten thousand mutants, and pictures of forty megapixels. Through all of it the real binary lives,
//! answers `/health`, and stays within its memory.

#[path = "../api/corpus/files/mod.rs"]
mod files;
mod large;
mod mutants;
mod prober;
mod server;
mod slow;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use tokio::sync::Mutex;

use files::{File, Verdict};
use mutants::Mutants;
use prober::Prober;
use server::Server;

/// How many mutants are sent, and how many at once.
const MUTANTS: usize = 10_000;
const AT_ONCE: usize = 6;
/// Files of so many bytes at most are sent as they are before that.
const SMALL: usize = 64 << 10;
/// What a picture may take beside what the process takes at rest, and what sixteen at once may (quality goal S10).
const ONE_MIB: u64 = 300;
const SIXTEEN_MIB: u64 = 600;
/// The longest that 99 of 100 questions for `/health` may wait.
const HEALTHY: Duration = Duration::from_millis(200);
/// The longest that any question for `/health`, and any answer to a file that is slow to read, may take.
const HARDLY_HEALTHY: Duration = Duration::from_secs(1);
const SLOW: Duration = Duration::from_secs(15);

/// One after the other: each of these tests measures a process that has the machine for itself.
static TURN: Mutex<()> = Mutex::const_new(());

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_mutants_break_nothing() {
    let _turn = TURN.lock().await;
    // Without ffmpeg: it would take a process for every video, and half the time of this test.
    let mut server = Server::start(&[("KINDLING__MEDIA__FFMPEG", "")]).await;
    let files: Vec<File> = files::all().into_iter().filter(|file| file.bytes.len() < SMALL).collect();
    for file in &files {
        let answer = server.upload(&file.bytes).await;
        let [code, kind] = ["code", "kind"].map(|name| answer.json[name].as_str());
        let size = answer.json["width"].as_u64().zip(answer.json["height"].as_u64());
        let due = match &file.verdict {
            Verdict::Taken(taken) => (201, None, Some(taken.kind), Some((taken.width.into(), taken.height.into()))),
            Verdict::Refused(status, code) => (*status, Some(*code), None, None),
        };
        assert_eq!((answer.status, code, kind, size), due, "{}", file.name);
    }
    let seeds = mutants::seeds(files);

    let prober = Prober::start(server.address());
    let (begun, postponed) = (Instant::now(), AtomicUsize::new(0));
    let told = told(&server, &seeds, &postponed).await;
    let took = begun.elapsed();
    let health = prober.finish();
    println!("{MUTANTS} mutants of {} files in {took:.1?}, {postponed:?} postponed: {told:?}", seeds.len());
    println!("/health meanwhile: {health}");

    assert!(
        told.get("201 ").is_some_and(|taken| (MUTANTS / 100..MUTANTS * 9 / 10).contains(taken)),
        "they test nothing"
    );
    assert!(health.p99 <= HEALTHY, "{health}");
    server.still_runs();
    assert_eq!(server.panics(), Vec::<String>::new());
}

/// Sends all mutants, and counts what came of them.
async fn told(server: &Server, seeds: &[File], postponed: &AtomicUsize) -> BTreeMap<String, usize> {
    let mutants = stream::iter(Mutants::of(seeds).take(MUTANTS).enumerate());
    let answers = mutants.map(|(number, mutant)| judged(server, number, mutant, postponed)).buffer_unordered(AT_ONCE);
    answers
        .fold(BTreeMap::new(), async |mut told, answer| {
            *told.entry(answer).or_default() += 1;
            told
        })
        .await
}

/// Sends a mutant. What came of it: status and code.
async fn judged(server: &Server, number: usize, mutant: mutants::Mutant, postponed: &AtomicUsize) -> String {
    let answer = sent(server, &mutant.bytes, postponed).await;
    let code = answer.json["code"].as_str().unwrap_or_default();
    match answer.status {
        201 | 400 | 413 | 415 | 422 => format!("{} {code}", answer.status),
        status => panic!("{status} {code} for mutant {number} of {}: {}", mutant.of, server.keep(&mutant.bytes)),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_forty_megapixels_stay_within_their_memory() {
    let _turn = TURN.lock().await;
    let mut server = Server::start(&[]).await;
    let begun = Instant::now();
    let pictures = large::pictures();
    println!("{} pictures made in {:.1?}", pictures.len(), begun.elapsed());
    // The first upload brings what stays: connections, threads, tables of the decoders.
    let seed = files::all().swap_remove(0);
    assert_eq!(server.upload(&seed.bytes).await.status, 201);
    let rest = server.resident_mib();
    let mut over = Vec::new();
    for (name, bytes) in &pictures {
        server.forget_peak();
        let begun = Instant::now();
        let answer = server.upload(bytes).await;
        assert_eq!((answer.status, answer.json["width"].as_u64()), (201, Some(8000)), "{name}: {}", answer.json);
        let more = server.peak_mib().saturating_sub(rest);
        println!("{name}: {rest} + {more} MiB, {:.1?}, {} bytes", begun.elapsed(), bytes.len());
        if more > ONE_MIB {
            over.push(format!("{name}: {more} MiB"));
        }
    }
    let postponed = at_once(&server, &pictures, 16, rest, &mut over).await;
    assert_eq!(postponed, 0, "there is room for sixteen");
    // More than may wait: the last ones hear when to come back, and then they are taken.
    let postponed = at_once(&server, &pictures[..1], 24, rest, &mut over).await;
    assert!(postponed > 0, "nothing was postponed");
    assert_eq!(over, Vec::<String>::new(), "more than {ONE_MIB} MiB for one, or {SIXTEEN_MIB} MiB for many");
    server.still_runs();
    assert_eq!(server.panics(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_slow_to_read_hold_nobody_up() {
    let _turn = TURN.lock().await;
    let mut server = Server::start(&[]).await;
    let files = slow::files();
    let rest = server.resident_mib();
    server.forget_peak();
    let prober = Prober::start(server.address());
    let mut faults = Vec::new();
    for (name, bytes) in &files {
        let begun = Instant::now();
        let answer = server.upload(bytes).await;
        let took = begun.elapsed();
        println!("{name}: {} {}, {took:.1?}", answer.status, answer.json["code"].as_str().unwrap_or_default());
        if !matches!(answer.status, 201 | 422) || took > SLOW {
            faults.push(format!("{name}: {} after {took:.1?}", answer.status));
        }
    }
    let health = prober.finish();
    let more = server.peak_mib().saturating_sub(rest);
    println!("{rest} + {more} MiB; /health meanwhile: {health}");
    assert_eq!(faults, Vec::<String>::new());
    assert!(health.p99 <= HEALTHY && health.longest <= HARDLY_HEALTHY, "{health}");
    assert!(more <= ONE_MIB, "{more} MiB");
    server.still_runs();
    assert_eq!(server.panics(), Vec::<String>::new());
}

/// Sends so many pictures at once, and watches memory and health: how often one was told to come back.
async fn at_once(
    server: &Server,
    pictures: &[(&str, Vec<u8>)],
    count: usize,
    rest: u64,
    over: &mut Vec<String>,
) -> usize {
    server.forget_peak();
    let prober = Prober::start(server.address());
    let (begun, postponed) = (Instant::now(), AtomicUsize::new(0));
    let uploads = pictures.iter().cycle().take(count).enumerate().map(|(number, (name, bytes))| {
        // Other bytes behind its end, or it would be known already.
        let bytes = [&bytes[..], &[count as u8, number as u8]].concat();
        let postponed = &postponed;
        async move {
            let answer = sent(server, &bytes, postponed).await;
            assert_eq!(answer.status, 201, "{name}: {}", answer.json);
        }
    });
    futures_util::future::join_all(uploads).await;
    let took = begun.elapsed();
    let health = prober.finish();
    let more = server.peak_mib().saturating_sub(rest);
    println!("{count} at once: {rest} + {more} MiB, {took:.1?}, {postponed:?} postponed; /health meanwhile: {health}");
    if more > SIXTEEN_MIB {
        over.push(format!("{count} at once: {more} MiB"));
    }
    assert!(health.p99 <= HEALTHY, "{health}");
    postponed.into_inner()
}

/// Uploads bytes until there is room for them, and counts how often there was none.
async fn sent(server: &Server, bytes: &[u8], postponed: &AtomicUsize) -> server::Answer {
    loop {
        let answer = server.upload(bytes).await;
        if answer.status != 503 {
            return answer;
        }
        let seconds = answer.retry_after.expect("503 without Retry-After");
        postponed.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_secs(seconds.min(5))).await;
    }
}
