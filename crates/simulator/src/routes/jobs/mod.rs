mod batch;
mod create;
mod delete;
mod info;
mod list;
mod results;
mod text_batch;
mod update_audio;

pub use batch::create_batch;
pub use create::create;
pub use delete::delete;
pub use info::info;
pub use list::list;
pub use results::results;
pub use text_batch::create_text_batch;
pub use update_audio::update_audio;
