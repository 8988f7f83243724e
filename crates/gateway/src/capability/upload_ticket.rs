use aws_lc_rs::{constant_time, hmac};

use super::file_url::{BODY_LENGTH, FileId, MAC_LENGTH};
use super::{decode, encode, pack_seconds, unpack_seconds};
use crate::capability::keyring::{Key, Keyring};

const LENGTH_LENGTH: usize = 4;
const EXPIRY_LENGTH: usize = 5;
const TICKET_LENGTH: usize = BODY_LENGTH + LENGTH_LENGTH + EXPIRY_LENGTH;

/// Leave to put one file into the bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadTicket {
    /// What it becomes once it was looked at.
    pub file: FileId,
    /// How many bytes were announced.
    pub length: u32,
    /// Seconds since 1970.
    pub usable_until_seconds: u64,
}

/// The name under which an upload is completed: a ticket with a MAC over it and over whose it is.
pub struct UploadTickets {
    keys: Keyring,
}

impl UploadTickets {
    /// Tickets of this gateway.
    pub fn new(keys: Keyring) -> Self {
        Self { keys }
    }

    /// Makes the capability for one subject.
    pub fn seal(&self, ticket: &UploadTicket, subject: &str) -> String {
        let mut body = ticket.file.pack().to_vec();
        body.extend_from_slice(&ticket.length.to_be_bytes());
        body.extend_from_slice(&pack_seconds(ticket.usable_until_seconds));
        let tag = mac(self.keys.current(), &body, subject);
        encode(&[body.as_slice(), &tag.as_ref()[..MAC_LENGTH]].concat())
    }

    /// Reads one that is genuine, the subject's own, and still good.
    pub fn open(&self, text: &str, subject: &str, now_seconds: u64) -> Option<UploadTicket> {
        let bytes = decode(text)?;
        let (body, tag) = bytes.split_first_chunk::<TICKET_LENGTH>()?;
        let is_genuine = self.keys.readers(now_seconds).any(|key| {
            let expected = mac(key, body, subject);
            constant_time::verify_slices_are_equal(&expected.as_ref()[..MAC_LENGTH], tag).is_ok()
        });
        if !is_genuine {
            return None;
        }
        let (file, rest) = body.split_first_chunk::<BODY_LENGTH>()?;
        let (length, expiry) = rest.split_first_chunk::<LENGTH_LENGTH>()?;
        let ticket = UploadTicket {
            file: FileId::unpack(file)?,
            length: u32::from_be_bytes(*length),
            usable_until_seconds: unpack_seconds(expiry.try_into().ok()?),
        };
        (ticket.usable_until_seconds > now_seconds).then_some(ticket)
    }
}

/// The body has a fixed length, so where it ends and the subject begins is never in doubt.
fn mac(key: &Key, body: &[u8], subject: &str) -> hmac::Tag {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key.as_slice()));
    context.update(body);
    context.update(subject.as_bytes());
    context.sign()
}
