use super::*;

const EXTENTS: [Extent; 3] = [Extent { x: 16.0 / 9.0, y: 1.0 }, Extent { x: 1.0, y: 1.5 }, Extent { x: 1.0, y: 1.0 }];

fn setting(extent: Extent, seconds: f64) -> EffectContext {
    EffectContext { extent, seconds, seed: 5 }
}

#[test]
fn sheets_and_pieces_are_finite_and_bounded_at_every_moment() {
    for kind in EffectKind::ALL {
        for extent in EXTENTS {
            for frame in 0..=60 {
                let time = f64::from(frame) / 60.0;
                match scene(kind, time, &setting(extent, 5.0)) {
                    Scene::Sheet(bend) => {
                        for point in [[0.0, 0.0], [-extent.x, -extent.y], [extent.x, extent.y], [0.31, -0.72]] {
                            let bent = bend(point);
                            assert!(bent.place.iter().all(|part| part.abs() < 4.0), "{kind:?} at {time}: {bent:?}");
                            assert!((0.2..=2.0).contains(&bent.light), "{kind:?} at {time}: {bent:?}");
                        }
                    }
                    Scene::Whole(pieces) | Scene::Pieces(pieces) => {
                        assert!(pieces.len() < 6_000, "{kind:?} at {time}");
                        for piece in pieces {
                            assert!(
                                piece.outline.len() >= 3 && piece.place.0.iter().flatten().all(|part| part.is_finite())
                            );
                            assert!((0.2..=2.5).contains(&piece.light), "{kind:?} at {time}: {}", piece.light);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_sheet_moves_smoothly() {
    for kind in EffectKind::ALL {
        let setting = setting(EXTENTS[0], 5.0);
        let places = |frame: u32| match scene(kind, f64::from(frame) / 149.0, &setting) {
            Scene::Sheet(bend) => [[0.2, 0.3], [-0.6, -0.4], [1.2, 0.7]].map(|point| bend(point).place).to_vec(),
            Scene::Whole(_) | Scene::Pieces(_) => Vec::new(),
        };
        for frame in 1..150 {
            for (from, to) in places(frame - 1).iter().zip(places(frame)) {
                let step = (to[0] - from[0]).hypot(to[1] - from[1]);
                assert!(step < 0.16, "{kind:?} jumps by {step} at frame {frame}");
            }
        }
    }
}

#[test]
fn a_sheet_that_is_held_at_its_edge_stays_there() {
    for kind in [EffectKind::Squish, EffectKind::Jelly] {
        let Scene::Sheet(bend) = scene(kind, 0.3, &setting(EXTENTS[0], 5.0)) else { panic!("not a sheet") };
        for point in [[EXTENTS[0].x, 0.2], [-0.4, -1.0], [0.9, 1.0]] {
            assert_eq!(bend(point).place, point, "{kind:?}");
        }
    }
}

#[test]
fn pieces_make_up_the_whole_picture_until_they_come_apart() {
    for kind in [EffectKind::Fold, EffectKind::Explode, EffectKind::Shatter, EffectKind::Samurai, EffectKind::Cakeify] {
        for extent in EXTENTS {
            // They begin as parts of what was whole, and not before something moves.
            let first = (0..150).find_map(|frame| match scene(kind, f64::from(frame) / 149.0, &setting(extent, 5.0)) {
                Scene::Pieces(pieces) => Some(pieces),
                _ => None,
            });
            let pieces = first.unwrap_or_else(|| panic!("{kind:?} has no pieces"));
            let of_picture = pieces.iter().filter(|piece| piece.surface == Surface::Picture);
            let covered: f64 = of_picture.map(|piece| area(&piece.outline)).sum();
            let whole = 4.0 * extent.x * extent.y;
            assert!((covered / whole - 1.0).abs() < 0.001, "{kind:?} covers {covered} of {whole}");
        }
    }
}

fn area(outline: &[[f64; 2]]) -> f64 {
    let doubled: f64 = outline
        .iter()
        .enumerate()
        .map(|(index, a)| {
            let b = outline[(index + 1) % outline.len()];
            a[0] * b[1] - b[0] * a[1]
        })
        .sum();
    doubled.abs() / 2.0
}

#[test]
fn a_spring_starts_drawn_and_comes_to_rest() {
    assert_eq!(spring(0.0, 2.0, 2.0), 1.0);
    assert!(spring(0.25, 2.0, 2.0) < 0.0);
    assert!(spring(4.0, 2.0, 2.0).abs() < 0.001);
}

#[test]
fn sheets_begin_with_the_whole_picture() {
    for kind in EffectKind::ALL {
        for extent in EXTENTS {
            if let Scene::Sheet(bend) = scene(kind, 0.0, &setting(extent, 5.0)) {
                for point in [[-extent.x, -extent.y], [extent.x, -extent.y], [extent.x, extent.y], [0.3, 0.2]] {
                    let [x, y] = bend(point).place;
                    assert!((x - point[0]).hypot(y - point[1]) < 0.02, "{kind:?}: {point:?} shows {x}, {y}");
                }
            }
        }
    }
}
