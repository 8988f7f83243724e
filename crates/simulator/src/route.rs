use akool_contract::path;
use axum::http::Method;
use serde::{Deserialize, Serialize};

/// Legacy detail of one job.
pub const INFO: &str = "/api/open/v3/content/video/infobymodelid";
/// List of jobs.
pub const LIST: &str = "/api/open/v3/content/video/list";
/// Text to video; its ids are polled with the same results route.
pub const TEXT_BATCH: &str = "/api/open/v4/text2Video/createByPrompt/batch";
/// Prefix of the control routes.
pub const CONTROL: &str = "/_control/";

/// The route of a request, with the names that the control interface uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// `POST getToken`
    GetToken,
    /// `POST createBySourcePrompt`
    Create,
    /// `POST createBySourcePrompt/batch`
    Batch,
    /// `POST resultsByIds`
    Results,
    /// `GET effects`
    Effects,
    /// `POST updateVideoAudio`
    UpdateAudio,
    /// `POST delbyids`
    Delete,
    /// `GET aigModel/list`
    Models,
    /// `GET quota/info`
    Credits,
    /// `GET infobymodelid`
    Info,
    /// `GET content/video/list`
    List,
    /// `POST text2Video/createByPrompt/batch`
    TextBatch,
    /// `GET /media/…`
    Media,
    /// An unknown path or method.
    Unknown,
    /// A connection being accepted, before any request; only for faults.
    Connection,
    /// A callback the simulator sends; only for faults.
    Webhook,
}

impl Route {
    /// The route of a request.
    pub fn of(method: &Method, path: &str) -> Self {
        let post = method == Method::POST;
        let get = method == Method::GET || method == Method::HEAD;
        match path {
            path::VENDOR_TOKEN if post => Self::GetToken,
            path::CREATE if post => Self::Create,
            path::CREATE_BATCH if post => Self::Batch,
            path::RESULTS if post => Self::Results,
            path::EFFECTS if get => Self::Effects,
            path::UPDATE_AUDIO if post => Self::UpdateAudio,
            path::DELETE if post => Self::Delete,
            path::MODELS if get => Self::Models,
            path::CREDITS if get => Self::Credits,
            INFO if get => Self::Info,
            LIST if get => Self::List,
            TEXT_BATCH if post => Self::TextBatch,
            path if get && path.starts_with("/media/") => Self::Media,
            _ => Self::Unknown,
        }
    }
}
