//! Wording of faults.

use std::io::{Error, ErrorKind};

/// In characters.
const MAX_SHOWN: usize = 120;

/// An I/O error in terms of the path or address that was set.
pub fn explain(error: &Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".into(),
        ErrorKind::PermissionDenied => "the user that runs this program may not do that".into(),
        ErrorKind::NotADirectory => "a part of the path is a file and not a folder".into(),
        ErrorKind::IsADirectory => "it is a folder and not a file".into(),
        ErrorKind::ReadOnlyFilesystem => "its file system is mounted read-only".into(),
        ErrorKind::StorageFull => "the disk is full".into(),
        ErrorKind::QuotaExceeded => "the user's quota is used up".into(),
        ErrorKind::InvalidData => "it is not text in UTF-8".into(),
        ErrorKind::InvalidInput => "it is not a path".into(),
        ErrorKind::AddrInUse => "another program is listening there already".into(),
        ErrorKind::AddrNotAvailable => "this machine has no such address".into(),
        ErrorKind::ConnectionRefused => "nothing is listening there".into(),
        _ => error.to_string(),
    }
}

/// An error with all its causes. An error of the system, which comes last, is explained.
pub fn explain_chain(error: &(dyn std::error::Error + 'static)) -> String {
    // Errors of the system that wrap another error, as TLS does it, are shown in full.
    if let Some(error) = error.downcast_ref::<Error>().filter(|error| error.get_ref().is_none()) {
        return explain(error);
    }
    match error.source() {
        Some(source) => format!("{error}: {}", explain_chain(source)),
        None => error.to_string(),
    }
}

/// A value as it may be shown: shortened, and without the password of a URL.
pub fn shown(value: &str) -> String {
    let (scheme, rest) = value.split_once("://").unwrap_or(("", value));
    let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let without_password = match rest[..authority_end].rfind('@') {
        Some(at) if !scheme.is_empty() => format!("{scheme}://…{}", &rest[at..]),
        _ => value.to_owned(),
    };
    let cut: String = without_password.chars().take(MAX_SHOWN).collect();
    let end = if cut.len() < without_password.len() { "…" } else { "" };
    format!("{:?}{end}", cut)
}
