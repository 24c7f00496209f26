//! The search for secrets in the memory and in the words of processes.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;

use crate::desk::Desk;
use crate::process::Process;
use crate::search::{Form, Hit, Needles};

/// How much memory is read at once, in bytes.
const CHUNK: usize = 4 << 20;

/// What of the needles is in the memory of a process. It is not stopped for it, so that what moves meanwhile may be missed:
/// have a positive control beside it.
///
/// # Errors
/// If the process is gone, or may not be read: for a process that forbids tracing that takes root.
pub fn search_memory(pid: u32, needles: &Needles) -> io::Result<Vec<Hit>> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps"))?;
    let memory = File::open(format!("/proc/{pid}/mem"))?;
    let pages = File::open(format!("/proc/{pid}/pagemap"))?;
    let mut found: BTreeSet<(usize, Form)> = BTreeSet::new();
    let mut buffer = vec![0; CHUNK];
    for (start, end) in maps.lines().filter_map(readable) {
        let mut at = start;
        while at < end {
            let length = usize::try_from(end - at).unwrap_or(CHUNK).min(CHUNK);
            // WebKit reserves tens of gigabytes and uses a few megabytes of them.
            if !is_in_use(&pages, at, length) {
                at += length as u64;
                continue;
            }
            let Some(part) = buffer.get_mut(..length) else { break };
            // Some regions cannot be read although they say so: those of devices, and pages of a file cut short.
            let Ok(read @ 1..) = memory.read_at(part, at) else { break };
            found.extend(needles.find(part.get(..read).unwrap_or_default()));
            if read < length || length < CHUNK {
                at += read as u64;
                continue;
            }
            // A secret may lie across the border between two chunks.
            at += (read - needles.longest().min(CHUNK / 2)) as u64;
        }
    }
    Ok(needles.hits(&place(pid), found))
}

/// Whether any page of a range is in memory or swapped out (`/proc/PID/pagemap`, bits 63 and 62). What cannot be told is
/// in use.
fn is_in_use(pages: &File, start: u64, length: usize) -> bool {
    const PAGE: u64 = 4096;
    let count = length.div_ceil(PAGE as usize) + 1;
    let mut entries = vec![0; count * 8];
    match pages.read_at(&mut entries, start / PAGE * 8) {
        Ok(read) if read > 0 => {
            entries[..read].chunks(8).any(|entry| entry.last().is_some_and(|top| top & 0xC0 != 0))
        }
        _ => true,
    }
}

fn place(pid: u32) -> PathBuf {
    let process = Process::of(pid);
    format!("pid {pid} ({})", process.as_ref().map_or("?", Process::name)).into()
}

/// The range of a line of `maps` that can be read.
fn readable(line: &str) -> Option<(u64, u64)> {
    let mut fields = line.split_whitespace();
    let (start, end) = fields.next()?.split_once('-')?;
    let can_be_read = fields.next()?.starts_with('r');
    let is_the_kernels = line.ends_with("[vvar]") || line.ends_with("[vsyscall]");
    let address = |text| u64::from_str_radix(text, 16).ok();
    (can_be_read && !is_the_kernels).then_some((address(start)?, address(end)?))
}

/// What of the needles is in the arguments or the environment of the desk's processes.
pub fn search_process_words(desk: &Desk, needles: &Needles) -> Vec<Hit> {
    let mut hits = Vec::new();
    for process in desk.processes() {
        let mut found = BTreeSet::new();
        for what in ["cmdline", "environ"] {
            let words = fs::read(format!("/proc/{}/{what}", process.pid)).unwrap_or_default();
            found.extend(needles.find(&words));
        }
        hits.extend(needles.hits(&place(process.pid), found));
    }
    hits
}

/// Whether the search sees a text that is surely in this process's memory: what it misses elsewhere then counts.
///
/// # Errors
/// If this process may not read its own memory.
pub fn positive_control() -> io::Result<bool> {
    let planted = format!("planted-{}-{}", std::process::id(), "here");
    let hits = search_memory(std::process::id(), &Needles::new(&[&planted]))?;
    Ok(!hits.is_empty())
}
