//! Profiles: named choices of lists, rules, threshold and roles, selectable in each call.
//!
//! A profile narrows what is asked, never what an answer says of itself: every answer names its
//! profile, its lists and its rules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::matching::THRESHOLD;
use crate::model::Edition;
use crate::rules::RuleSet;
use crate::screen::{Asked, Narrowed};

/// A named choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Lists screened against; empty is all.
    pub lists: Vec<String>,
    /// Regimes asked (`US-EAR`); empty is all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regimes: Vec<String>,
    /// Days beyond which the check of a list counts as unfinished; absent sets no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_after_days: Option<i64>,
    /// Rule ids, or beginnings of rule ids (`us.ofac`); empty is all.
    pub rules: Vec<String>,
    /// Least score of a match.
    pub threshold: f64,
    /// Roles of parties that this profile is made for; a transaction with a party in another role
    /// is refused. Empty is all.
    pub roles: Vec<String>,
}

/// A file of profiles as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    profile: BTreeMap<String, Raw>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    lists: Vec<String>,
    #[serde(default)]
    rules: Vec<String>,
    #[serde(default)]
    regimes: Vec<String>,
    hold_after_days: Option<i64>,
    threshold: Option<f64>,
    #[serde(default)]
    roles: Vec<String>,
}

/// Reads a file of profiles (`[profile.NAME]` with `lists`, `rules`, `regimes`, `threshold`, `roles`, `hold_after_days`).
///
/// # Errors
/// What is wrong, with the line.
pub fn parse(text: &str) -> Result<Vec<Profile>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut profiles = Vec::new();
    for (name, raw) in file.profile {
        let threshold = raw.threshold.unwrap_or(THRESHOLD);
        if !(0.5..=1.0).contains(&threshold) {
            return Err(format!("profile `{name}`: threshold {threshold}: 0.5 to 1"));
        }
        let Raw { lists, rules, roles, regimes, hold_after_days, .. } = raw;
        let choice =
            Profile { lists, rules, roles, regimes, hold_after_days, ..Profile::named(&name) };
        profiles.push(Profile { threshold, ..choice });
    }
    Ok(profiles)
}

impl Profile {
    /// A profile of all lists and rules at the default threshold.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            lists: Vec::new(),
            rules: Vec::new(),
            regimes: Vec::new(),
            hold_after_days: None,
            threshold: THRESHOLD,
            roles: Vec::new(),
        }
    }

    /// Checks that every list and rule it names is there: a list that is missing would be screened
    /// against in name only.
    pub(super) fn check(
        &self,
        lists: &BTreeMap<String, usize>,
        rules: &RuleSet,
    ) -> Result<(), String> {
        let here = &self.name;
        for list in &self.lists {
            if !lists.contains_key(list) {
                let known: Vec<&str> = lists.keys().map(String::as_str).collect();
                let help = crate::rules::did_you_mean(list, &known);
                return Err(format!("profile `{here}`: list `{list}` is not loaded; {help}"));
            }
        }
        for regime in &self.regimes {
            if !rules.knows_regime(regime) {
                let known: Vec<&str> =
                    rules.coverage.regimes.iter().map(|known| known.id.as_str()).collect();
                let help = crate::rules::did_you_mean(regime, &known);
                return Err(format!("profile `{here}`: `{regime}` is no regime; {help}"));
            }
        }
        for rule in &self.rules {
            if !rules.rules.iter().any(|known| covers(rule, &known.id)) {
                return Err(format!("profile `{here}`: no rule begins with `{rule}`"));
            }
        }
        Ok(())
    }

    /// The editions, each with the chosen lists' entries alone. An edition's unread rows stay: they
    /// may belong to any list.
    pub(super) fn editions(&self, all: &[Edition]) -> Vec<Edition> {
        let mut chosen = all.to_vec();
        if self.lists.is_empty() {
            return chosen;
        }
        for edition in &mut chosen {
            edition.entries.retain(|entry| self.lists.contains(&entry.list.0));
        }
        chosen.retain(|edition| !edition.entries.is_empty() || !edition.unread.is_empty());
        chosen
    }

    /// The chosen rules. The digest stays that of the whole set; the profile's own digest tells the
    /// choice.
    pub(super) fn rules(&self, all: &RuleSet) -> RuleSet {
        let mut chosen = all.clone();
        if !self.rules.is_empty() {
            let covered = |id: &str| self.rules.iter().any(|rule| covers(rule, id));
            chosen.rules.retain(|rule| covered(&rule.id));
        }
        chosen
    }

    /// How the profile narrows the question.
    pub(super) fn asked(&self) -> Asked {
        let regimes = (!self.regimes.is_empty()).then(|| self.regimes.clone());
        Asked { regimes, age_max_days: self.hold_after_days, narrowed: Narrowed::default() }
    }

    /// What the profile is, as one text.
    pub(super) fn digest(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Whether a chosen id is the rule's own or a beginning of it that ends at a point.
fn covers(chosen: &str, id: &str) -> bool {
    id.strip_prefix(chosen).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
