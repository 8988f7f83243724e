//! What prompts move, language by language.

use super::reader::MAX_STEPS;
use super::*;
use crate::motion::MoveKind;
use MoveKind::*;

fn kinds(prompt: &str) -> Vec<MoveKind> {
    read(prompt).moves.iter().map(|step| step.kind).collect()
}

#[test]
fn camera_terms_are_understood() {
    for (prompt, kind) in [
        ("Zoom in on her face", ZoomIn),
        ("the camera zooms out", ZoomOut),
        ("zooming", ZoomIn),
        ("push in", DollyIn),
        ("Slow pull back.", DollyOut),
        ("pulls away", DollyOut),
        ("dolly forward", DollyIn),
        ("camera pans to the left", PanLeft),
        ("pan right", PanRight),
        ("pan up", TiltUp),
        ("tilts down", TiltDown),
        ("tracking shot", TruckRight),
        ("slide left", TruckLeft),
        ("crane up", Rise),
        ("pedestal down", Sink),
        ("orbit around the subject", OrbitRight),
        ("circles counterclockwise", OrbitLeft),
        ("roll left", RollLeft),
        ("spin", SpinRight),
        ("hand-held", Handheld),
        ("earthquake!", Shake),
        ("vertigo effect", Vertigo),
        ("breathing", Pulse),
        ("swaying", Sway),
        ("a static shot", Still),
    ] {
        assert_eq!(kinds(prompt), [kind], "{prompt}");
    }
}

#[test]
fn moves_combine() {
    assert_eq!(kinds("zoom in while panning left"), [ZoomIn, PanLeft]);
    assert_eq!(kinds("zoom in and pan up, slight shake"), [ZoomIn, TiltUp, Shake]);
    assert_eq!(kinds("pan left and up"), [PanLeft, TiltUp]);
    assert_eq!(kinds("zoom in panning right"), [ZoomIn, PanRight]);
}

#[test]
fn then_makes_a_sequence_and_so_does_in_and_out() {
    let moves = read("zoom in, then pan left. Finally orbit").moves;
    assert_eq!(moves.iter().map(|step| step.kind).collect::<Vec<_>>(), [ZoomIn, PanLeft, OrbitRight]);
    assert_eq!((moves[0].start, moves[0].end), (0.0, 1.0 / 3.0));
    assert_eq!((moves[2].start, moves[2].end), (2.0 / 3.0, 1.0));
    let moves = read("zoom in and out").moves;
    assert_eq!((moves[0].kind, moves[0].end, moves[1].kind, moves[1].start), (ZoomIn, 0.5, ZoomOut, 0.5));
}

#[test]
fn adverbs_belong_to_their_clause_or_else_to_all() {
    let moves = read("slowly zoom in, fast pan left, orbit").moves;
    assert_eq!(moves.iter().map(|step| step.strength).collect::<Vec<_>>(), [0.5, 1.8, 1.0]);
    assert_eq!(read("very slow zoom in").moves[0].strength, 0.3);
    assert_eq!(read("zoom in, cinematic, slow").moves[0].strength, 0.5);
    assert_eq!(read("zoom in very fast").moves[0].strength, 1.8 * 1.5);
}

#[test]
fn negated_moves_are_dropped() {
    assert_eq!(kinds("zoom in without shaking"), [ZoomIn]);
    assert_eq!(kinds("no camera shake, pan left"), [PanLeft]);
    assert_eq!(kinds("don't zoom"), []);
    assert_eq!(read("nothing should not melt").effect, None);
}

#[test]
fn words_that_are_not_about_motion_are_ignored() {
    for prompt in ["", "a cat in a garden", "A glass of milk and a cake on a flag", "looking back", "日本語 🎬"] {
        assert_eq!(read(prompt), MotionRequest::default(), "{prompt}");
    }
}

#[test]
fn effects_can_be_named_in_the_prompt() {
    for (prompt, kind) in [
        ("everything melts", EffectKind::Melt),
        ("she turns into a cake and is cut", EffectKind::Cakeify),
        ("the photo explodes into particles", EffectKind::Explode),
        ("waving like a flag", EffectKind::Wave),
        ("shatter", EffectKind::Shatter),
        ("folds up like paper", EffectKind::Fold),
        ("a samurai slashes", EffectKind::Samurai),
    ] {
        assert_eq!(read(prompt).effect, Some(kind), "{prompt}");
    }
}

