//! The manual's page of rules is made from what the rules say of themselves.
//!
//! `BLESS=1 cargo test --test rules` writes it anew.

#![expect(clippy::disallowed_methods, reason = "the manual lies on a disk")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use onrecord::check::{Rule, rules};

const HEAD: &str = "\
---
title: Rules
description: Every rule of onrecord check, what it asks, why, and an example of what it finds.
weight: 10
toc: true
allow: {rule: article/figure-unannotated, because: Its figures are examples.}
---

`onrecord check` asks these questions of a site, beside telling everything that a build tells.
`onrecord check --explain CODE` prints the text of one of them.

Each has a level: findings of the level `error` make the command end with 1, the others do not.
`checks` in `site.yaml` sets the levels, and turns rules off or on:

```yaml
checks:
  quote/no-source: error
  article/one-source: off
```

Where a rule does not hold, `allow` says so and why, on an entry, or on an article in its front matter:

```yaml
allow: {rule: quote/no-source, because: She said it to us on the phone.}
```

What is excused is still counted and printed with its reason; an excuse that excuses nothing is told.
";

#[test]
fn the_manual_has_all_rules() {
    let mut page = HEAD.to_owned();
    let family = |rule: &Rule| rule.code.split_once('/').expect("a code names its family").0;
    let families: BTreeSet<&str> = rules().map(family).collect();
    for of in families {
        write!(page, "\n## {} {{#{of}}}\n", title(of)).expect("a string takes everything");
        for rule in rules().filter(|rule| family(rule) == of) {
            write!(page, "\n{}", rule.section()).expect("a string takes everything");
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/manual/checks.md");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &page).expect("the manual can be written");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == page, "content/manual/checks.md is not what the rules say; BLESS=1 writes it anew");
}

#[test]
fn every_rule_explains_itself() {
    for rule in rules() {
        assert!(rule.about.ends_with('.') && rule.why.ends_with('.'), "{}", rule.code);
        assert!(rule.bad.ends_with('\n') && rule.good.ends_with('\n') && rule.bad != rule.good, "{}", rule.code);
        assert_eq!(rules().filter(|other| other.code == rule.code).count(), 1, "{}", rule.code);
    }
}

fn title(family: &str) -> &'static str {
    match family {
        "allow" => "Excuses",
        "annotation" => "Annotations",
        "article" => "Articles",
        "fact" => "Facts",
        "figure" => "Figures",
        "heading" => "Headings",
        "house" => "The house",
        "image" => "Pictures",
        "quote" => "Quotes",
        "source" => "Sources",
        _ => panic!("the family `{family}` has no title in tests/rules.rs"),
    }
}
