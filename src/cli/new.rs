//! `onrecord new`
use super::Exit;
use std::path::Path;
pub fn site(_folder: &Path) -> anyhow::Result<Exit> {
    Ok(Exit::Well)
}
pub fn article(_root: &Path, _title: &str, _section: Option<&str>) -> anyhow::Result<Exit> {
    Ok(Exit::Well)
}