#[test]
fn a_very_long_prompt_is_read_in_bounded_steps() {
    let moves = read(&"zoom in. zoom out. ".repeat(5_000)).moves;
    assert!(moves.len() <= 2 * MAX_STEPS);
}

#[test]
fn verbs_are_understood_in_all_their_forms() {
    for (prompt, kind) in [
        ("the camera is rising", Rise),
        ("camera rises slowly", Rise),
        ("it cranes up", Rise),
        ("The camera cranes up over the city", Rise),
        ("the shot is craning down", Sink),
        ("zoomed in", ZoomIn),
        ("The camera has panned left across the room", PanLeft),
        ("Panning over the mountains to the right", PanRight),
        ("the camera pushed in on the woman", DollyIn),
        ("camera pulled back to reveal a city", DollyOut),
        ("The camera is being pulled away", DollyOut),
        ("the camera tilted up at the tower", TiltUp),
        ("the camera trucked left past the shelves", TruckLeft),
        ("camera tracked right", TruckRight),
        ("dollied in on the door", DollyIn),
        ("the camera orbited around the statue", OrbitRight),
        ("the camera circled the car", OrbitRight),
        ("The camera glides to the left", TruckLeft),
        ("camera moves forward through the corridor", DollyIn),
        ("the camera is moving to the right", PanRight),
        ("The drone descends", Sink),
        ("slow rise over the city", Rise),
        ("a boom shot of the square", Rise),
        ("to the right", PanRight),
        ("Camera left", PanLeft),
        ("pan from left to right", PanRight),
    ] {
        assert_eq!(kinds(prompt), [kind], "{prompt}");
    }
}

#[test]
fn a_dolly_zoom_is_the_vertigo_shot() {
    for prompt in ["dolly zoom", "A dolly-zoom on the man", "the camera dolly zooms", "Hitchcock zoom", "vertigo"] {
        assert_eq!(kinds(prompt), [Vertigo], "{prompt}");
    }
}

#[test]
fn prompts_in_other_languages_move_the_camera() {
    for (prompt, kind) in [
        // German
        ("nach rechts", PanRight),
        ("Langsam nach links", PanLeft),
        ("Die Kamera schwenkt nach rechts", PanRight),
        ("Kameraschwenk nach links über die Stadt", PanLeft),
        ("Die Kamera fährt langsam auf die Frau zu und zoomt heran", ZoomIn),
        ("Kamerafahrt nach links", TruckLeft),
        ("Kamera fährt zurück", DollyOut),
        ("langsam herauszoomen", ZoomOut),
        ("Die Kamera steigt über die Dächer", Rise),
        ("Die Kamera umkreist die Statue", OrbitRight),
        ("Die Kamera neigt sich nach oben", TiltUp),
        ("Schwenk von links nach rechts", PanRight),
        ("verwackelte Handkamera", Handheld),
        // Spanish
        ("a la derecha", PanRight),
        ("La cámara se mueve hacia la izquierda", PanLeft),
        ("paneo a la derecha sobre la ciudad", PanRight),
        ("La cámara se acerca lentamente al rostro", DollyIn),
        ("la camara se aleja", DollyOut),
        ("La cámara sube por encima de los tejados", Rise),
        ("la cámara gira alrededor de la estatua", OrbitRight),
        ("acercamiento lento", ZoomIn),
        ("cámara en mano", Handheld),
        // French
        ("vers la droite", PanRight),
        ("La caméra panoramique vers la gauche", PanLeft),
        ("Zoom avant lent sur le visage", ZoomIn),
        ("la caméra recule", DollyOut),
        ("travelling latéral vers la droite", TruckRight),
        ("La caméra s'élève au-dessus de la ville", Rise),
        ("la caméra tourne autour de la statue", OrbitRight),
        ("dézoom rapide", ZoomOut),
        // Portuguese
        ("para a direita", PanRight),
        ("A câmera se move para a esquerda", PanLeft),
        ("panorâmica para a direita", PanRight),
        ("A câmera se aproxima lentamente do rosto", DollyIn),
        ("a câmera se afasta", DollyOut),
        ("a câmera sobe", Rise),
        ("a câmera gira em torno da estátua", OrbitRight),
        ("câmera na mão", Handheld),
        // Chinese
        ("向右平移", TruckRight),
        ("镜头向左摇", PanLeft),
        ("镜头缓慢推进", DollyIn),
        ("镜头拉远", ZoomOut),
        ("鏡頭向右平移", TruckRight),
        ("镜头上升", Rise),
        ("镜头环绕人物旋转", OrbitRight),
        ("向右", PanRight),
        ("希区柯克变焦", Vertigo),
        ("手持镜头", Handheld),
        // Japanese
        ("右へパン", PanRight),
        ("カメラが左にパンする", PanLeft),
        ("ゆっくりズームイン", ZoomIn),
        ("カメラがゆっくり上昇する", Rise),
        ("被写体の周りを回る", OrbitRight),
        ("ティルトアップ", TiltUp),
        ("カメラが後退する", DollyOut),
        ("左から右へパン", PanRight),
        ("ドリーズーム", Vertigo),
        ("手持ちカメラ", Handheld),
    ] {
        assert!(kinds(prompt).contains(&kind) && kinds(prompt).len() <= 2, "{prompt}: {:?}", kinds(prompt));
    }
}

