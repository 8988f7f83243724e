use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

/// Shorter moduli can be factored.
const MINIMUM_RSA_BYTES: usize = 256;
/// Nobody publishes so many.
const MAXIMUM_KEYS: usize = 100;

/// The keys of a JSON Web Key Set that can sign sessions.
pub struct KeySet(Vec<SigningKey>);

/// A key and the one algorithm it is for.
pub struct SigningKey {
    name: Option<String>,
    pub algorithm: Algorithm,
    pub key: DecodingKey,
}

impl KeySet {
    /// Reads a set. Keys of other kinds and for other ends are left out; a text that is no key set, or one without a key
    /// that can be used, is none.
    pub fn parse(json: &[u8]) -> Option<Self> {
        let set: Value = serde_json::from_slice(json).ok()?;
        let keys: Vec<SigningKey> =
            set.get("keys")?.as_array()?.iter().take(MAXIMUM_KEYS).filter_map(SigningKey::read).collect();
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// The key of that name. A token that names none can only be meant for the only key.
    pub fn find(&self, name: Option<&str>) -> Option<&SigningKey> {
        match (name, self.0.as_slice()) {
            (Some(name), keys) => keys.iter().find(|key| key.name.as_deref() == Some(name)),
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
        Some(Self { name: common.key_id.clone(), algorithm, key: DecodingKey::from_jwk(&jwk).ok()? })
    }
}

/// What a key is for, by its kind. A secret has no place in a published set; one that is there all the same is not a key.
fn algorithm(jwk: &Jwk) -> Option<Algorithm> {
    let (algorithm, name) = match &jwk.algorithm {
        AlgorithmParameters::RSA(rsa) if modulus_bytes(&rsa.n) >= MINIMUM_RSA_BYTES => {
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
    // A key that says it is for something else is not for this.
    jwk.common.key_algorithm.is_none_or(|said| said == name).then_some(algorithm)
}

fn modulus_bytes(modulus: &str) -> usize {
    BASE64_URL_SAFE_NO_PAD.decode(modulus).map_or(0, |bytes| bytes.iter().skip_while(|byte| **byte == 0).count())
}
