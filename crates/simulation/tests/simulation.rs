//! The simulation itself: the same seed gives the same run, the real keeper passes, and every broken one is caught.

use fobwatch_simulation::{Broken, run};

#[test]
fn one_seed_gives_one_run() {
    let runs: Vec<_> = (0..40).map(|seed| run(seed, None, false).unwrap()).collect();
    for (seed, first) in runs.iter().enumerate() {
        let again = run(seed as u64, None, true).unwrap();
        assert_eq!((first.digest, first.steps), (again.digest, again.steps), "seed {seed}");
        assert_eq!(again.trace.len() as u64, again.steps, "the trace tells all, and changes nothing");
        assert_eq!(first.violation, None, "seed {seed}");
    }
    let mut digests: Vec<_> = runs.iter().map(|run| run.digest).collect();
    digests.sort_unstable();
    digests.dedup();
    assert_eq!(digests.len(), runs.len(), "another seed is another run");
}

#[test]
fn every_broken_keeper_is_caught() {
    for broken in Broken::ALL {
        let caught = (0..500).find(|seed| run(*seed, Some(broken), false).unwrap().violation.is_some());
        assert!(caught.is_some(), "{} goes unnoticed", broken.words());
    }
}
