use akool_contract::{UncheckedField, UncheckedRequest};
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::js;

/// Reads a caller's value for the validator. Nothing about its shape is assumed.
pub fn read(value: &JsValue) -> UncheckedRequest {
    match read_value(value) {
        UncheckedField::Object => {
            let mut fields = Vec::new();
            js::for_each_field(value, &mut |name, value| fields.push((name, read_value(&value))));
            UncheckedRequest::Fields(fields)
        }
        other => UncheckedRequest::NotAnObject(other),
    }
}

fn read_value(value: &JsValue) -> UncheckedField {
    if value.is_undefined() {
        UncheckedField::Undefined
    } else if value.is_null() {
        UncheckedField::Null
    } else if let Some(flag) = value.as_bool() {
        UncheckedField::Bool(flag)
    } else if let Some(number) = value.as_f64() {
        UncheckedField::Number(number)
    } else if let Some(text) = value.as_string() {
        UncheckedField::Text(text)
    } else if Array::is_array(value) {
        UncheckedField::Array
    } else if value.is_object() {
        UncheckedField::Object
    } else {
        UncheckedField::Other
    }
}

/// Whether a value is a Blob (or a File), of whichever realm.
pub fn is_blob(value: &JsValue) -> bool {
    value.is_object() && js::field(value, "arrayBuffer").is_function()
}
