use super::UploadFormat;

/// A format that cannot be uploaded, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// What was found, in the plural: "GIF pictures".
    pub found: &'static str,
    /// What to do instead, as a sentence.
    pub advice: &'static str,
}

impl Unusable {
    /// A picture in another format.
    pub const fn picture(found: &'static str) -> Self {
        Self { found, advice: CONVERT_PICTURE }
    }

    /// A sound in another format.
    pub const fn sound(found: &'static str) -> Self {
        Self { found, advice: CONVERT_SOUND }
    }

    /// A picture in a format that only the simulator is known to take.
    pub const fn simulator_picture(found: &'static str) -> Self {
        Self { found, advice: SIMULATOR_PICTURE }
    }

    /// A sound in a format that only the simulator is known to take.
    pub const fn simulator_sound(found: &'static str) -> Self {
        Self { found, advice: SIMULATOR_SOUND }
    }

    /// Whether it is a sound.
    pub fn is_sound(self) -> bool {
        [CONVERT_SOUND, SIMULATOR_SOUND].contains(&self.advice)
    }

    /// A video.
    pub const fn video(found: &'static str) -> Self {
        Self { found, advice: "Export its sound as MP3, WAV or M4A, or one of its frames as JPEG." }
    }

    /// Something else.
    pub const fn other(found: &'static str) -> Self {
        Self { found, advice: CHOOSE_ANOTHER }
    }

    /// The message for people.
    pub fn message(self) -> String {
        [self.found, " cannot be used. ", self.advice].concat()
    }
}

const CONVERT_PICTURE: &str = "Convert the picture to JPEG, PNG or WebP.";
const CONVERT_SOUND: &str = "Convert the sound to MP3, WAV or M4A.";
const SIMULATOR_PICTURE: &str =
    "Only the simulator is known to take them, not Akool. Convert the picture to JPEG, PNG or WebP.";
const SIMULATOR_SOUND: &str =
    "Only the simulator is known to take them, not Akool. Convert the sound to MP3, WAV or M4A.";
const CHOOSE_ANOTHER: &str = "Choose a PNG, JPEG or WebP picture, or an MP3, WAV, M4A, AAC, Ogg, FLAC or WebM sound.";

/// The message for pictures from an iPhone.
pub const HEIC: Unusable = Unusable {
    found: "HEIC pictures",
    advice: "Export the picture as JPEG. On an iPhone, set Settings > Camera > Formats to Most Compatible to take JPEG pictures.",
};

/// The message for a file of unknown format.
pub const UNKNOWN_MESSAGE: &str = "This file is of no known format. Choose a PNG, JPEG or WebP picture, or an MP3, WAV, \
                                   M4A, AAC, Ogg, FLAC or WebM sound.";
/// The message for a file without bytes.
pub const EMPTY_MESSAGE: &str = "The file is empty. Choose a file that is not empty.";

/// The message for a file that ends too early.
pub fn cut_off_message(format: UploadFormat) -> String {
    ["The ", format.name(), " file is cut off. Choose a complete copy of it."].concat()
}

/// The message for a file whose structure is broken.
pub fn damaged_message(format: UploadFormat) -> String {
    ["The ", format.name(), " file is damaged. Choose another copy of it."].concat()
}

/// The message for a valid file without a sound track.
pub fn no_sound_message(format: UploadFormat) -> String {
    ["The ", format.name(), " file holds no sound. Choose another one."].concat()
}
