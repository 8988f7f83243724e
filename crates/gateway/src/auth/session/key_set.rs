use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

/// Shorter moduli can be factored.
const MIN_RSA_BYTES: usize = 256;
/// More than any key set has.
const MAX_KEYS: usize = 100;

/// The keys of a JSON Web Key Set that can sign sessions.
pub struct KeySet(Vec<SigningKey>);

/// A key and the one algorithm it is for.
pub struct SigningKey {
    id: Option<String>,
    pub algorithm: Algorithm,
    pub key: DecodingKey,
}

impl KeySet {
    /// Parses a key set and keeps the keys that can verify sessions. `None` if there is none.
    pub fn parse(json: &[u8]) -> Option<Self> {
        let set: Value = serde_json::from_slice(json).ok()?;
        let keys: Vec<SigningKey> =
            set.get("keys")?.as_array()?.iter().take(MAX_KEYS).filter_map(SigningKey::read).collect();
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// The key with this id. A token without a key id is accepted if there is only one key.
    pub fn find(&self, name: Option<&str>) -> Option<&SigningKey> {
        match (name, self.0.as_slice()) {
            (Some(name), keys) => keys.iter().find(|key| key.id.as_deref() == Some(name)),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }
}

impl SigningKey {
    fn read(key: &Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(key.clone()).ok()?;
        let common = &jwk.common;
        let is_for_signing = common.public_key_use.as_ref().is_none_or(|usage| *usage == PublicKeyUse::Signature)
            && common.key_operations.as_ref().is_none_or(|operations| operations.contains(&KeyOperations::Verify));
        let algorithm = algorithm(&jwk).filter(|_| is_for_signing)?;
        Some(Self { id: common.key_id.clone(), algorithm, key: DecodingKey::from_jwk(&jwk).ok()? })
    }
}

/// The algorithm of a key. Symmetric keys are left out, since a published secret is none.
fn algorithm(jwk: &Jwk) -> Option<Algorithm> {
    let (algorithm, name) = match &jwk.algorithm {
        AlgorithmParameters::RSA(rsa) if modulus_bytes(&rsa.n) >= MIN_RSA_BYTES => {
            (Algorithm::RS256, KeyAlgorithm::RS256)
        }
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
        }
        _ => return None,
    };
    // A key that is declared for another algorithm is not used.
    jwk.common.key_algorithm.is_none_or(|said| said == name).then_some(algorithm)
}

fn modulus_bytes(modulus: &str) -> usize {
    BASE64_URL_SAFE_NO_PAD.decode(modulus).map_or(0, |bytes| bytes.iter().skip_while(|byte| **byte == 0).count())
}
