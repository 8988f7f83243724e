use crate::motion::prompt::terms::{Direction::*, Row, Term::*, Verb::*};

pub(super) const WORDS: &[Row] = &[
    (&[Camera], "camera|cameras|cam|shot|shots|lens|viewpoint|drone|footage|viewfinder|camerawork"),
    (&[Verb(Zoom)], "zoom|zooms|zooming|zoomed|zoomed in on"),
    (&[Verb(Dolly)], "dolly|dollies|dollying|dollied|dolly shot"),
    (
        &[Verb(Vertigo)],
        "vertigo|vertigo effect|vertigo shot|dolly zoom|dolly zooms|dolly zooming|dolly zoomed|dollies and zooms|zolly|\
         hitchcock zoom|hitchcock effect|contra zoom|trombone shot|reverse tracking zoom",
    ),
    (&[Verb(Pan)], "pans|panning|panned"),
    (&[Command(Pan)], "pan"),
    (&[Verb(Orbit)], "orbit|orbits|orbiting|orbited|orbital shot"),
    (&[Verb(Truck)], "tracking shot|tracking|trucking|trucked|parallax"),
    (&[Verb(Handheld)], "handheld|hand held|handheld camera"),
    (&[Verb(Still)], "still|static|motionless|frozen|locked off|stationary"),
    (&[Command(Push)], "push|approach"),
    (&[Common(Push)], "pushes|pushing|pushed|approaches|approaching|approached"),
    (&[Command(Pull)], "pull|retreat|recede"),
    (&[Common(Pull)], "pulls|pulling|pulled|retreats|retreating|retreated|recedes|receding|receded"),
    (&[Command(Tilt)], "tilt"),
    (&[Common(Tilt)], "tilts|tilting|tilted"),
    (&[Command(Truck)], "truck|track|slide|drift|glide"),
    (&[Common(Truck)], "trucks|tracks|tracked|slides|sliding|slid|drifts|drifting|drifted|glides|gliding|glided"),
    (&[Command(Rise)], "rise|ascend"),
    (&[Common(Rise)], "rises|rising|rose|risen|ascends|ascending|ascended"),
    (&[Command(Sink)], "sink|descend"),
    (&[Common(Sink)], "sinks|sinking|sank|sunk|descends|descending|descended"),
    (&[Command(Crane)], "crane|pedestal|boom|jib"),
    (
        &[Common(Crane)],
        "cranes|craning|craned|pedestals|pedestaling|pedestalling|pedestaled|booms|booming|boomed|jibs|jibbing|jibbed",
    ),
    (&[Command(Orbit)], "circle|arc|revolve"),
    (&[Common(Orbit)], "circles|circling|circled|arcs|arcing|arced|revolves|revolving|revolved|encircles|encircling"),
    (&[Command(Roll)], "roll|rotate"),
    (&[Common(Roll)], "rolls|rolling|rolled|rotates|rotating|rotated|rotation"),
    (&[Command(Spin)], "spin"),
    (&[Common(Spin)], "spins|spinning|spun"),
    (&[Command(Shake)], "shake|tremble|rumble|earthquake"),
    (
        &[Common(Shake)],
        "shakes|shaking|shook|shaken|shaky|trembles|trembling|trembled|rumbles|rumbling|rumbled|jitters|jittery|jittering",
    ),
    (&[Command(Sway)], "sway|swing"),
    (&[Common(Sway)], "sways|swaying|swayed|swings|swinging|swung|rocking"),
    (&[Command(Pulse)], "pulse|heartbeat|breathe"),
    (&[Common(Pulse)], "pulses|pulsing|pulsed|pulsating|pulsates|breathes|breathing|breathed"),
    (&[Command(Move)], "move|go|fly|travel"),
    (
        &[Common(Move)],
        "moves|moving|moved|goes|going|went|flies|flying|flew|travels|traveling|travelling|traveled|travelled|turns|\
         turning|lifts|lifting|heads|heading|shifts|shifting|movement|motion",
    ),
    (&[Direction(In)], "in|into|inward|inwards|forward|forwards|closer|towards|toward|ahead|nearer"),
    (&[Direction(Out)], "out|outward|outwards|back|backward|backwards|away"),
    (
        &[Direction(Left)],
        "left|leftward|leftwards|to the left|toward the left|towards the left|counterclockwise|counter clockwise|\
         anticlockwise|anti clockwise|right to left|from right to left",
    ),
    (
        &[Direction(Right)],
        "right|rightward|rightwards|to the right|toward the right|towards the right|clockwise|left to right|\
         from left to right",
    ),
    (&[Direction(Up)], "up|upward|upwards|toward the top|towards the top|from bottom to top|bottom to top"),
    (
        &[Direction(Down)],
        "down|downward|downwards|toward the bottom|towards the bottom|from top to bottom|top to bottom",
    ),
    (&[Direction(Left), Direction(Right)], "from side to side|side to side|left and right|back and forth"),
    (
        &[Speed(0.5)],
        "slow|slowly|slower|gentle|gently|subtle|subtly|slight|slightly|calm|calmly|softly|soft|leisurely|smooth|\
         smoothly|gradual|gradually",
    ),
    (
        &[Speed(1.8)],
        "fast|faster|quick|quickly|rapid|rapidly|swift|swiftly|dramatic|dramatically|strong|strongly|hard|wild|wildly|\
         violent|violently|intense|extreme|crash",
    ),
    (&[Very], "very|extremely|super|ultra|really"),
    (
        &[Negation],
        "no|not|without|never|avoid|don t|dont|doesn t|doesnt|do not|does not|must not|should not|shouldn t|isn t|\
         without any",
    ),
    (&[And], "and|while|with|as|,|;"),
    (&[Then], "then|and then|afterwards|finally|next|.|later|after that"),
    (
        &[Filler],
        "the|a|an|of|to|on|at|is|are|was|be|being|been|have|had|it|its|her|him|his|them|their|my|your|our|this|that|from|for|by|over|\
         around|round|across|along|through|past|above|below|bit|little|please|should|must|will|does|has|starts|begins|\
         starts to|begins to|in a|in an|in the|in her|in his|in my|in their|in front of|her back|his back|the back of|\
         out of|a bit|s|scene|subject|whole",
    ),
];
