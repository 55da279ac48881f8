//! How long each part of a build took.

use std::time::{Duration, Instant};

/// The parts of a build in the order in which they were done.
#[derive(Debug, Clone, Default)]
pub struct Stages(Vec<(&'static str, Duration)>);

impl Stages {
    /// One part that is all there was.
    pub fn of(stage: &'static str, took: Duration) -> Self {
        Self(vec![(stage, took)])
    }

    /// Does a part and notes how long it took.
    pub fn time<T>(&mut self, stage: &'static str, act: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let result = act();
        self.0.push((stage, started.elapsed()));
        result
    }

    pub fn extend(&mut self, later: Self) {
        self.0.extend(later.0);
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Duration)> {
        self.0.iter().copied()
    }
}
