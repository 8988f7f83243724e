use crate::motion::prompt::terms::{Direction::*, Row, Term::*, Verb::*};

pub(super) const WORDS: &[Row] = &[
    (&[Camera], "cámara|plano|encuadre|movimiento de cámara|dron"),
    (&[Verb(Zoom)], "hace zoom|hacer zoom|haz zoom|haciendo zoom|zum"),
    (&[Verb(Zoom), Direction(In)], "acercamiento|zoom de acercamiento|zoom hacia adentro"),
    (&[Verb(Zoom), Direction(Out)], "alejamiento|zoom de alejamiento|zoom hacia afuera"),
    (
        &[Common(Push)],
        "acerca|se acerca|acercarse|acercándose|acercando|acercar|avanza|avanzar|avanzando|se aproxima|aproxima|\
         aproximándose",
    ),
    (
        &[Common(Pull)],
        "aleja|se aleja|alejarse|alejándose|alejando|alejar|retrocede|retroceder|retrocediendo|se retira",
    ),
    (&[Verb(Pan)], "panea|paneo|paneos|panear|paneando|barrido"),
    (&[Command(Pan)], "gira|girar|panorámica|panorámico"),
    (&[Common(Pan)], "girando|giro|se gira"),
    (&[Common(Tilt)], "inclina|se inclina|inclinar|inclinando|inclinándose|inclinación|cabeceo"),
    (&[Verb(Truck)], "travelling lateral|traveling lateral"),
    (
        &[Common(Truck)],
        "desliza|se desliza|deslizar|deslizando|deslizándose|desplaza|se desplaza|desplazar|desplazándose|desplazamiento",
    ),
    (&[Common(Move)], "mueve|se mueve|mover|moviendo|moviéndose|mueva|movimiento|va|vuela|volando"),
    (
        &[Common(Rise)],
        "sube|subir|subiendo|asciende|ascender|ascendiendo|eleva|se eleva|elevándose|elevando|se levanta",
    ),
    (&[Common(Sink)], "baja|bajar|bajando|desciende|descender|descendiendo"),
    (&[Common(Crane)], "grúa|plano de grúa"),
    (&[Verb(Orbit)], "orbita|orbitar|orbitando|orbitar alrededor"),
    (
        &[Common(Orbit)],
        "órbita|rodea|rodear|rodeando|gira alrededor|girar alrededor|girando alrededor|da vueltas|dando vueltas|circula",
    ),
    (&[Common(Roll)], "rota|rotar|rotando|rotación|rueda|rodar"),
    (
        &[Common(Shake)],
        "tiembla|temblar|temblando|temblor|sacude|se sacude|sacudida|vibra|vibración|terremoto|tembloroso|temblorosa",
    ),
    (&[Verb(Handheld)], "cámara en mano|cámara al hombro"),
    (&[Common(Sway)], "se balancea|balancea|balanceo|balanceándose|oscila|oscilando"),
    (&[Common(Pulse)], "palpita|late|respira|pulsa|pulsando"),
    (&[Verb(Still)], "estático|estática|inmóvil|plano fijo|cámara fija|cámara quieta"),
    (&[Verb(Vertigo)], "efecto vértigo|zoom de vértigo|retrozoom"),
    (&[Direction(Left)], "izquierda|a la izquierda|hacia la izquierda|de derecha a izquierda|sentido antihorario"),
    (&[Direction(Right)], "derecha|a la derecha|hacia la derecha|de izquierda a derecha|sentido horario"),
    (&[Direction(Up)], "arriba|hacia arriba|de abajo hacia arriba|de abajo a arriba|de abajo arriba"),
    (&[Direction(Down)], "abajo|hacia abajo|de arriba hacia abajo|de arriba a abajo|de arriba abajo"),
    (&[Direction(In)], "adelante|hacia adelante|hacia delante|adentro|hacia adentro|hacia dentro"),
    (&[Direction(Out)], "atrás|hacia atrás|afuera|hacia afuera|hacia fuera"),
    (
        &[Speed(0.5)],
        "lento|lenta|lentamente|despacio|suave|suavemente|sutil|sutilmente|ligero|ligera|ligeramente|leve|levemente|\
         poco a poco|gradualmente",
    ),
    (
        &[Speed(1.8)],
        "rápido|rápida|rápidamente|veloz|velozmente|brusco|brusca|bruscamente|dramático|dramática|fuerte|fuertemente|\
         intenso|intensa",
    ),
    (&[Very], "muy|extremadamente"),
    (&[Negation], "no|sin|nunca|evita|evitar"),
    (&[And], "y|e|mientras|con|a la vez|al mismo tiempo"),
    (&[Then], "luego|después|y luego|y después|entonces|finalmente|por último"),
    (
        &[Filler],
        "el|la|los|las|un|una|unos|unas|de|del|al|a|en|que|se|por|para|hacia|sobre|lo|su|es|está|alrededor|alrededor de",
    ),
    // Bread.
    (&[], "pan"),
];
