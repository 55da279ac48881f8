//! `onrecord publish --print-ci`: a workflow that builds, checks and publishes at every push.

use super::args::Service;
use crate::config::{Target, To};

/// Writes the workflow of a code host for a target.
pub fn workflow(service: Service, target: &Target) -> String {
    let secrets = secrets(target);
    match service {
        Service::Github => actions(target, &secrets, "# .github/workflows/publish.yml", "ubuntu-latest"),
        Service::Forgejo => actions(target, &secrets, "# .forgejo/workflows/publish.yml", "docker"),
        Service::Gitlab => gitlab(target, &secrets),
    }
}

/// The variables that a target's secrets are read from.
fn secrets(target: &Target) -> Vec<String> {
    match &target.to {
        To::Folder { .. } => Vec::new(),
        To::Git { .. } => vec![target.variable("TOKEN")],
        To::Rsync { .. } | To::WebDav(_) => vec![target.variable("PASSWORD")],
        To::S3(_) => vec!["AWS_ACCESS_KEY_ID".to_owned(), "AWS_SECRET_ACCESS_KEY".to_owned()],
        To::Sftp(_) => vec![target.variable("KEY")],
    }
}

fn actions(target: &Target, secrets: &[String], file: &str, runner: &str) -> String {
    let is_git = matches!(target.to, To::Git { .. });
    let mut env = String::new();
    for secret in secrets {
        // The job's own token may push to the repository that it runs for.
        let value = if is_git { "secrets.GITHUB_TOKEN" } else { secret.as_str() };
        let value = if is_git { value.to_owned() } else { format!("secrets.{value}") };
        env += &format!("          {secret}: ${{{{ {value} }}}}\n");
    }
    let env = if env.is_empty() { env } else { format!("        env:\n{env}") };
    let rights = if is_git { "write" } else { "read" };
    format!(
        "{file}
name: Publish
on:
  push:
    branches: [main]
  # Articles with a date to come are published on their day.
  schedule:
    - cron: \"5 * * * *\"
permissions:
  contents: {rights}
# One publisher at a time; the next one waits.
concurrency: publish
jobs:
  publish:
    runs-on: {runner}
    steps:
      - uses: actions/checkout@v4
      - run: cargo install --locked --git {repository}
      - run: onrecord check
      - run: onrecord publish {name} --yes
{env}",
        repository = env!("CARGO_PKG_REPOSITORY"),
        name = target.name,
    )
}

fn gitlab(target: &Target, secrets: &[String]) -> String {
    let told = match secrets {
        [] => String::new(),
        secrets => format!("# Set as masked, protected variables of the project: {}\n", secrets.join(", ")),
    };
    format!(
        "# .gitlab-ci.yml
{told}publish:
  image: rust:1
  # One publisher at a time; the next one waits.
  resource_group: publish
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - cargo install --locked --git {repository}
    - onrecord check
    - onrecord publish {name} --yes
",
        repository = env!("CARGO_PKG_REPOSITORY"),
        name = target.name,
    )
}
