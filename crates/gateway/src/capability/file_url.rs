use aws_lc_rs::{hmac, rand};

use super::{decode, encode, pack_seconds, unpack_seconds};
use crate::capability::keyring::{Key, Keyring};
use crate::media::MediaType;

const ID_LENGTH: usize = 16;
pub(super) const BODY_LENGTH: usize = ID_LENGTH + 1 + 5;
/// With this length a capability has 45 bytes, which base64 encodes without spare bits, so every changed character changes
/// the bytes.
pub(super) const MAC_LENGTH: usize = 23;

/// Identifies a stored file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileId {
    /// 128 bits: random, or for an upload from [`super::ContentIds`].
    pub id: [u8; ID_LENGTH],
    /// The format of the file.
    pub media_type: MediaType,
    /// When the file expires, in seconds since 1970.
    pub expires_at_seconds: u64,
}

impl FileId {
    /// The length of [`FileId::id`].
    pub const LENGTH: usize = ID_LENGTH;

    /// A new file.
    pub fn random(media_type: MediaType, expires_at_seconds: u64) -> Self {
        let mut id = [0_u8; ID_LENGTH];
        rand::fill(&mut id).expect("the system gives random bytes");
        Self { id, media_type, expires_at_seconds }
    }

    /// Encodes the id.
    pub fn pack(&self) -> [u8; BODY_LENGTH] {
        let mut body = [0_u8; BODY_LENGTH];
        body[..ID_LENGTH].copy_from_slice(&self.id);
        body[ID_LENGTH] = self.media_type.number();
        body[ID_LENGTH + 1..].copy_from_slice(&pack_seconds(self.expires_at_seconds));
        body
    }

    /// Decodes an id that [`FileId::pack`] has encoded.
    pub fn unpack(body: &[u8; BODY_LENGTH]) -> Option<Self> {
        let (id, rest) = body.split_first_chunk::<ID_LENGTH>()?;
        let (media_type, expiry) = rest.split_first()?;
        Some(Self {
            id: *id,
            media_type: MediaType::from_number(*media_type)?,
            expires_at_seconds: unpack_seconds(expiry.try_into().ok()?),
        })
    }
}

/// The last part of a file's URL: `{id, type, expiry}` with a MAC, followed by the usual extension of the type, because
/// some clients depend on the extension.
pub struct FileUrls {
    keys: Keyring,
}

impl FileUrls {
    /// File URLs of this gateway.
    pub fn new(keys: Keyring) -> Self {
        Self { keys }
    }

    /// Makes the capability.
    pub fn seal(&self, file: &FileId) -> String {
        let body = file.pack();
        let tag = hmac::sign(&mac_key(self.keys.current()), &body);
        let capability = encode(&[body.as_slice(), &tag.as_ref()[..MAC_LENGTH]].concat());
        format!("{capability}.{}", file.media_type.extension())
    }

    /// The file that a capability names, without checking whether it is genuine or has expired. Use it to compare two URLs,
    /// never to grant access.
    pub fn named_in(text: &str) -> Option<[u8; ID_LENGTH]> {
        let bytes = decode(text.split_once('.')?.0)?;
        let (body, tag) = bytes.split_first_chunk::<BODY_LENGTH>()?;
        (tag.len() == MAC_LENGTH).then(|| FileId::unpack(body)).flatten().map(|file| file.id)
    }

    /// The file behind a capability that is genuine and has not expired.
    pub fn open(&self, text: &str, now_seconds: u64) -> Option<FileId> {
        let (capability, extension) = text.split_once('.')?;
        let bytes = decode(capability)?;
        let (body, tag) = bytes.split_first_chunk::<BODY_LENGTH>()?;
        let is_genuine = self.keys.readers(now_seconds).any(|key| {
            let expected = hmac::sign(&mac_key(key), body);
            aws_lc_rs::constant_time::verify_slices_are_equal(&expected.as_ref()[..MAC_LENGTH], tag).is_ok()
        });
        let file = FileId::unpack(body).filter(|_| is_genuine)?;
        (file.expires_at_seconds > now_seconds && file.media_type.extension() == extension).then_some(file)
    }
}

fn mac_key(key: &Key) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, key.as_slice())
}
