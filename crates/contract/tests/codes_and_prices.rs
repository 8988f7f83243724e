//! Business codes with their classes, and the published price table.

use std::collections::HashSet;

use akool_contract::{BusinessCode, Class, Resolution, VideoLength, price};

#[test]
fn every_documented_code_has_its_class() {
    for (class, codes) in [
        (Class::Success, &[1000][..]),
        (Class::Parameter, &[1003]),
        (Class::Auth, &[1004, 1101, 1102, 1109, 1200]),
        (Class::Rate, &[1005]),
        (Class::Quota, &[1006, 1104]),
        (Class::NotFound, &[1008, 1014]),
        (Class::Permission, &[1009]),
        (Class::Conflict, &[1010, 1011]),
        (Class::Retryable, &[1015, 1205, 2001]),
        (Class::Plan, &[1103, 1213, 1221]),
        (Class::Media, &[1007, 1013, 1016, 1017, 1108, 1110, 1112, 1201, 1202, 1203, 1204, 1206, 1209, 1211]),
    ] {
        for code in codes {
            assert_eq!(BusinessCode(*code).class(), class, "{code}");
        }
    }
}

#[test]
fn an_undocumented_code_is_of_unknown_class() {
    for code in [0, -1, 1, 200, 999, 1001, 1018, 1212, 9999, i64::MAX, i64::MIN] {
        assert_eq!(BusinessCode(code).class(), Class::Unknown, "{code}");
    }
}

#[test]
fn only_temporary_faults_are_retryable() {
    for code in [1005, 1015, 1205, 2001] {
        assert!(BusinessCode(code).class().is_retryable(), "{code}");
    }
    for code in [1000, 1003, 1006, 1008, 1009, 1010, 1101, 1102, 1104, 1108, 1109, 1200, 1213, 4242] {
        assert!(!BusinessCode(code).class().is_retryable(), "{code}");
    }
}

#[test]
fn only_a_failed_create_says_that_no_job_was_made() {
    assert!(BusinessCode::CREATE_FAILED.says_nothing_was_made());
    assert!(BusinessCode(1205).says_nothing_was_made());
    // A server error may happen after the job was made.
    assert!(!BusinessCode::SERVER_ERROR.says_nothing_was_made());
    assert!(!BusinessCode::SUCCESS.says_nothing_was_made());
}

#[test]
fn the_price_table_is_the_published_one() {
    for (word, five_seconds, ten_seconds) in [("720p", 20, 40), ("1080p", 25, 50), ("4k", 30, 60)] {
        let resolution = Resolution::from_word(word).unwrap();
        assert_eq!(price::credits(resolution, VideoLength::Five), Some(five_seconds));
        assert_eq!(price::credits(resolution, VideoLength::Ten), Some(ten_seconds));
    }
}

#[test]
fn the_price_table_has_one_row_for_each_resolution_and_length() {
    let lines: HashSet<_> =
        price::TABLE.iter().map(|line| (line.resolution.as_str(), line.video_length.seconds())).collect();
    assert_eq!(lines.len(), price::TABLE.len());
    assert_eq!(lines.len(), Resolution::ALL.len() * 2);
}
