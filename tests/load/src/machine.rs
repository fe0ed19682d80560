//! What the figures were measured on.

use std::fs::read_to_string;
use std::thread::available_parallelism;

/// One line: cores, processor, memory, kernel, and the load average, which should be near zero before a run.
pub fn facts() -> String {
    let cores = available_parallelism().map_or(0, usize::from);
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let memory_gib = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.trim_end_matches(" kB").parse::<f64>().ok())
        .map_or_else(|| "?".to_owned(), |kib| format!("{:.1}", kib / 1024.0 / 1024.0));
    let kernel = read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let average = read_to_string("/proc/loadavg").unwrap_or_default();
    let average = average.split(' ').next().unwrap_or_default();
    format!("{cores} cores, {processor}, {memory_gib} GiB, Linux {}, load average {average}", kernel.trim())
}

/// The value of the first `name : value` line of a file under `/proc`.
fn field(path: &str, name: &str) -> Option<String> {
    let text = read_to_string(path).ok()?;
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    })
}
