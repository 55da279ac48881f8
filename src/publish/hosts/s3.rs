//! Buckets of Amazon S3, and of stores that speak as it does.

use opendal::Operator;
use opendal::services::S3;

use super::Secrets;
use super::store::{Kind, StoreHost, refused};
use super::transport::Transport;
use super::website::Website;
use crate::config::Store;
use crate::publish::host::Refused;
use crate::world;

/// Opens a bucket. Credentials that the target has no own ones of are taken where Amazon's tools find them: from the
/// environment, and from the files below `~/.aws`.
pub fn open(store: &Store, secrets: Secrets) -> Result<StoreHost, Refused> {
    let region = store.region.clone().or_else(|| world::variable("AWS_REGION"));
    let region = region.or_else(|| world::variable("AWS_DEFAULT_REGION")).unwrap_or_else(|| "us-east-1".to_owned());
    // A machine that is not Amazon's would wait long for an answer to whether it is.
    let mut builder = S3::default().bucket(&store.bucket).root(&store.path).region(&region).disable_ec2_metadata();
    if let Some(endpoint) = &store.endpoint {
        builder = builder.endpoint(endpoint);
    }
    if let Some(profile) = &store.profile {
        builder = builder.profile(profile);
    }
    if let (Some(id), Some(key)) = (&secrets.user, &secrets.password) {
        builder = builder.access_key_id(id).secret_access_key(key);
    }
    let at = store.endpoint.as_ref().map_or_else(String::new, |endpoint| format!(" at {endpoint}"));
    let path = store.path.trim_matches('/');
    let path = if path.is_empty() { String::new() } else { format!("/{path}") };
    let operator = Operator::new(builder).map_err(|error| refused(&error))?;
    let place = format!("the bucket `{}{path}`{at}", store.bucket);
    if store.website {
        let website = Website::new(&region, store.profile.as_deref(), &secrets);
        return StoreHost::with_redirects(Transport::of_website(website), operator, place);
    }
    StoreHost::new(operator, place, Kind::Bucket)
}
