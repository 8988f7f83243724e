/// Declares a request: a list of its fields with their types and rules, what one field demands of another, and the
/// fields of other routes that a lenient reading ignores.
///
/// The struct, the table that the validator reads, the order and the names on the wire, and both conversions are made
/// from that one list, so no second list can miss a field. A type that does not suit its rule does not compile, see
/// [`declared`](super::field_type::declared).
macro_rules! request {
    (
        $(#[$attribute:meta])*
        pub struct $Request:ident {
            $($(#[$field_attribute:meta])* $field:ident: $Type:ty = $rule:expr,)+
        }
        combinations: $combinations:expr,
        ignorable: [$($ignorable:expr),* $(,)?],
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $Request {
            $($(#[$field_attribute])* pub $field: $Type,)+
        }

        static RULES: &[$crate::validation::Rule] =
            &[$($crate::requests::field_type::declared::<$Type>(stringify!($field), $rule),)+];

        static IGNORABLE: &[$crate::validation::Ignorable] = &[$($ignorable),*];

        impl $Request {
            /// Validates a request strictly and returns the fields to send. The WebAssembly module sends them as they
            /// are; natively [`Self::parse`] gives them their types.
            ///
            /// # Errors
            ///
            /// Every issue, not the first.
            pub fn check(
                request: &$crate::UncheckedRequest,
            ) -> Result<$crate::WireRequest, Vec<$crate::Issue>> {
                $crate::validation::check(request, RULES, None, $combinations).map(|checked| checked.request)
            }

            /// Reads a request strictly.
            ///
            /// # Errors
            ///
            /// Every issue, not the first.
            pub fn parse(request: &$crate::UncheckedRequest) -> Result<Self, Vec<$crate::Issue>> {
                Self::check(request).map(Self::from_wire)
            }

            /// Reads a request as Akool reads it: numbers may come as text, and fields that its other routes have, or
            /// that this one used to have, are ignored.
            ///
            /// # Errors
            ///
            /// Every issue, not the first.
            pub fn parse_leniently(
                request: &$crate::UncheckedRequest,
            ) -> Result<$crate::Lenient<Self>, Vec<$crate::Issue>> {
                $crate::validation::check(request, RULES, Some(IGNORABLE), $combinations)
                    .map(|checked| checked.map(Self::from_wire))
            }

            fn from_wire(mut request: $crate::WireRequest) -> Self {
                use $crate::requests::field_type::FieldType;
                Self { $($field: FieldType::from_wire(request.take(stringify!($field))),)+ }
            }
        }

        impl From<&$Request> for $crate::WireRequest {
            fn from(request: &$Request) -> Self {
                use $crate::requests::field_type::FieldType;
                [$((stringify!($field), request.$field.to_wire()),)+]
                    .into_iter()
                    .filter_map(|(name, value)| Some((name, value?)))
                    .collect()
            }
        }

        impl serde::Serialize for $Request {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::WireRequest::from(self).serialize(serializer)
            }
        }
    };
}

pub(super) use request;

#[cfg(test)]
mod tests {
    use crate::validation::{Kind, Rule};
    use crate::{UncheckedField, UncheckedRequest, WireValue};

    request! {
        /// One field of each type and with each kind of default.
        pub struct Sample {
            /// Required.
            title: String = Rule::name().required("Give a title."),
            /// Sent when it is absent, too.
            count: u32 = Rule::new(Kind::Whole(1.0, 9.0, "Use 1 to 9.")).or_number(3.0),
            /// Not sent when it is absent.
            loud: Option<bool> = Rule::flag(),
        }
        combinations: |_| {},
        ignorable: [],
    }

    #[test]
    fn the_table_the_struct_and_the_wire_have_the_same_fields_in_the_declared_order() {
        let fields = ["loud", "count", "title"].map(str::to_owned).into_iter();
        let values = [UncheckedField::Bool(true), UncheckedField::Number(2.0), UncheckedField::Text("x".into())];
        let request = UncheckedRequest::Fields(fields.zip(values).collect());
        let sample = Sample { title: "x".into(), count: 2, loud: Some(true) };
        assert_eq!(Sample::parse(&request).as_ref(), Ok(&sample));
        assert_eq!(RULES.iter().map(|rule| rule.name).collect::<Vec<_>>(), ["title", "count", "loud"]);
        let wire = [
            ("title", WireValue::Text("x".into())),
            ("count", WireValue::Number(2.0)),
            ("loud", WireValue::Flag(true)),
        ];
        assert_eq!(crate::WireRequest::from(&sample).into_iter().collect::<Vec<_>>(), wire);
        assert_eq!(Sample::check(&request).map(|wire| wire.into_iter().collect()), Ok(wire.to_vec()));
    }

    #[test]
    fn an_absent_field_has_its_default_or_is_an_issue() {
        let empty = UncheckedRequest::Fields(Vec::new());
        let issues = Sample::parse(&empty).unwrap_err();
        assert_eq!(issues.iter().map(|issue| issue.path.as_str()).collect::<Vec<_>>(), ["title"]);
        let titled = UncheckedRequest::Fields(vec![("title".to_owned(), UncheckedField::Text("x".into()))]);
        assert_eq!(Sample::parse(&titled), Ok(Sample { title: "x".into(), count: 3, loud: None }));
    }
}
