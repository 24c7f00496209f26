//! Where clues are collected, and weighed against each other.

use super::words;
use super::{Cause, CauseCode, Confidence};
use crate::line::Line;
use std::collections::BTreeMap;

/// From here on a cause is worth naming.
const NAMED: i32 = 20;
/// From here on most of it speaks for a cause.
const LIKELY: i32 = 60;
/// How far behind the first one a cause may be and still be likely.
const BEHIND: i32 = 20;
/// The most causes that are named.
const MOST: usize = 5;
/// How much a second clue adds to a first one.
const SECOND: i32 = 3;

/// What speaks for each cause.
#[derive(Default)]
pub struct Board(BTreeMap<CauseCode, Clues>);

#[derive(Default)]
struct Clues {
    weights: Vec<i32>,
    evidence: Vec<(i32, Line)>,
}

impl Board {
    /// A clue for a cause, and the sentence for it.
    pub fn add(&mut self, cause: CauseCode, weight: i32, evidence: impl Into<Line>) {
        let clues = self.0.entry(cause).or_default();
        clues.weights.push(weight);
        let evidence = evidence.into();
        if !clues.evidence.iter().any(|(_, known)| *known == evidence) {
            clues.evidence.push((weight, evidence));
        }
    }

    /// What speaks for a cause is worth less than it seems.
    pub fn doubt(&mut self, cause: CauseCode, most: i32) {
        if let Some(clues) = self.0.get_mut(&cause) {
            clues.weights.iter_mut().for_each(|weight| *weight = (*weight).min(most));
        }
    }

    /// How much speaks for a cause: the weightiest clue, and a part of the others.
    pub fn weight(&self, cause: CauseCode) -> i32 {
        let Some(clues) = self.0.get(&cause) else { return 0 };
        let first = clues.weights.iter().max().copied().unwrap_or_default();
        let all: i32 = clues.weights.iter().take(20).sum();
        (first + (all - first) / SECOND).min(100)
    }

    /// The causes, the likeliest first.
    pub fn ranked(mut self) -> Vec<Cause> {
        let mut ranked: Vec<(i32, CauseCode)> = self
            .0
            .keys()
            .map(|cause| (self.weight(*cause), *cause))
            .filter(|(weight, _)| *weight >= NAMED)
            .collect();
        ranked.sort_by_key(|(weight, cause)| (std::cmp::Reverse(*weight), *cause));
        let best = ranked.first().map_or(0, |(weight, _)| *weight);
        ranked
            .into_iter()
            .take(MOST)
            .map(|(weight, code)| {
                let mut evidence = self.0.remove(&code).unwrap_or_default().evidence;
                evidence.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
                let likely = weight >= LIKELY && weight + BEHIND >= best;
                let (sentence, hint) = words::of(code);
                Cause {
                    code,
                    confidence: if likely { Confidence::Likely } else { Confidence::Possible },
                    sentence: sentence.to_owned(),
                    evidence: evidence.into_iter().map(|(_, evidence)| evidence).take(4).collect(),
                    hint: hint.to_owned(),
                }
            })
            .collect()
    }
}
