use super::*;

/// What a caller sees: status, code, message, retryable, charged.
type Answer = (u16, i64, String, bool, Option<Charged>);

fn answer(error: ApiError) -> Answer {
    (error.status.as_u16(), error.code, error.message.into_owned(), error.retryable, error.charged)
}

fn of_order(error: VendorError) -> Answer {
    answer(OrderError::Vendor(error).into())
}

#[test]
fn rule_08_orders_whose_outcome_is_unknown_do_not_invite_a_second_try() {
    let lost = "The video service broke off.".to_owned();
    assert_eq!(of_order(VendorError::ConnectionLost), (502, 2001, lost, false, Some(Charged::Unknown)));
    let (status, .., retryable, charged) = of_order(VendorError::Timeout);
    assert_eq!((status, retryable, charged), (504, false, Some(Charged::Unknown)));
    let (status, .., retryable, charged) = of_order(VendorError::Unreachable);
    assert_eq!((status, retryable, charged), (503, true, Some(Charged::No)));
}

#[test]
fn rule_08_the_cause_is_for_the_log_and_not_for_the_caller() {
    let error = ApiError::from(UploadError::Storage(StorageError::Full));
    let cause = error.cause.clone().expect("a cause");
    assert!(crate::telemetry::Chain(&*cause).to_string().starts_with("an upload could not be stored: "));
    assert_eq!(answer(error).2, "There is no room for more files now.");
}
