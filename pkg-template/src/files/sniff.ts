// Loaded when a file is to be uploaded. It says of a file's first bytes what crates/contract says; a test compares the two.

/** What a field takes. */
export type MediaKind = "picture" | "sound";

/** A format that may be uploaded. */
export interface UploadFormat {
  name: string;
  type: string;
  kind: MediaKind;
  message?: undefined;
}

/** Why any other file cannot be used, for people. */
export interface Unusable {
  message: string;
}

type Finding = UploadFormat | Unusable;

/** How many first bytes tell what a file is. */
export const HEAD_BYTES = 64;

const CONVERT_PICTURE = "Convert the picture to JPEG, PNG or WebP.";
const CONVERT_SOUND = "Convert the sound to MP3, WAV or M4A.";
const SIMULATOR_ONLY = "Only the simulator is known to take them, not Akool.";
const EXPORT = "Export its sound as MP3, WAV or M4A, or one of its frames as JPEG.";
const CHOOSE_ANOTHER = "Choose a PNG, JPEG or WebP picture, or an MP3, WAV, M4A, AAC, Ogg, FLAC or WebM sound.";
const EXPORT_HEIC =
  "Export the picture as JPEG. On an iPhone, set Settings > Camera > Formats to Most Compatible to take JPEG pictures.";

const message = (found: string, advice: string): Unusable => ({ message: `${found} cannot be used. ${advice}` });
export const otherPicture = (found: string): Unusable => message(found, CONVERT_PICTURE);
const otherSound = (found: string): Unusable => message(found, CONVERT_SOUND);
export const video = (found: string): Unusable => message(found, EXPORT);
const other = (found: string): Unusable => message(found, CHOOSE_ANOTHER);
const unknown: Unusable = { message: `This file is of no known format. ${CHOOSE_ANOTHER}` };

const picture = (name: string, type: string): UploadFormat => ({ name, type: `image/${type}`, kind: "picture" });
const sound = (name: string, type: string): UploadFormat => ({ name, type: `audio/${type}`, kind: "sound" });
const mp3 = sound("MP3", "mpeg");
const aiff = message("AIFF sounds", `${SIMULATOR_ONLY} ${CONVERT_SOUND}`);
const raw = otherPicture("TIFF and raw camera pictures");
const jpegXl = otherPicture("JPEG XL pictures");

/** Of a file of boxes: by its main brand, or by all of them. */
const byBrand = (head: string): Finding => {
  const brand = head.slice(8, 12);
  const avif = message("AVIF pictures", `${SIMULATOR_ONLY} ${CONVERT_PICTURE}`);
  const heic = message("HEIC pictures", EXPORT_HEIC);
  if (/^avi[fs]/.test(brand)) return avif;
  if (/^(hei[cxms]|hev[cxms])/.test(brand)) return heic;
  if (/^(mif[12]|msf1|miaf)/.test(brand)) return /^(.{4})*?avi[fs]/s.test(head.slice(8)) ? avif : heic;
  if (brand === "crx ") return raw;
  return brand === "jxl " ? jpegXl : sound("M4A", "mp4");
};

/** Eleven bits of sync, then version and layer; no reserved version, bit rate or sampling rate. */
const mpegAudio = (head: string): Finding => {
  const second = head.charCodeAt(1);
  const third = head.charCodeAt(2);
  if (Number.isNaN(third)) return unknown;
  // ADTS has a longer sync and no layer.
  if ((second & 0xf6) === 0xf0 && ((third >> 2) & 15) < 13) return sound("AAC", "aac");
  const bitRate = third >> 4;
  const isReserved = ((second >> 3) & 3) === 1 || bitRate === 15 || bitRate === 0 || ((third >> 2) & 3) === 3;
  if (second < 0xe0 || isReserved) return unknown;
  return [mp3, otherSound("MP2 sounds"), otherSound("MP1 sounds")][((second >> 1) & 3) - 1] ?? unknown;
};

const byText = (head: string): Finding => {
  const text = head.replace(/^\xef\xbb\xbf/, "").replace(/^[ \t\n\f\r]+/, "");
  if (/^<(svg|\?xml)/i.test(text)) return otherPicture("SVG pictures");
  return /^<(!doctype html|html)/i.test(text) ? other("HTML pages") : unknown;
};

/** A finding or a function that finds it, the text that a file begins with, and another text at a place behind it. */
type Rule = [found: Finding | ((head: string) => Finding), start: string, more?: string, at?: number];

const rules: Rule[] = [
  [picture("PNG", "png"), "\x89PNG\r\n\x1a\n"],
  [picture("JPEG", "jpeg"), "\xff\xd8\xff"],
  [picture("WebP", "webp"), "RIFF", "WEBP", 8],
  [sound("WAV", "wav"), "RIFF", "WAVE", 8],
  [video("AVI videos"), "RIFF", "AVI ", 8],
  [otherSound("RF64 sounds"), "RF64"],
  [otherSound("RF64 sounds"), "BW64"],
  [sound("Ogg", "ogg"), "OggS"],
  [sound("FLAC", "flac"), "fLaC"],
  [mp3, "ID3\x02"],
  [mp3, "ID3\x03"],
  [mp3, "ID3\x04"],
  [sound("WebM", "webm"), "\x1a\x45\xdf\xa3"],
  [byBrand, "", "ftyp", 4],
  [mpegAudio, "\xff"],
  [otherPicture("GIF pictures"), "GIF8"],
  [otherPicture("BMP pictures"), "BM", "\0\0\0\0", 6],
  [raw, "II*\0"],
  [raw, "MM\0*"],
  [jpegXl, "\0\0\0\x0cJXL "],
  [otherPicture("JPEG 2000 pictures"), "\0\0\0\x0cjP  "],
  [otherPicture("Photoshop pictures"), "8BPS"],
  [otherPicture("ICO pictures"), "\0\0\x01\0", "\0", 5],
  [aiff, "FORM", "AIFF", 8],
  [aiff, "FORM", "AIFC", 8],
  [otherSound("AMR sounds"), "#!AMR"],
  [otherSound("Windows Media files"), "\x30\x26\xb2\x75"],
  [otherSound("CAF sounds"), "caff\0"],
  [otherSound("MIDI files"), "MThd"],
  [otherSound("AU sounds"), ".snd"],
  [video("MPEG videos"), "\0\0\x01\xba"],
  [video("MPEG videos"), "\0\0\x01\xb3"],
  [video("FLV videos"), "FLV\x01"],
  [video("QuickTime videos"), "", "moov", 4],
  [video("QuickTime videos"), "", "wide", 4],
  [video("QuickTime videos"), "", "mdat", 4],
  [other("PDF documents"), "%PDF"],
  [other("ZIP archives and office documents"), "PK\x03\x04"],
  [byText, ""],
];

/** What a file is by its first bytes. */
export const sniff = (bytes: Uint8Array): Finding => {
  if (!bytes.length) return { message: "The file is empty. Choose a file that is not empty." };
  const head = String.fromCharCode(...bytes.subarray(0, HEAD_BYTES));
  const matches = ([, start, more = "", at = 0]: Rule) => head.startsWith(start) && head.startsWith(more, at);
  const [found] = rules.find(matches) ?? [unknown];
  return typeof found === "function" ? found(head) : found;
};
