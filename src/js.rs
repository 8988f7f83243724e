//! What JavaScript offers everywhere: bound as free functions, never through `window`, so that workers and servers
//! have it too.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds on a clock that runs evenly and is never set: for everything that lasts. What happens at a
    /// certain time is a matter of [`crate::host::server_time_ms`].
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub fn now_ms() -> f64;

    /// Milliseconds since 1970 by this machine's clock, which may be wrong.
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    pub fn local_time_ms() -> f64;

    /// Milliseconds since 1970, or NaN.
    #[wasm_bindgen(js_namespace = Date, js_name = parse)]
    pub fn parse_date_ms(text: &str) -> f64;

    /// Of an object of our own: text, numbers and flags.
    #[wasm_bindgen(js_namespace = JSON, js_name = stringify)]
    pub fn to_json(value: &JsValue) -> JsValue;

    #[wasm_bindgen(js_namespace = console, js_name = error)]
    pub fn log_error(value: &JsValue);

    // In place of `js_sys::Reflect`: the name crosses the border as text, and not as a JavaScript value made for it first.
    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    fn get_property(object: &JsValue, name: &str) -> Result<JsValue, JsValue>;

    /// Sets a property of an object of our own; that cannot fail.
    #[wasm_bindgen(js_namespace = Reflect)]
    pub fn set(object: &JsValue, name: &str, value: &JsValue);

    /// `String(value)`.
    #[wasm_bindgen(js_name = String)]
    pub fn to_text(value: &JsValue) -> JsValue;

    /// `Number(value)`.
    #[wasm_bindgen(js_name = Number)]
    pub fn to_number(value: &JsValue) -> f64;
}

/// A property; `undefined` when `object` is no object or its getter throws.
pub fn field(object: &JsValue, name: &str) -> JsValue {
    get_property(object, name).unwrap_or_default()
}

/// A property that is text with something in it.
pub fn text_field(object: &JsValue, name: &str) -> Option<String> {
    field(object, name).as_string().filter(|text| !text.is_empty())
}

/// A property that is a number, or text that reads as one: answers are read loosely.
pub fn number_field(object: &JsValue, name: &str) -> Option<f64> {
    let value = field(object, name);
    let number = if value.is_string() { to_number(&value) } else { value.as_f64().unwrap_or(f64::NAN) };
    number.is_finite().then_some(number)
}

/// Whether it is text that may go into a header: visible ASCII, and not nothing.
pub fn is_visible_ascii(value: &JsValue) -> bool {
    value.as_string().is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.is_empty())
}

/// Goes through an object's own fields; anything else has none.
pub fn for_each_field(object: &JsValue, visit: &mut dyn FnMut(String, JsValue)) {
    if object.is_object() {
        for name in Object::keys(object.unchecked_ref::<Object>()).iter() {
            let name = name.as_string().unwrap_or_default();
            let value = field(object, &name);
            visit(name, value);
        }
    }
}

/// A property that is an array; an empty one unless it is.
pub fn array_field(object: &JsValue, name: &str) -> Array {
    let value = field(object, name);
    if Array::is_array(&value) { value.unchecked_into() } else { Array::new() }
}

/// An item of a list; `undefined` beyond its end.
pub fn item(list: &Array, index: usize) -> JsValue {
    list.iter().nth(index).unwrap_or_default()
}

/// The list in an answer: a property of its data, or the data itself.
pub fn list_in(data: &JsValue, name: &str) -> JsValue {
    if Array::is_array(data) { data.clone() } else { field(data, name) }
}

/// The objects in a list. Answers are read loosely: what cannot be an entry is passed over, an object in the list's place
/// is its only entry, and anything else is an empty list.
pub fn records(list: &JsValue) -> Array {
    let records = Array::new();
    let take = |entry: &JsValue| {
        if entry.is_object() && Object::keys(entry.unchecked_ref::<Object>()).length() > 0 {
            records.push(entry);
        }
    };
    if Array::is_array(list) {
        list.unchecked_ref::<Array>().iter().for_each(|entry| take(&entry));
    } else {
        take(list);
    }
    records
}

/// Sets a property where there is something to set.
pub fn set_unless_undefined(object: &JsValue, name: &str, value: &JsValue) {
    if !value.is_undefined() {
        set(object, name, value);
    }
}

/// An empty object.
pub fn object() -> JsValue {
    Object::new().into()
}

/// Calls a caller's function; what it throws is logged and ends nothing.
pub fn notify_callback(callback: &JsValue, argument: &JsValue) {
    if let Some(function) = callback.dyn_ref::<js_sys::Function>()
        && let Err(thrown) = function.call1(&JsValue::UNDEFINED, argument)
    {
        log_error(&thrown);
    }
}
