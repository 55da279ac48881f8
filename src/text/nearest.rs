//! The known name that a misspelt one most likely means.

/// Finds the candidate nearest to `name`, if one is near enough to be meant.
///
/// Near enough is an optimal string alignment distance (insert, delete, replace, swap two neighbours)
/// of at most a third of the name's length, the measure that clap and cargo use.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = name.chars().count().div_ceil(3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&name.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_only_what_is_near() {
        assert_eq!(nearest("dsecription", ["description", "date"]), Some("description"));
        assert_eq!(nearest("Title", ["title", "slug"]), Some("title"));
        assert_eq!(nearest("subtitle_long", ["title", "slug"]), None);
    }
}
