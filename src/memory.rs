//! How the process gives memory back.
//!
//! Decoding a picture takes hundreds of megabytes for a moment, on whichever thread is free. The GNU C library keeps
//! what was freed for the thread's own arena, once its threshold has grown over the size of such a buffer (mallopt(3),
//! `M_MMAP_THRESHOLD`), so that sixteen uploads leave a multiple of what they need at any time. A fixed threshold sends
//! large buffers back at once. The library reads it at its start only.

/// Buffers of so many bytes and more are mapped on their own, and unmapped when they are freed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: (&str, &str) = ("MALLOC_MMAP_THRESHOLD_", "1048576");

/// Starts this program again under the same process id with that threshold, unless one is set already.
///
/// Comes back where there is nothing to set, and where that fails: the program works all the same, with more memory.
pub fn give_back_early() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        use std::os::unix::process::CommandExt;

        let (name, bytes) = LARGE;
        let mut arguments = std::env::args_os();
        if let (None, Ok(program), Some(own_name)) = (std::env::var_os(name), std::env::current_exe(), arguments.next())
        {
            let error = std::process::Command::new(program).arg0(own_name).args(arguments).env(name, bytes).exec();
            eprintln!("memory of large pictures is given back late: {error}");
        }
    }
}
