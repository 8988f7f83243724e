//! What the account offers and has.

use std::rc::Rc;

use akool_contract::path;
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::call::call;
use crate::client::Client;
use crate::failure;
use crate::js;
use crate::start::Outcome;

/// The effect catalogue.
pub async fn effects(client: Rc<Client>, options: JsValue) -> Outcome {
    let data = call(&client, path::EFFECTS, JsValue::UNDEFINED, &options).await?;
    let usable = Array::new();
    for effect in js::array_field(&data, "result").ok_or_else(failure::bad_answer)?.iter() {
        // An entry without a code cannot be used for anything.
        if js::field(&effect, "effect_code").is_truthy() {
            usable.push(&effect);
        }
    }
    Ok(usable.into())
}

/// Credits left.
pub async fn credits(client: Rc<Client>, options: JsValue) -> Outcome {
    let data = call(&client, path::CREDITS, JsValue::UNDEFINED, &options).await?;
    js::number_field(&data, "credit").map(JsValue::from_f64).ok_or_else(failure::bad_answer)
}
