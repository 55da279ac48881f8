//! Folders that a web server lets WebDAV clients write to.

use std::sync::Mutex;

use opendal::Operator;
use opendal::services::Webdav;

use super::Secrets;
use super::program::without_password;
use super::store::{Kind, StoreHost, refused};
use crate::config::WebDav;
use crate::publish::host::Refused;

pub fn open(target: &WebDav, secrets: Secrets) -> Result<StoreHost, Refused> {
    // OpenDAL takes the path of the address as the folder that everything else is below.
    let mut builder = Webdav::default().endpoint(target.url.trim_end_matches('/')).disable_create_dir(true);
    if let Some(user) = target.user.as_ref().or(secrets.user.as_ref()) {
        builder = builder.username(user).password(secrets.password.as_deref().unwrap_or_default());
    } else if let Some(token) = &secrets.password {
        builder = builder.token(token);
    }
    let operator = Operator::new(builder).map_err(|error| refused(&error))?;
    let place = format!("the WebDAV folder {}", without_password(&target.url));
    StoreHost::new(operator, place, Kind::Folders(Mutex::default()))
}
