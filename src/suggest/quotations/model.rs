//! The weights of the two models.
//!
//! `weights.txt` has a line for each template of [`templates`](super::templates). They were learned by
//! `cargo run --release --example learn` on the training part of PolNeAR (840 articles of seven American publishers,
//! 2015 and 2016), of which nothing but these numbers is kept here; the same texts give the same numbers again. A missing
//! line counts as zeros.

use std::sync::LazyLock;

use super::templates::{Rank, Sense};

#[derive(Debug, Clone)]
pub struct Model {
    pub rank: Vec<f32>,
    pub sense: Vec<f32>,
}

impl Model {
    pub fn blank() -> Self {
        Self { rank: vec![0.0; Rank::SIZE], sense: vec![0.0; Sense::SIZE] }
    }

    pub fn built_in() -> &'static Self {
        static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(include_str!("weights.txt")));
        &MODEL
    }

    pub fn read(lines: &str) -> Self {
        let mut model = Self::blank();
        for line in lines.lines() {
            let Some((name, numbers)) = line.split_once(": ") else { continue };
            let place = |all: &[(&str, usize)], bases: &[u16], name: &str| {
                let at = all.iter().position(|(other, _)| *other == name)?;
                Some(bases[at] as usize..bases[at] as usize + all[at].1)
            };
            let target = match name.split_once('.') {
                Some(("rank", name)) => place(Rank::ALL, &Rank::BASES, name).map(|range| &mut model.rank[range]),
                Some(("sense", name)) => place(Sense::ALL, &Sense::BASES, name).map(|range| &mut model.sense[range]),
                _ => None,
            };
            for (weight, number) in target.into_iter().flatten().zip(numbers.split(' ')) {
                *weight = number.parse().unwrap_or(0.0);
            }
        }
        model
    }

    pub fn write(&self) -> String {
        let mut lines = String::new();
        let mut list = |model: &str, all: &[(&str, usize)], bases: &[u16], weights: &[f32]| {
            for ((name, size), &base) in all.iter().zip(bases) {
                let numbers = weights[base as usize..base as usize + size].iter().map(|weight| {
                    let number = format!("{weight:.2}");
                    let short = number.trim_end_matches('0').trim_end_matches('.');
                    if short == "-0" { "0".to_owned() } else { short.to_owned() }
                });
                lines += &format!("{model}.{name}: {}\n", numbers.collect::<Vec<_>>().join(" "));
            }
        };
        list("rank", Rank::ALL, &Rank::BASES, &self.rank);
        list("sense", Sense::ALL, &Sense::BASES, &self.sense);
        lines
    }
}
