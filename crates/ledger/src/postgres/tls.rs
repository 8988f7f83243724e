use std::path::Path;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;
use thiserror::Error;

/// Why TLS towards the database cannot be set up.
#[derive(Debug, Error)]
pub enum TlsError {
    /// The TLS library reports an error.
    #[error(transparent)]
    Rustls(#[from] rustls::Error),
    /// The file of certificates cannot be read.
    #[error("the file of sslrootcert cannot be read")]
    Unreadable(#[source] rustls::pki_types::pem::Error),
    /// The file holds no usable certificate.
    #[error("the file of sslrootcert holds no certificate")]
    NoCertificate,
}

/// Checks the server's certificate against those in the file, or against the system's.
pub fn client_config(root_certificates: Option<&Path>) -> Result<ClientConfig, TlsError> {
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?;
    let Some(file) = root_certificates else {
        return Ok(builder.with_platform_verifier()?.with_no_client_auth());
    };
    let certificates = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(TlsError::Unreadable)?;
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(certificates);
    if added == 0 {
        return Err(TlsError::NoCertificate);
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
