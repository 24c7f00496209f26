//! What a reader of one format has found.

use crate::auth::Secrets;
use crate::line::Line;
use crate::profile::Profile;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One account as a file describes it, not looked at yet.
#[derive(Debug)]
pub(super) struct Outline {
    /// May be empty.
    pub name: String,
    pub base_url: String,
    pub environment: String,
    pub profile: Wanted,
    pub inputs: BTreeMap<String, String>,
    pub secrets: Secrets,
    pub tags: Vec<String>,
    pub remarks: Vec<Line>,
}

/// The profile that an account of a file is to have.
#[derive(Debug)]
pub(super) enum Wanted {
    /// This one, which is here.
    Here(Arc<Profile>),
    /// One that comes with the file, or else one that is here.
    Named(String),
}

/// All that a reader has found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub outlines: Vec<Outline>,
    /// Profiles that come with the file, by id.
    pub profiles: BTreeMap<String, String>,
    /// What is not taken over, and why.
    pub remarks: Vec<Line>,
}

impl Outline {
    /// One with this profile, and nothing else known.
    pub fn new(profile: Arc<Profile>, base_url: String) -> Self {
        Self {
            name: String::new(),
            base_url,
            environment: String::new(),
            profile: Wanted::Here(profile),
            inputs: BTreeMap::new(),
            secrets: Secrets::new(),
            tags: Vec::new(),
            remarks: Vec::new(),
        }
    }
}

impl Found {
    /// Adds a remark, once.
    pub fn say(&mut self, remark: impl Into<Line>) {
        let remark = remark.into();
        if self.remarks.len() < 100 && !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }
}
