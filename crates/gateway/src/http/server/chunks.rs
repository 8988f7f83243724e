use super::request_head::Malformed;

/// Digits of a chunk's size. More than any body has, and less than overflows.
const MAXIMUM_DIGITS: u8 = 8;

/// Follows the chunks of a body to its end.
///
/// Only the plain form is accepted, which is what clients and proxies write: sizes of hexadecimal digits, CR LF after each,
/// and nothing after the last chunk but an empty line. Extensions and trailers are refused, because programs have disagreed
/// about where they end, and then about where the next request begins.
#[derive(Debug, Default)]
pub struct Chunks {
    at: At,
    digits: u8,
    size: u64,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum At {
    #[default]
    Size,
    SizeLineFeed,
    Data,
    DataReturn,
    DataLineFeed,
    LastReturn,
    LastLineFeed,
}

impl Chunks {
    /// Reads on. Returns how many of the bytes belong to the body, and whether the body ends there.
    ///
    /// # Errors
    ///
    /// The bytes are not strictly written chunks.
    pub fn read(&mut self, bytes: &[u8]) -> Result<(usize, bool), Malformed> {
        let mut position = 0;
        while let Some(&byte) = bytes.get(position) {
            position += 1;
            self.at = match (&self.at, byte) {
                (At::Size, b'\r') if self.digits > 0 => At::SizeLineFeed,
                (At::Size, _) => {
                    let digit = char::from(byte).to_digit(16).filter(|_| self.digits < MAXIMUM_DIGITS);
                    self.size = self.size * 16 + u64::from(digit.ok_or(Malformed)?);
                    self.digits += 1;
                    At::Size
                }
                (At::SizeLineFeed, b'\n') if self.size == 0 => At::LastReturn,
                (At::SizeLineFeed, b'\n') => At::Data,
                (At::Data, _) => {
                    let rest = self.size - 1;
                    let skipped = rest.min((bytes.len() - position) as u64);
                    position += skipped as usize;
                    self.size = rest - skipped;
                    // The byte after what is skipped belongs to the data, unless none remains.
                    if self.size == 0 { At::DataReturn } else { At::Data }
                }
                (At::DataReturn, b'\r') => At::DataLineFeed,
                (At::DataLineFeed, b'\n') => {
                    self.digits = 0;
                    At::Size
                }
                (At::LastReturn, b'\r') => At::LastLineFeed,
                (At::LastLineFeed, b'\n') => return Ok((position, true)),
                _ => return Err(Malformed),
            };
        }
        Ok((position, false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_14_chunks_end_in_the_same_place_however_they_arrive() {
        let body = b"4\r\nWiki\r\n00a\r\n0123456789\r\n0\r\n\r\n";
        let both = [body.as_slice(), b"GET /"].concat();
        assert_eq!(Chunks::default().read(&both), Ok((body.len(), true)));
        for cut in 0..body.len() {
            let mut chunks = Chunks::default();
            assert_eq!(chunks.read(&both[..cut]), Ok((cut, false)), "{cut}");
            assert_eq!(chunks.read(&both[cut..]), Ok((body.len() - cut, true)), "{cut}");
        }
    }

    #[test]
    fn threat_14_chunks_are_strictly_written() {
        let corpus: [&[u8]; 16] = [
            b"\r\n",
            b"x\r\n",
            b"4\nWiki",
            b"4\rWiki",
            b"4 \r\nWiki",
            b" 4\r\nWiki",
            b"4;a=b\r\nWiki",
            b"+4\r\nWiki",
            b"-4\r\nWiki",
            b"0x4\r\nWiki",
            b"1_0\r\n",
            b"000000004\r\nWiki",
            b"4\r\nWikipedia\r\n",
            b"4\r\nWiki\n0\r\n\r\n",
            b"0\r\nX: y\r\n\r\n",
            b"0\r\n\n",
        ];
        for bytes in corpus {
            assert_eq!(Chunks::default().read(bytes), Err(Malformed), "{:?}", String::from_utf8_lossy(bytes));
        }
    }
}
