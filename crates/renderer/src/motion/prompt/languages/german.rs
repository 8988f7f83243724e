use crate::motion::prompt::terms::{Direction::*, Row, Term::*, Verb::*};

pub(super) const WORDS: &[Row] = &[
    (&[Camera], "kamera|kameraführung|kamerabewegung|kameraperspektive|aufnahme|drohne"),
    (&[Verb(Zoom)], "zoomt|zoomen|zoome|zoomend|gezoomt|zoomfahrt|zoomen sie"),
    (
        &[Verb(Zoom), Direction(In)],
        "hineinzoomen|hineinzoomend|reinzoomen|heranzoomen|heranzoomend|ranzoomen|einzoomen|herangezoomt|hineingezoomt|\
         zoomt in|zoom auf|zoomt auf",
    ),
    (
        &[Verb(Zoom), Direction(Out)],
        "herauszoomen|herauszoomend|rauszoomen|hinauszoomen|auszoomen|wegzoomen|herausgezoomt|rausgezoomt",
    ),
    (&[Camera, Verb(Pan)], "kameraschwenk|kameraschwenks"),
    (&[Command(Pan)], "schwenk|schwenks|schwenke|schwenken"),
    (&[Common(Pan)], "schwenkt|schwenkend|geschwenkt|schwenkte"),
    (&[Command(Tilt)], "neige|neigen|neigung|kippen"),
    (&[Common(Tilt)], "neigt|neigt sich|neigend|kippt|kippend"),
    (&[Camera, Verb(Dolly)], "kamerafahrt|kamerafahrten|fahraufnahme"),
    (&[Command(Dolly)], "fahrt|fahre"),
    (&[Common(Dolly)], "fährt|fahren|fahrend|fuhr"),
    (&[Common(Dolly), Direction(In)], "heranfahren|heranfahrend|heranfahrt|ranfahren|nähert sich|nähern|annäherung"),
    (
        &[Common(Dolly), Direction(Out)],
        "zurückfahren|zurückfahrend|rückfahrt|rückwärtsfahrt|entfernt sich|zieht sich zurück|weicht zurück",
    ),
    (&[Verb(Truck)], "seitwärtsfahrt|parallelfahrt|seitfahrt"),
    (&[Common(Truck)], "gleitet|gleiten|gleitend|schiebt sich|verschiebt sich"),
    (&[Common(Move)], "bewegt sich|bewegt|bewegen|bewege|bewegung|fliegt|fliegen|wandert|geht|zieht"),
    (&[Camera, Verb(Crane)], "kranfahrt|kranaufnahme"),
    (&[Common(Rise)], "steigt|steigen|steigend|aufsteigend|aufsteigen|hebt sich|erhebt sich|steigt auf"),
    (&[Common(Sink)], "sinkt|sinken|sinkend|senkt sich|absinken|absenken|senkt"),
    (
        &[Common(Orbit)],
        "umkreist|umkreisen|umkreisend|umrundet|umrunden|kreist|kreisen|kreisend|dreht sich um|dreht um|kreisfahrt",
    ),
    (&[Common(Roll)], "dreht|drehen|drehend|dreht sich|drehung|rotiert|rotieren|rotierend|rollt|rollen"),
    (&[Common(Spin)], "wirbelt|wirbeln|kreiselt"),
    (
        &[Common(Shake)],
        "wackelt|wackeln|wackelnd|wackelig|wackelige|verwackelt|zittert|zittern|bebt|beben|erdbeben|schüttelt|rüttelt|\
         ruckelt",
    ),
    (&[Verb(Handheld)], "handkamera|handgeführt|handgeführte|aus der hand"),
    (&[Common(Sway)], "schwankt|schwanken|schaukelt|schaukeln|pendelt|pendeln|wiegt sich"),
    (&[Common(Pulse)], "pulsiert|pulsieren|atmet|atmend"),
    (&[Verb(Still)], "statisch|statische|statischer|standbild|unbewegt|unbewegte|steht still|feste kamera"),
    (&[Verb(Vertigo)], "vertigo effekt|schwindeleffekt|dollyzoom"),
    (
        &[Direction(Left)],
        "links|nach links|linksherum|gegen den uhrzeigersinn|von rechts nach links|in richtung links|linkswärts",
    ),
    (
        &[Direction(Right)],
        "rechts|nach rechts|rechtsherum|im uhrzeigersinn|von links nach rechts|in richtung rechts|rechtswärts",
    ),
    (&[Direction(Up)], "nach oben|hoch|aufwärts|hinauf|herauf|rauf|empor|von unten nach oben|in die höhe"),
    (&[Direction(Down)], "nach unten|abwärts|hinunter|herunter|runter|herab|von oben nach unten"),
    (&[Direction(In)], "heran|hinein|herein|rein|ran|vorwärts|vor|nach vorne|nach vorn|näher|näher heran|hinzu"),
    (&[Direction(Out)], "zurück|weg|heraus|hinaus|raus|rückwärts|nach hinten"),
    (
        &[Speed(0.5)],
        "langsam|langsamer|langsame|langsamen|langsames|sanft|sanfte|sanfter|sanftes|behutsam|gemächlich|leicht|leichte|\
         leichter|leichtes|ruhig|ruhige|ruhiger|sachte|allmählich",
    ),
    (
        &[Speed(1.8)],
        "schnell|schneller|schnelle|schnelles|rasch|rascher|rasant|rasante|rasanter|heftig|heftige|heftiges|stark|starke|\
         starker|zügig|dramatisch|dramatischer|wild|wilder",
    ),
    (&[Very], "sehr|extrem|besonders"),
    (&[Negation], "kein|keine|keinen|keiner|keinem|ohne|nie|niemals"),
    (&[NegationEither], "nicht"),
    (&[And], "und|während|mit|dabei|gleichzeitig|sowie"),
    (&[Then], "dann|und dann|danach|anschließend|zuletzt|schließlich|zum schluss"),
    (
        &[Filler],
        "der|die|das|dem|den|des|ein|eine|einen|einem|einer|eines|sich|auf|über|um|zu|zum|zur|in|im|an|am|von|vom|bei|ist|\
         wird|hin|ihn|soll|seitlich|richtung|in richtung",
    ),
];
