//! `onrecord publish --print ci`: workflows that build, check and publish at every push.

use super::args::Service;
use crate::config::{Target, To};

/// Writes the workflows of all code hosts for a target, each below the name of its file.
pub fn workflows(target: &Target) -> String {
    [Service::Github, Service::Gitlab, Service::Forgejo].map(|service| workflow(service, target)).join("\n")
}

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
        To::Azure(_) => vec![target.variable("KEY")],
        To::Google(_) => vec![target.variable("TOKEN")],
        To::Sftp(_) => vec![target.variable("KEY")],
    }
}

/// How the program is got, with what the target needs of it.
fn install(target: &Target) -> String {
    let features = match &target.to {
        To::Azure(_) => " --features publish-azure",
        To::Google(_) => " --features publish-gcs",
        _ => "",
    };
    format!("cargo install --locked --git {}{features}", env!("CARGO_PKG_REPOSITORY"))
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
      - run: {install}
      - run: onrecord check
      - run: onrecord publish {name} --yes
{env}",
        install = install(target),
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
    - {install}
    - onrecord check
    - onrecord publish {name} --yes
",
        install = install(target),
        name = target.name,
    )
}
