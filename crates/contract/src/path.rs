//! The camel-case `image2Video` segment and the all-lower-case `delbyids` are Akool's own spelling.

/// Host of the hosted service.
pub const VENDOR_ORIGIN: &str = "https://openapi.akool.com";

/// `POST`: create one video.
pub const CREATE: &str = "/api/open/v4/image2Video/createBySourcePrompt";
/// `POST`: create several variations from one picture and prompt.
pub const CREATE_BATCH: &str = "/api/open/v4/image2Video/createBySourcePrompt/batch";
/// `POST`: the state of jobs, their ids joined by commas.
pub const RESULTS: &str = "/api/open/v4/image2Video/resultsByIds";
/// `GET`: the effect catalogue.
pub const EFFECTS: &str = "/api/open/v4/image2Video/effects";
/// `POST`: add or replace the sound of a finished video.
pub const UPDATE_AUDIO: &str = "/api/open/v4/image2Video/updateVideoAudio";
/// `POST`: delete jobs.
pub const DELETE: &str = "/api/open/v4/image2Video/delbyids";
/// `GET`: models, with `types[]=1501` for image to video.
pub const MODELS: &str = "/api/open/v4/aigModel/list";
/// `GET`: the models for image to video.
pub const IMAGE_TO_VIDEO_MODELS: &str = "/api/open/v4/aigModel/list?types[]=1501";
/// `GET`: credit balance; shared by all products despite the path.
pub const CREDITS: &str = "/api/open/v3/faceswap/quota/info";
/// `POST`: exchange a client id and secret for Akool's own long-lived token.
pub const VENDOR_TOKEN: &str = "/api/open/v3/getToken";

/// `POST` on the gateway: a short-lived token.
pub const TOKEN: &str = "/token";
/// `POST` on the gateway: raw bytes of a picture or a sound, answered with a URL Akool can fetch.
pub const UPLOADS: &str = "/uploads";
/// `GET` on the gateway, followed by a capability: an uploaded file.
pub const FILES: &str = "/files";
/// `GET` on the gateway: the caller's jobs, newest first.
pub const JOBS: &str = "/jobs";
/// `GET` on the gateway: job changes as server-sent events.
pub const EVENTS: &str = "/events";
