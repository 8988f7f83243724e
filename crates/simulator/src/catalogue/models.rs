use serde::Serialize;

/// Type number of image to video.
pub const IMAGE_TO_VIDEO: i64 = 1501;
/// Type number of text to video.
pub const TEXT_TO_VIDEO: i64 = 1502;

/// A model as Akool lists it.
#[derive(Clone, Debug, Serialize)]
pub struct Model {
    sort: i64,
    group: &'static str,
    provider: &'static str,
    /// 1501 or 1502.
    pub r#type: i64,
    label: &'static str,
    /// What goes into `model_name`.
    pub value: &'static str,
    description: &'static str,
    /// Sizes it supports.
    #[serde(rename = "resolutionList")]
    pub resolutions: Vec<Size>,
    #[serde(rename = "isPro")]
    is_pro: bool,
    /// `null`: it cannot make sound.
    pub generate_audio: Option<GenerateAudio>,
    /// Lengths it supports, in seconds.
    #[serde(rename = "durationList")]
    pub durations: Vec<u32>,
    /// Whether it needs a paying account.
    #[serde(rename = "requiresPay")]
    pub requires_pay: bool,
    /// Whether it uses `last_image_url`.
    #[serde(rename = "supportedLastFrame")]
    pub supports_last_frame: bool,
    #[serde(rename = "supportedExtendPrompt")]
    supports_extend_prompt: bool,
    #[serde(rename = "maxImageCount")]
    maximum_images: u32,
    /// Most videos per batch.
    #[serde(rename = "maxCount")]
    pub maximum_count: i64,
}

/// A size and its price.
#[derive(Clone, Debug, Serialize)]
pub struct Size {
    label: &'static str,
    /// What goes into `resolution`.
    pub value: &'static str,
    width: u32,
    /// Short side: the sizes are nominal, the aspect follows the picture.
    pub height: u32,
    /// Credits for one video of 5 s.
    pub unit_credit: i64,
}

/// Whether and how a model makes sound.
#[derive(Clone, Debug, Serialize)]
pub struct GenerateAudio {
    required: bool,
    r#type: &'static str,
    default: bool,
    extra_credit_multiplier: i64,
}

impl Model {
    /// The model with this name; without a name the first of the type.
    pub fn find(name: &str, kind: i64) -> Option<Self> {
        list_models(kind).into_iter().find(|model| name.is_empty() || model.value == name)
    }

    /// The size with this name, ignoring case because providers differ in it.
    pub fn size(&self, name: &str) -> Option<&Size> {
        self.resolutions.iter().find(|size| size.value.eq_ignore_ascii_case(name))
    }
}

/// All models of a type, those with the highest `sort` first.
pub fn list_models(kind: i64) -> Vec<Model> {
    match kind {
        IMAGE_TO_VIDEO => image_models(),
        TEXT_TO_VIDEO => text_models(),
        _ => Vec::new(),
    }
}

fn image_models() -> Vec<Model> {
    vec![
        // The first two are Akool's documented examples.
        Model {
            description: "Akool's own image to video model",
            ..model(100, "akool", "Akool Image2Video Fast V1", "AkoolImage2VideoFastV1", &AKOOL_SIZES)
        },
        Model {
            description: "Akool's own image to video model, finer",
            is_pro: true,
            generate_audio: Some(GenerateAudio {
                required: false,
                r#type: "boolean",
                default: false,
                extra_credit_multiplier: 1,
            }),
            ..model(98, "akool", "Akool Image2Video HD V1", "AkoolImage2VideoHDV1", &AKOOL_SIZES)
        },
        Model {
            description: "Seedance Lite, with a last frame",
            supports_last_frame: true,
            ..model(95, "seedance", "Seedance Lite Image2Video", "seedance-1-0-lite-i2v-250428", &SEEDANCE_SIZES)
        },
        Model {
            description: "Hailuo 2.3",
            durations: vec![6, 10],
            requires_pay: true,
            ..model(90, "minimax", "Hailuo 2.3", "MiniMax-Hailuo-2.3/image-to-video", &HAILUO_SIZES)
        },
    ]
}

fn text_models() -> Vec<Model> {
    vec![Model {
        r#type: TEXT_TO_VIDEO,
        maximum_images: 0,
        description: "Akool's own text to video model",
        ..model(100, "akool", "Akool Text2Video Fast V1", "AkoolText2VideoFastV1", &AKOOL_SIZES)
    }]
}

type SizeRow = (&'static str, &'static str, u32, u32, i64);

const AKOOL_SIZES: [SizeRow; 3] =
    [("720p", "720p", 1280, 720, 5), ("1080p", "1080p", 1920, 1080, 10), ("4k", "4k", 3840, 2160, 20)];
const SEEDANCE_SIZES: [SizeRow; 3] =
    [("480p", "480p", 854, 480, 3), ("720p", "720p", 1280, 720, 5), ("1080p", "1080p", 1920, 1080, 10)];
const HAILUO_SIZES: [SizeRow; 2] = [("768P", "768P", 1366, 768, 10), ("1080P", "1080P", 1920, 1080, 15)];

fn model(sort: i64, group: &'static str, label: &'static str, value: &'static str, sizes: &[SizeRow]) -> Model {
    Model {
        sort,
        group,
        provider: group,
        r#type: IMAGE_TO_VIDEO,
        label,
        value,
        description: "",
        resolutions: sizes
            .iter()
            .map(|&(label, value, width, height, unit_credit)| Size { label, value, width, height, unit_credit })
            .collect(),
        is_pro: false,
        generate_audio: None,
        durations: vec![5, 10],
        requires_pay: false,
        supports_last_frame: false,
        supports_extend_prompt: false,
        maximum_images: 1,
        maximum_count: 10,
    }
}
