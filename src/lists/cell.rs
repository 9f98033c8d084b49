//! Cells of workbooks as text, for list files and batch files alike.

use calamine::Data;

use crate::model::Date;

/// A cell as text, trimmed: whole numbers without a fraction, dates as ISO, nothing for an empty
/// cell and for one whose formula failed.
pub(crate) fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            text.trim().to_owned()
        }
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::DateTime(date) => {
            let number = date.as_f64();
            // Workbooks count their days from 1900 or from 1904; the cell knows which.
            let (year, month, own, ..) = date.to_ymd_hms_milli();
            let whole = (i16::try_from(year), i8::try_from(month), i8::try_from(own));
            let told = match (day(number), whole) {
                (Some(_), (Ok(year), Ok(month), Ok(own))) => Date::new(year, month, own).ok(),
                _ => None,
            };
            told.map_or_else(|| number.to_string(), |day| day.to_string())
        }
    }
}

/// The day of a spreadsheet's day number (1900 system); `None` outside the days that it can name.
pub(crate) fn day(number: f64) -> Option<Date> {
    let whole = number.floor();
    if !(1.0..=2_958_465.0).contains(&whole) {
        return None;
    }
    let days = format!("{whole}").parse::<i64>().ok()?;
    Date::constant(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok()
}
