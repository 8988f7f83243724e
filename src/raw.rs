use akool_contract::{Raw, RawValue};
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::js;

/// Reads a caller's value for the validator. Nothing about its shape is assumed.
pub fn read(value: &JsValue) -> Raw {
    match read_value(value) {
        RawValue::Object => {
            let mut fields = Vec::new();
            js::for_each_field(value, &mut |name, value| fields.push((name, read_value(&value))));
            Raw::Fields(fields)
        }
        other => Raw::NotAnObject(other),
    }
}

fn read_value(value: &JsValue) -> RawValue {
    if value.is_undefined() {
        RawValue::Undefined
    } else if value.is_null() {
        RawValue::Null
    } else if let Some(flag) = value.as_bool() {
        RawValue::Bool(flag)
    } else if let Some(number) = value.as_f64() {
        RawValue::Number(number)
    } else if let Some(text) = value.as_string() {
        RawValue::Text(text)
    } else if Array::is_array(value) {
        RawValue::Array
    } else if value.is_object() {
        RawValue::Object
    } else {
        RawValue::Other
    }
}

/// Whether a value is a Blob (or a File), of whichever realm.
pub fn is_blob(value: &JsValue) -> bool {
    value.is_object() && js::field(value, "arrayBuffer").is_function()
}
