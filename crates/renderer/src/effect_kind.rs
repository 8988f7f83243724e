/// A ready-made effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EffectKind {
    /// The subject is squeezed like soft rubber and springs back.
    Squish,
    /// The picture turns out to be a cake: a slice is cut and slides out.
    Cakeify,
    /// One stroke of a blade, and the upper half slides off.
    Samurai,
    /// The picture runs down like wax.
    Melt,
    /// Drops fall into the picture as if it were water.
    Ripple,
    /// The picture folds up like a paper concertina, and unfolds.
    Fold,
    /// The picture bursts into particles.
    Explode,
    /// A whirlpool turns the picture about its middle.
    Swirl,
    /// The subject is blown up like a balloon.
    Inflate,
    /// The picture waves like a flag in the wind.
    Wave,
    /// The picture breaks like glass, and the pieces fall.
    Shatter,
    /// The picture wobbles like jelly.
    Jelly,
}

impl EffectKind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Squish,
        Self::Cakeify,
        Self::Samurai,
        Self::Melt,
        Self::Ripple,
        Self::Fold,
        Self::Explode,
        Self::Swirl,
        Self::Inflate,
        Self::Wave,
        Self::Shatter,
        Self::Jelly,
    ];

    /// Display name: "Squish".
    pub const fn name(self) -> &'static str {
        match self {
            Self::Squish => "Squish",
            Self::Cakeify => "Cakeify",
            Self::Samurai => "Samurai",
            Self::Melt => "Melt",
            Self::Ripple => "Ripple",
            Self::Fold => "Fold",
            Self::Explode => "Explode",
            Self::Swirl => "Swirl",
            Self::Inflate => "Inflate",
            Self::Wave => "Wave",
            Self::Shatter => "Shatter",
            Self::Jelly => "Jelly",
        }
    }

    /// Name in URLs and codes: "squish".
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Squish => "squish",
            Self::Cakeify => "cakeify",
            Self::Samurai => "samurai",
            Self::Melt => "melt",
            Self::Ripple => "ripple",
            Self::Fold => "fold",
            Self::Explode => "explode",
            Self::Swirl => "swirl",
            Self::Inflate => "inflate",
            Self::Wave => "wave",
            Self::Shatter => "shatter",
            Self::Jelly => "jelly",
        }
    }

    /// The effect with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slug_is_the_name_in_lower_case() {
        for kind in EffectKind::ALL {
            assert_eq!(kind.slug(), kind.name().to_lowercase());
            assert_eq!(EffectKind::from_slug(kind.slug()), Some(kind));
        }
        assert_eq!(EffectKind::from_slug("nothing"), None);
    }
}