#[test]
fn strength_order_and_negation_are_understood_in_other_languages() {
    for (prompt, strength) in [
        ("sehr langsam nach rechts schwenken", 0.3),
        ("zoom muy lento", 0.3),
        ("zoom avant rapide", 1.8),
        ("zoom lento", 0.5),
        ("镜头快速推进", 1.8),
        ("ゆっくり右へパン", 0.5),
    ] {
        assert_eq!(read(prompt).moves.iter().map(|step| step.strength).collect::<Vec<_>>(), [strength], "{prompt}");
    }
    for (prompt, wanted) in [
        ("Erst heranzoomen, dann nach links schwenken", [ZoomIn, PanLeft]),
        ("zoom avant, puis panoramique vers la droite", [ZoomIn, PanRight]),
        ("la cámara sube, luego gira a la izquierda", [Rise, PanLeft]),
        ("a câmera sobe e depois gira para a esquerda", [Rise, PanLeft]),
        ("镜头推进，然后向左摇", [DollyIn, PanLeft]),
        ("ズームイン、その後左へパン", [ZoomIn, PanLeft]),
    ] {
        assert_eq!(kinds(prompt), wanted, "{prompt}");
        assert_eq!(read(prompt).moves[1].start, 0.5, "{prompt}");
    }
    for prompt in [
        "ohne Zoom",
        "die Kamera zoomt nicht",
        "sin zoom",
        "la caméra ne zoome pas",
        "sem zoom",
        "不要变焦",
        "ズームしない",
    ] {
        assert_eq!(kinds(prompt), [], "{prompt}");
    }
}

#[test]
fn words_of_double_meaning_do_not_move_the_camera() {
    for prompt in [
        "the sun rises behind the hills",
        "rolling hills at sunset",
        "a frying pan on the stove",
        "A truck drives to the left",
        "a dog spins in the garden",
        "a man looks to the right",
        "She tilts her head",
        "a boat drifts on the lake",
        "Die Sonne steigt hinter den Bergen",
        "Ein Auto fährt nach rechts",
        "Eine Frau schaut nach links",
        "fast dunkel, ein stiller See",
        "una mujer con pan en la mesa",
        "el sol sube",
        "La mujer gira la cabeza a la derecha",
        "un pan de mur et un arc en ciel",
        "le soleil monte",
        "Une femme regarde vers la gauche",
        "a menina sobe a escada",
        "um homem olha para a direita",
        "太阳升起",
        "女孩向右看",
        "テーブルの上にパンがある",
        "太陽が昇る",
        "女性が右を見る",
    ] {
        assert_eq!(kinds(prompt), [], "{prompt}");
    }
    assert_eq!(kinds("pan right as the man walks left"), [PanRight]);
    assert_eq!(kinds("the camera zooms in while the sun rises"), [ZoomIn]);
}
