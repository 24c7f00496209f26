//! `simulate`: many seeds, or one with its trace.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "what it prints is what it is for")]

use fobwatch_simulation::{Broken, Outcome, run, scale};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const USAGE: &str = "usage: simulate [--seeds COUNT] [--from SEED] [--budget SECONDS] | --seed SEED [--trace] | --broken | --scale";

#[derive(Default)]
struct Wish {
    seeds: Option<u64>,
    from: u64,
    budget: Option<u64>,
    seed: Option<u64>,
    trace: bool,
    broken: bool,
    scale: bool,
}

fn main() -> ExitCode {
    let Some(wish) = parse(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    if wish.broken {
        return catch_all();
    }
    if wish.scale {
        return large();
    }
    match wish.seed {
        Some(seed) => one(seed, wish.trace),
        None => many(wish.from, wish.seeds.unwrap_or(10_000), wish.budget.map(Duration::from_secs)),
    }
}

fn parse(mut words: impl Iterator<Item = String>) -> Option<Wish> {
    let mut wish = Wish::default();
    while let Some(word) = words.next() {
        let mut number = || words.next()?.parse().ok();
        match word.as_str() {
            "--seeds" => wish.seeds = Some(number()?),
            "--from" => wish.from = number()?,
            "--budget" => wish.budget = Some(number()?),
            "--seed" => wish.seed = Some(number()?),
            "--trace" => wish.trace = true,
            "--broken" => wish.broken = true,
            "--scale" => wish.scale = true,
            _ => return None,
        }
    }
    Some(wish)
}

fn one(seed: u64, trace: bool) -> ExitCode {
    let outcome = match run(seed, None, trace) {
        Ok(outcome) => outcome,
        Err(error) => return complain(&error.to_string()),
    };
    for line in &outcome.trace {
        println!("{line}");
    }
    println!("seed {seed}: {} steps, digest {:016x}", outcome.steps, outcome.digest);
    match outcome.violation {
        None => ExitCode::SUCCESS,
        Some(violation) => complain(&format!("broken: {}\n  {}", violation.invariant, violation.what)),
    }
}

fn complain(text: &str) -> ExitCode {
    eprintln!("{text}");
    ExitCode::FAILURE
}

/// Runs seeds on all cores until they are through, the time is up, or one breaks something.
fn many(from: u64, count: u64, budget: Option<Duration>) -> ExitCode {
    let begun = Instant::now();
    // A panic in one of the keeper's tasks would end that task only, and be seen by nobody.
    let panicked = Arc::new(AtomicUsize::new(0));
    let (count_panic, tell) = (panicked.clone(), std::panic::take_hook());
    std::panic::set_hook(Box::new(move |info| {
        count_panic.fetch_add(1, Ordering::Relaxed);
        tell(info);
    }));
    let (next, steps, done, stop) =
        (AtomicU64::new(from), AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    let work = || -> Option<(u64, Outcome)> {
        while !stop.load(Ordering::Relaxed) && budget.is_none_or(|budget| begun.elapsed() < budget) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= from + count {
                return None;
            }
            let outcome = run(seed, None, false).ok()?;
            steps.fetch_add(outcome.steps, Ordering::Relaxed);
            done.fetch_add(1, Ordering::Relaxed);
            if outcome.violation.is_some() {
                stop.store(true, Ordering::Relaxed);
                return Some((seed, outcome));
            }
        }
        None
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let broken: Vec<(u64, Outcome)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let ended: Vec<_> = workers.into_iter().map(|worker| worker.join()).collect();
        panicked.fetch_add(ended.iter().filter(|end| end.is_err()).count(), Ordering::Relaxed);
        ended.into_iter().filter_map(|end| end.ok().flatten()).collect()
    });
    let (done, steps) = (done.into_inner(), steps.into_inner());
    println!(
        "{done} seeds from {from}, {steps} steps, {} broken, {:.1} s",
        broken.len(),
        begun.elapsed().as_secs_f64()
    );
    if panicked.load(Ordering::Relaxed) > 0 {
        return complain("something panicked: see above");
    }
    let Some((seed, outcome)) = broken.into_iter().min_by_key(|(seed, _)| *seed) else {
        return if done == 0 { complain("no seed was run") } else { ExitCode::SUCCESS };
    };
    let violation =
        outcome.violation.map(|violation| format!("{}\n  {}", violation.invariant, violation.what));
    complain(&format!(
        "seed {seed} breaks {}\nsee it: cargo xtask simulate --seed {seed} --trace",
        violation.unwrap_or_default()
    ))
}

/// Every broken keeper, and after how many seeds it is caught.
fn catch_all() -> ExitCode {
    let mut missed = 0;
    for broken in Broken::ALL {
        let caught = (0..5_000).find_map(|seed| {
            let outcome = run(seed, Some(broken), false).ok()?;
            outcome.violation.map(|violation| (seed + 1, violation.invariant))
        });
        match caught {
            Some((seeds, invariant)) => {
                println!("{:<46} caught after {seeds:>4} seeds: {invariant}", broken.words())
            }
            None => {
                missed += 1;
                println!("{:<46} NOT CAUGHT", broken.words());
            }
        }
    }
    if missed == 0 {
        ExitCode::SUCCESS
    } else {
        complain(&format!("{missed} broken keepers were not caught"))
    }
}

/// The figures of `docs/scale.md`.
fn large() -> ExitCode {
    println!("one keeper: memory an account, and its own part of one refresh");
    for accounts in [1_000, 10_000, 100_000] {
        let keeper = scale::keeper(accounts);
        println!("{:>8} accounts  {:>6} bytes  {:>9.1?}", keeper.accounts, keeper.bytes, keeper.refresh);
    }
    println!(
        "\n100,000 installations at one API, tokens of 15 minutes, an outage of 20 minutes; requests a second"
    );
    for (who, crowd) in
        [("ours", scale::ours(100_000)), ("5 minutes early, again every 10 s", scale::theirs(100_000))]
    {
        println!(
            "{who:<34} mean {:>4.0}, peak during {:>6}, peak after {:>6}, peak to mean {:>5.1}",
            crowd.mean,
            crowd.during,
            crowd.after,
            crowd.ratio()
        );
    }
    ExitCode::SUCCESS
}
