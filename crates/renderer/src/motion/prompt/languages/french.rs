use crate::motion::prompt::terms::{Direction::*, Row, Term::*, Verb::*};

pub(super) const WORDS: &[Row] = &[
    (&[Camera], "caméra|plan|cadrage|objectif|prise de vue|mouvement de caméra|drone"),
    (&[Verb(Zoom)], "zoome|zoomer|zoomant|zoomez"),
    (&[Verb(Zoom), Direction(In)], "zoom avant|zoome avant|zoom vers l avant"),
    (&[Verb(Zoom), Direction(Out)], "zoom arrière|zoome arrière|dézoome|dézoom|dézoomer|dézoomant|zoom vers l arrière"),
    (&[Verb(Dolly), Direction(In)], "travelling avant"),
    (&[Verb(Dolly), Direction(Out)], "travelling arrière"),
    (&[Verb(Truck)], "travelling latéral"),
    (
        &[Common(Push)],
        "avance|avancer|avançant|s avance|approche|s approche|approcher|s approchant|rapproche|se rapproche|\
         se rapprochant",
    ),
    (&[Common(Pull)], "recule|reculer|reculant|éloigne|s éloigne|s éloigner|s éloignant|se recule|se retire"),
    (&[Verb(Pan)], "panote|panoter|panotage"),
    (&[Command(Pan)], "panoramique|panoramiques|pivote|pivoter|tourne|tourner|balayage"),
    (&[Common(Pan)], "pivotant|tournant|balaye|balaie|balayant"),
    (&[Common(Tilt)], "incline|s incline|incliner|inclinaison|bascule|basculer|basculant"),
    (&[Common(Truck)], "glisse|glisser|glissant|décale|se décale|translation"),
    (&[Common(Move)], "déplace|se déplace|déplacer|se déplacer|déplacement|bouge|bouger|va|mouvement|vole|se dirige"),
    (&[Common(Rise)], "monte|monter|montant|élève|s élève|s élever|s élevant"),
    (&[Common(Sink)], "descend|descendre|descendant|s abaisse|s abaissant"),
    (&[Common(Crane)], "grue|mouvement de grue|plan à la grue"),
    (
        &[Common(Orbit)],
        "orbite|orbiter|orbital|orbitale|contourne|contournant|encercle|fait le tour|tourne autour|tourner autour|\
         tournant autour|pivote autour",
    ),
    (&[Common(Roll)], "rotation|roulis|roule"),
    (&[Common(Spin)], "tournoie|tourbillonne"),
    (
        &[Common(Shake)],
        "tremble|trembler|tremblant|tremblement|secoue|secousse|secousses|vibre|séisme|tremblement de terre",
    ),
    (&[Verb(Handheld)], "caméra à l épaule|à l épaule|caméra portée|caméra à la main"),
    (&[Common(Sway)], "se balance|balance|balancement|se balançant|oscille|oscillant"),
    (&[Common(Pulse)], "pulse|pulsation|respire|palpite"),
    (&[Verb(Still)], "statique|immobile|plan fixe|caméra fixe"),
    (&[Verb(Vertigo)], "travelling compensé|effet vertigo|transtrav"),
    (&[Direction(Left)], "gauche|à gauche|vers la gauche|de droite à gauche|sens antihoraire"),
    (&[Direction(Right)], "droite|à droite|vers la droite|de gauche à droite|sens horaire"),
    (&[Direction(Up)], "vers le haut|en haut|de bas en haut"),
    (&[Direction(Down)], "vers le bas|en bas|de haut en bas"),
    (&[Direction(In)], "avant|vers l avant|en avant"),
    (&[Direction(Out)], "arrière|vers l arrière|en arrière"),
    (
        &[Speed(0.5)],
        "lent|lente|lentement|doux|douce|doucement|léger|légère|légèrement|subtil|subtile|subtilement|progressivement|\
         en douceur",
    ),
    (
        &[Speed(1.8)],
        "rapide|rapidement|vite|brusque|brusquement|fort|forte|fortement|dramatique|violent|violente|violemment",
    ),
    (&[Very], "très|extrêmement"),
    (&[Negation], "pas|pas de|sans|ne|n|aucun|aucune|jamais"),
    (&[And], "et|tandis que|pendant que|avec|en même temps|tout en"),
    (&[Then], "puis|et puis|ensuite|enfin|après"),
    (
        &[Filler],
        "le|la|les|l|un|une|des|du|de|d|en|à|au|aux|sur|vers|dans|se|s|qui|que|est|autour|autour de|par|son|sa",
    ),
    // A section of a wall, and a bow or an arch.
    (&[], "pan|arc"),
];
