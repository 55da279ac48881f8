//! Containers of Azure Blob Storage. Only in builds with the feature `publish-azure`.

use opendal::Operator;
use opendal::services::Azblob;

use super::Secrets;
use super::store::{Kind, StoreHost, refused};
use crate::config::Container;
use crate::publish::host::{Refused, Why};
use crate::world;

/// Opens a container. Credentials that the target has no own ones of are taken where Azure's tools find them: from
/// `AZURE_STORAGE_CONNECTION_STRING`, `AZURE_STORAGE_KEY` and `AZURE_STORAGE_SAS_TOKEN`.
pub fn open(target: &Container, secrets: Secrets) -> Result<StoreHost, Refused> {
    let usual = world::variable("AZURE_STORAGE_CONNECTION_STRING").filter(|_| secrets.password.is_none());
    let mut builder = match usual {
        // It may hold a key, so OpenDAL's words about it are not passed on.
        Some(whole) => Azblob::from_connection_string(&whole).map_err(|_| {
            Refused::new(Why::Other, "AZURE_STORAGE_CONNECTION_STRING is not a connection string of Azure Storage")
        })?,
        None => Azblob::default(),
    };
    builder = builder.container(&target.container).root(&target.path);
    let account = target.account.clone().or(secrets.user).or_else(|| world::variable("AZURE_STORAGE_ACCOUNT"));
    let endpoint = target.endpoint.clone();
    let endpoint = endpoint.or_else(|| account.as_ref().map(|name| format!("https://{name}.blob.core.windows.net")));
    let shown = endpoint.as_ref().map_or_else(String::new, |endpoint| format!(" at {endpoint}"));
    if let Some(endpoint) = &endpoint {
        builder = builder.endpoint(endpoint);
    } else if world::variable("AZURE_STORAGE_CONNECTION_STRING").is_none() {
        return Err(Refused::new(Why::Other, "the target needs the name of the storage `account`, or an `endpoint`"));
    }
    if let Some(account) = &account {
        builder = builder.account_name(account);
    }
    if let Some(key) = secrets.password.or_else(|| world::variable("AZURE_STORAGE_KEY")) {
        builder = builder.account_key(&key);
    } else if let Some(token) = world::variable("AZURE_STORAGE_SAS_TOKEN") {
        builder = builder.sas_token(token.trim_start_matches('?'));
    }
    let operator = Operator::new(builder).map_err(|error| refused(&error))?;
    let path = target.path.trim_matches('/');
    let path = if path.is_empty() { String::new() } else { format!("/{path}") };
    StoreHost::new(operator, format!("the container `{}{path}`{shown}", target.container), Kind::Bucket)
}
