//! Buckets of Google Cloud Storage. Only in builds with the feature `publish-gcs`.

use opendal::Operator;
use opendal::services::Gcs;

use super::Secrets;
use super::store::{Kind, StoreHost, refused};
use crate::config::GoogleBucket;
use crate::publish::host::Refused;
use crate::world;

/// Opens a bucket. Credentials are a token of the target's own, or what Google's tools find: the file that
/// `GOOGLE_APPLICATION_CREDENTIALS` names, or the one that `gcloud auth application-default login` writes.
pub fn open(target: &GoogleBucket, secrets: Secrets) -> Result<StoreHost, Refused> {
    let mut builder = Gcs::default().bucket(&target.bucket).root(&target.path);
    if let Some(endpoint) = &target.endpoint {
        builder = builder.endpoint(endpoint);
    }
    // Outside of Google's machines nobody answers, after a long while.
    if world::variable("GOOGLE_METADATA").is_none() {
        builder = builder.disable_vm_metadata();
    }
    if let Some(token) = secrets.password {
        builder = builder.token(token);
    }
    let at = target.endpoint.as_ref().map_or_else(String::new, |endpoint| format!(" at {endpoint}"));
    let path = target.path.trim_matches('/');
    let path = if path.is_empty() { String::new() } else { format!("/{path}") };
    let operator = Operator::new(builder).map_err(|error| refused(&error))?;
    StoreHost::new(operator, format!("the bucket `{}{path}` of Google{at}", target.bucket), Kind::Bucket)
}
