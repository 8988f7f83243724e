use crate::Secret;

/// Who may mint tokens.
#[derive(Clone, Debug)]
pub enum Minting {
    /// The site's own backend, which knows this secret.
    Issuer(Secret),
    /// Every caller that reaches this gateway; only ever on this machine.
    LoginFree,
}
