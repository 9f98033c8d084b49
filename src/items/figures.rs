//! Figures with their units in a product text -> quantities in base units.
//!
//! In: the text as written, since folding parts `1.5` at its point. Out: every figure that stands
//! before a unit of `data/controlled/units.toml`, as its quantity and its value in the base unit
//! that the table names. A figure without a known unit says nothing here. `1,500` is fifteen
//! hundred and `1,5` one and a half: three figures behind a comma part thousands.

use serde::Deserialize;

use super::table::TableError;
use super::text::compatible;

/// A physical quantity that entries of the list set limits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Quantity {
    /// Samples a second.
    SampleRate,
    /// Bits of a converter.
    Resolution,
    /// Watts.
    Power,
    /// Hertz.
    Frequency,
    /// Degrees an hour, of a gyro's bias.
    Drift,
    /// Micro g, of an accelerometer's bias.
    Bias,
    /// Meters.
    Length,
    /// Kilograms.
    Mass,
    /// Percent.
    Percent,
    /// Volts.
    Voltage,
    /// Frames a second.
    FrameRate,
    /// Liters.
    Volume,
    /// Megapascals.
    Strength,
    /// Hours.
    Endurance,
    /// Axes that move together.
    Axes,
}

/// One figure of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figure {
    /// What is measured.
    pub of: Quantity,
    /// How much, in the base unit of the quantity.
    pub value: f64,
}

/// A limit that one figure must reach.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bound {
    /// What is measured.
    pub of: Quantity,
    /// Least value, in the base unit; none is no limit.
    #[serde(default)]
    at_least: Option<f64>,
    /// Greatest value, in the base unit; none is no limit.
    #[serde(default)]
    at_most: Option<f64>,
}

impl Bound {
    /// Whether one of the figures lies within the limit. A quantity not stated reaches no limit.
    pub(super) fn is_met(&self, figures: &[Figure]) -> bool {
        figures.iter().filter(|figure| figure.of == self.of).any(|figure| {
            self.at_least.is_none_or(|least| figure.value >= least)
                && self.at_most.is_none_or(|most| figure.value <= most)
        })
    }
}

/// One unit and the ways in which it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unit {
    of: Quantity,
    /// Base units in one of it.
    factor: f64,
    /// Written forms; capitals do not matter.
    written: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitFile {
    schema: u32,
    #[serde(rename = "unit")]
    units: Vec<Unit>,
}

/// The units in which figures are read.
#[derive(Debug, Clone)]
pub(super) struct Units {
    /// Written form in small letters, quantity and factor; longest first.
    forms: Vec<(String, Quantity, f64)>,
}

impl Units {
    /// Reads the table of units.
    pub(super) fn read(file: &str, text: &str) -> Result<Self, TableError> {
        let read: UnitFile = toml::from_str(text)
            .map_err(|error| TableError::new(error.to_string()).in_file(file))?;
        if read.schema != 1 {
            return Err(TableError::new("schema must be 1").in_file(file));
        }
        let mut forms: Vec<(String, Quantity, f64)> = Vec::new();
        for unit in &read.units {
            for form in &unit.written {
                forms.push((compatible(form).to_lowercase(), unit.of, unit.factor));
            }
        }
        forms.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        Ok(Self { forms })
    }

    /// Every figure of the text that has a known unit, in the order of the text.
    pub(super) fn figures(&self, written: &str) -> Vec<Figure> {
        let text = compatible(written).to_lowercase();
        let mut found = Vec::new();
        let mut rest = text.as_str();
        let mut before = ' ';
        while let Some(first) = rest.chars().next() {
            if !first.is_ascii_digit() {
                before = first;
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
                continue;
            }
            let length = number_length(rest);
            let (number, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            // A figure within a word (`t800`) is part of a name.
            if !before.is_alphanumeric()
                && let Some(value) = value(number)
            {
                found.extend(
                    self.unit(after).map(|(of, factor)| Figure { of, value: value * factor }),
                );
            }
            before = '0';
            rest = after;
        }
        found
    }

    /// The unit with which the text begins, behind blanks and hyphens.
    fn unit(&self, after: &str) -> Option<(Quantity, f64)> {
        let text = after.trim_start_matches([' ', '-', '\u{2010}', '\u{2011}', '+', '\u{b0}']);
        let text = if text.is_empty() { after } else { text };
        self.forms.iter().find_map(|(form, of, factor)| {
            let behind = text.strip_prefix(form.as_str())?;
            let apart = !behind.starts_with(char::is_alphanumeric);
            apart.then_some((*of, *factor))
        })
    }
}

/// Bytes of the number with which the text begins: figures, and points or commas between figures.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut length = 0;
    while let Some(byte) = bytes.get(length) {
        let between =
            matches!(byte, b'.' | b',') && bytes.get(length + 1).is_some_and(u8::is_ascii_digit);
        if !byte.is_ascii_digit() && !between {
            break;
        }
        length += 1;
    }
    length
}

fn value(number: &str) -> Option<f64> {
    let thousands = number
        .split(',')
        .skip(1)
        .all(|group| group.split('.').next().is_some_and(|figures| figures.len() == 3));
    let plain = if thousands { number.replace(',', "") } else { number.replace(',', ".") };
    plain.parse().ok().filter(|value: &f64| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_with_their_units() -> Result<(), TableError> {
        let units = Units::read("units.toml", include_str!("data/controlled/units.toml"))?;
        for (text, of, value) in [
            ("ADC, 12-bit 2.6 GSPS", Quantity::SampleRate, 2.6e9),
            ("1,250 MS/s", Quantity::SampleRate, 1.25e9),
            ("1,5kW", Quantity::Power, 1500.0),
            ("drift 0.01\u{b0}/h", Quantity::Drift, 0.01),
            ("0.5 deg/hr", Quantity::Drift, 0.5),
            ("2-18 GHz", Quantity::Frequency, 18e9),
            ("99.9999%", Quantity::Percent, 99.9999),
            ("5-axis", Quantity::Axes, 5.0),
        ] {
            let read = units.figures(text);
            assert!(
                read.iter().any(|f| f.of == of && (f.value - value).abs() < value * 1e-9),
                "{text}: {read:?}"
            );
        }
        assert_eq!(units.figures("T800W, model 12 and 100x"), Vec::new());
        Ok(())
    }
}
