use akool_contract::Effect;
use akool_renderer::EffectKind;

use crate::rendering::fnv1a;

/// Codes from Akool's page; the others are made up in the same format.
const DOCUMENTED_CODES: [(&str, &str); 3] =
    [("squish", "squish_89244231312"), ("cakeify", "cakeify_24743216"), ("samurai", "samurai_99757865")];
const CREATED_MS: i64 = 1_744_684_244_089;

/// The effects that requests can name.
pub struct EffectCatalogue {
    entries: Vec<Entry>,
}

struct Entry {
    kind: EffectKind,
    id: String,
    code: String,
    create_time: i64,
}

impl EffectCatalogue {
    /// All effects of the renderer.
    pub fn new() -> Self {
        let entries = EffectKind::ALL.iter().enumerate().map(|(index, kind)| Entry::new(*kind, index)).collect();
        Self { entries }
    }

    /// The effect with this code.
    pub fn kind(&self, code: &str) -> Option<EffectKind> {
        self.entries.iter().find(|entry| entry.code == code).map(|entry| entry.kind)
    }

    /// The effect with this display name, as in the URLs of previews.
    pub fn kind_of_name(&self, name: &str) -> Option<EffectKind> {
        self.entries.iter().map(|entry| entry.kind).find(|kind| kind.name() == name)
    }

    /// All effects.
    pub fn kinds(&self) -> impl Iterator<Item = EffectKind> {
        self.entries.iter().map(|entry| entry.kind)
    }

    /// The catalogue in Akool's format.
    pub fn list(&self, origin: &str) -> Vec<Effect> {
        let address = |entry: &Entry, extension| format!("{origin}/media/effects/{}.{extension}", entry.kind.name());
        self.entries
            .iter()
            .map(|entry| Effect {
                id: Some(entry.id.clone()),
                create_time: Some(entry.create_time),
                logo: Some(address(entry, "png")),
                name: Some(entry.kind.name().into()),
                video_url: Some(address(entry, "mp4")),
                effect_code: Some(entry.code.clone()),
            })
            .collect()
    }
}

impl Entry {
    fn new(kind: EffectKind, index: usize) -> Self {
        let slug = kind.slug();
        let hash = fnv1a(slug);
        let code = DOCUMENTED_CODES.iter().find(|(documented, _)| *documented == slug).map_or_else(
            || format!("{slug}_{}", 10_000_000 + hash % 90_000_000),
            |(_, documented)| (*documented).to_owned(),
        );
        // The same in every run and on every machine, so that a page can store it.
        let seconds = CREATED_MS / 1000 + index as i64;
        Self { kind, code, id: format!("{seconds:08x}{hash:016x}"), create_time: CREATED_MS + index as i64 * 1000 }
    }
}
