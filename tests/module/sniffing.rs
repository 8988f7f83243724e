use akool_contract::media::{self, MediaKind, Sniffed, UploadFormat};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{get, text};

#[wasm_bindgen(module = "/pkg/files/sniff.js")]
extern "C" {
    fn sniff(head: &[u8]) -> JsValue;
}

/// One of each kind, and what nearly is one.
const HEADS: [&[u8]; 74] = [
    b"",
    b"\xFF",
    b"\xFF\xFB",
    b"hello",
    b"\x89PNG",
    b"\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR",
    b"\xFF\xD8\xFF\xE0",
    b"RIFF\0\0\0\0WEBPVP8 ",
    b"RIFF\0\0\0\0WAVEfmt ",
    b"RIFF\0\0\0\0AVI LIST",
    b"RIFF\0\0\0\0CDDA",
    b"RIFF\n\n\n\nWEBP",
    b"RF64\xFF\xFF\xFF\xFFWAVE",
    b"BW64\xFF\xFF\xFF\xFFWAVE",
    b"OggS\0\x02",
    b"fLaC\0\0\0\x22",
    b"ID3\x01\0",
    b"ID3\x02\0",
    b"ID3\x03\0",
    b"ID3\x04\0",
    b"ID3\x05\0",
    b"\x1A\x45\xDF\xA3\x9F",
    b"\0\0\0\x20ftyp",
    b"\0\0\0\x20ftypM4A \0\0\0\0",
    b"\0\0\0\x20ftyp3gp4\0\0\0\0",
    b"\0\0\0\x20ftypqt  \0\0\0\0",
    b"\0\0\0\x20ftypheic\0\0\0\0mif1heic",
    b"\0\0\0\x20ftyphevx\0\0\0\0mif1heic",
    b"\0\0\0\x20ftypheia\0\0\0\0",
    b"\0\0\0\x20ftypavif\0\0\0\0mif1",
    b"\0\0\0\x20ftypavis\0\0\0\0msf1",
    b"\0\0\0\x20ftypmif1\0\0\0\0mif1heic",
    b"\0\0\0\x20ftypmif1\0\0\0\0mif1avif",
    b"\0\0\0\x20ftypmif1\0\0\0\0mif1xavi",
    b"\0\0\0\x20ftypmif1\n\n\n\nmif1avif",
    b"\0\0\0\x20ftypmif2\0\0\0\0",
    b"\0\0\0\x20ftypmsf1\0\0\0\0",
    b"\0\0\0\x20ftypmiaf\0\0\0\0",
    b"\0\0\0\x20ftypmia1\0\0\0\0",
    b"\0\0\0\x20ftypmiff\0\0\0\0",
    b"\0\0\0\x20ftypcrx \0\0\0\0",
    b"\0\0\0\x20ftypjxl \0\0\0\0",
    b"GIF89a\x01\0\x01\0",
    b"BM\x36\0\0\0\0\0\0\0",
    b"BM\x36\0\0\0\x01\0\0\0",
    b"II\x2A\0\x08\0\0\0",
    b"MM\0\x2A\0\0\0\x08",
    b"\0\0\0\x0CJXL \r\n\x87\n",
    b"\0\0\0\x0CjP  \r\n\x87\n",
    b"8BPS\0\x01",
    b"\0\0\x01\0\x01\0\x10\x10",
    b"\0\0\x01\0\x01\x01\x10\x10",
    b"FORM\0\0\0\0AIFF",
    b"FORM\0\0\0\0AIFC",
    b"FORM\0\0\0\08SVX",
    b"#!AMR-WB\n",
    b"\x30\x26\xB2\x75\x8E\x66\xCF\x11",
    b"caff\0\x01\0\0",
    b"MThd\0\0\0\x06",
    b".snd\0\0\0\x18",
    b"\0\0\x01\xBA\x44",
    b"\0\0\x01\xB3\x44",
    b"FLV\x01\x05",
    b"\0\0\0\x08wide\0\0",
    b"\0\0\0\x08moov\0\0",
    b"\0\0\0\x08mdat\0\0",
    b"%PDF-1.7",
    b"PK\x03\x04\x14\0",
    b"<svg xmlns='http://www.w3.org/2000/svg'>",
    b"\xEF\xBB\xBF\n<?XML version='1.0'?><svg>",
    b" \r\n\t<!DOCTYPE html>",
    b"<HTML>",
    b"\x0B<html>",
    b"\xA0<html>",
];

fn told(head: &[u8]) -> String {
    let found = sniff(head);
    if get(&found, "message").is_undefined() {
        [text(&found, "kind"), text(&found, "name"), text(&found, "type")].join(" ")
    } else {
        text(&found, "message")
    }
}

fn expected(head: &[u8]) -> String {
    match UploadFormat::sniff(head) {
        Sniffed::Upload(format) => {
            let kind = if format.kind() == MediaKind::Picture { "picture" } else { "sound" };
            [kind, format.name(), format.media_type()].join(" ")
        }
        Sniffed::Other(unusable) => unusable.message(),
        Sniffed::Unknown if head.is_empty() => media::EMPTY_MESSAGE.into(),
        Sniffed::Unknown => media::UNKNOWN_MESSAGE.into(),
    }
}

#[wasm_bindgen_test]
fn the_package_says_of_a_file_what_the_contract_says() {
    for head in HEADS {
        assert_eq!(told(head), expected(head), "{head:?}");
    }
    for second in 0..=u8::MAX {
        for third in 0..=u8::MAX {
            let head = [0xFF, second, third, 0];
            assert_eq!(told(&head), expected(&head), "{head:?}");
        }
    }
}
