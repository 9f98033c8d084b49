//! `highfence screen --batch FILE -o OUT`: a file of rows in, the same rows with verdicts out.
//!
//! Answers go to `OUT.part` as they are made; only a finished batch becomes OUT. A batch that was
//! cut off goes on where it ended (`--resume`), if file, lists, rules and day are the same.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, IsTerminal, Seek, Write};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{CliError, ExitStatus, Global, engine};
use crate::batch::{self, About, Asked, Form, Mapping, RowAnswer, RowStatus, Sheet};
use crate::model::{Level, hex};

/// Rows that are computed together and then kept.
const WINDOW: usize = 512;

/// What a batch is asked to do.
#[derive(Debug, Clone)]
pub(super) struct Batch<'a> {
    /// The file of rows: CSV, XLSX or NDJSON.
    pub(super) file: &'a Path,
    /// Where the answers go; its ending tells the form (`.csv`, `.xlsx`, `.ndjson`).
    pub(super) output: &'a Path,
    /// Mapping file (TOML), where headers are not to be guessed.
    pub(super) mapping: Option<&'a Path>,
    /// The sheet of a workbook to read.
    pub(super) sheet: Option<&'a str>,
    /// Go on with a batch that was cut off.
    pub(super) resume: bool,
    /// End with 0 whatever the verdicts.
    pub(super) exit_zero: bool,
}

/// What a part file rests on: the first line of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Basis {
    input: String,
    /// Name of the sheet that is read.
    #[serde(default)]
    sheet: Option<String>,
    mapping: String,
    /// Program, rules and lists.
    engine: String,
    as_of: String,
    today: String,
    /// Whether answers are whole.
    full: bool,
}

/// Runs a batch.
pub(super) fn run(global: &Global, batch: &Batch<'_>) -> Result<ExitStatus, CliError> {
    let stdout = batch.output.as_os_str() == "-";
    let form = form(batch.output, stdout)?;
    let bytes = engine::read_input(batch.file)?;
    let name = batch.file.display();
    let sheet = batch::read(&bytes, batch.sheet);
    let sheet = sheet.map_err(|error| CliError::data(format!("{name}: {error}")))?;
    let (mapping, mapping_text) = mapping(batch, &sheet)?;
    note(global, &sheet, &mapping);
    let engine = engine::of_lists(global, global.as_of)?;
    let today = engine::today();
    engine::check_age(global, &engine, global.as_of.unwrap_or(today))?;
    let asked = Asked {
        engine: &engine,
        profile: "",
        roles: &[],
        day: global.as_of,
        today,
        full: form == Form::Ndjson,
        record: false,
    };
    let basis = basis(global, &bytes, &sheet, &mapping_text, asked);
    let about = About::of(&engine, global.as_of.unwrap_or(today)).with(&sheet, &mapping);
    let answers = if stdout {
        answers(global, asked, &sheet, &mapping, Vec::new(), None)?
    } else {
        kept(global, batch, asked, &sheet, &mapping, &basis)?
    };
    if stdout {
        let mut out = std::io::stdout().lock();
        batch::write(form, &sheet, answers.iter(), &about, &mut out).map_err(CliError::failed)?;
        out.flush()?;
    } else {
        publish(batch.output, form, &sheet, &answers, &about)?;
    }
    summary(global, &answers);
    Ok(if batch.exit_zero { ExitStatus::Ok } else { status(&answers) })
}

fn form(output: &Path, stdout: bool) -> Result<Form, CliError> {
    if stdout {
        return Ok(Form::Ndjson);
    }
    let name = output.to_string_lossy();
    Form::of_name(&name).ok_or_else(|| {
        CliError::usage(format!("{name}: the ending tells the form; name .csv, .xlsx or .ndjson"))
    })
}

fn mapping(batch: &Batch<'_>, sheet: &Sheet) -> Result<(Mapping, String), CliError> {
    if sheet.kind == batch::Kind::Ndjson {
        return match batch.mapping {
            None => Ok((Mapping::default(), String::new())),
            Some(path) => Err(CliError::usage(format!(
                "{}: a mapping is for tables, and {} holds documents (NDJSON); leave it out",
                path.display(),
                batch.file.display()
            ))),
        };
    }
    let Some(path) = batch.mapping else {
        let guessed = batch::guess(&sheet.headers)
            .map_err(|error| CliError::data(format!("{}: {error}", batch.file.display())))?;
        return Ok((guessed, String::new()));
    };
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| CliError {
        status: ExitStatus::Io,
        message: format!("{name}: {error}"),
    })?;
    let mapping = batch::parse(&text, &sheet.headers);
    let mapping = mapping.map_err(|error| CliError::data(format!("{name}: {error}")))?;
    Ok((mapping, text))
}

/// Says how the columns were read.
fn note(global: &Global, sheet: &Sheet, mapping: &Mapping) {
    if global.quiet {
        return;
    }
    let mut err = std::io::stderr();
    if let Some(name) = &sheet.name {
        let _ = writeln!(err, "sheet `{name}`");
    }
    for (header, place) in mapping.used() {
        let _ = writeln!(err, "column `{header}` is {place}");
    }
    if !mapping.ignored.is_empty() {
        let _ = writeln!(err, "columns not read: {}", mapping.ignored.join(", "));
    }
    let _ = writeln!(err, "{} rows", sheet.rows.len());
}

fn basis(global: &Global, bytes: &[u8], sheet: &Sheet, mapping: &str, asked: Asked<'_>) -> Basis {
    Basis {
        input: hex(&Sha256::digest(bytes)),
        sheet: sheet.name.clone(),
        mapping: hex(&Sha256::digest(mapping.as_bytes())),
        engine: asked.engine.state_digest(),
        as_of: global.as_of.map_or_else(String::new, |day| day.to_string()),
        today: asked.today.to_string(),
        full: asked.full,
    }
}

/// Answers all rows, keeping them in the part file as they are made.
fn kept(
    global: &Global,
    batch: &Batch<'_>,
    asked: Asked<'_>,
    sheet: &Sheet,
    mapping: &Mapping,
    basis: &Basis,
) -> Result<Vec<RowAnswer>, CliError> {
    let part = part_of(batch.output);
    let (done, file) = if batch.resume && part.exists() {
        reopen(&part, basis, sheet.rows.len())?
    } else {
        let mut file = File::create(&part)?;
        writeln!(file, "{}", serde_json::to_string(basis).unwrap_or_default())?;
        (Vec::new(), file)
    };
    if !done.is_empty() && !global.quiet {
        let _ = writeln!(std::io::stderr(), "{} rows were answered before", done.len());
    }
    let answers = answers(global, asked, sheet, mapping, done, Some(file))?;
    Ok(answers)
}

fn part_of(output: &Path) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Reads the answers that a part file holds, and cuts off a last line that is not whole.
fn reopen(part: &Path, basis: &Basis, rows: usize) -> Result<(Vec<RowAnswer>, File), CliError> {
    let name = part.display();
    let other = || {
        CliError::data(format!(
            "{name} was made from another file, mapping, list, rule, day or program; remove it to \
             begin anew"
        ))
    };
    let mut file = File::options().read(true).write(true).open(part)?;
    let mut done = Vec::new();
    let mut whole = 0;
    let mut reader = BufReader::new(&file);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 && line.ends_with(b"\n") {
        if whole == 0 {
            let known: Option<Basis> = serde_json::from_slice(&line).ok();
            if known.as_ref() != Some(basis) {
                return Err(other());
            }
        } else {
            let answer: RowAnswer = serde_json::from_slice(&line).map_err(|_| other())?;
            done.push(answer);
        }
        whole += u64::try_from(line.len()).unwrap_or(0);
        line.clear();
    }
    if whole == 0 || done.len() > rows {
        return Err(other());
    }
    drop(reader);
    file.set_len(whole)?;
    file.seek(std::io::SeekFrom::End(0))?;
    Ok((done, file))
}

/// Answers the rows after those that are done, window by window.
fn answers(
    global: &Global,
    asked: Asked<'_>,
    sheet: &Sheet,
    mapping: &Mapping,
    mut done: Vec<RowAnswer>,
    mut keep: Option<File>,
) -> Result<Vec<RowAnswer>, CliError> {
    let bar = bar(global, sheet.rows.len());
    bar.inc(u64::try_from(done.len()).unwrap_or(0));
    let rest = sheet.rows.get(done.len()..).unwrap_or_default();
    for window in rest.chunks(WINDOW) {
        let new: Vec<RowAnswer> =
            window.par_iter().map(|row| batch::answer(asked, row, mapping).0).collect();
        if let Some(file) = &mut keep {
            let mut lines = Vec::new();
            for answer in &new {
                serde_json::to_writer(&mut lines, answer)
                    .map_err(|error| CliError::failed(error.to_string()))?;
                lines.push(b'\n');
            }
            file.write_all(&lines)?;
        }
        bar.inc(u64::try_from(new.len()).unwrap_or(0));
        done.extend(new);
    }
    bar.finish_and_clear();
    Ok(done)
}

fn bar(global: &Global, rows: usize) -> ProgressBar {
    if global.quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(rows).unwrap_or(0));
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} rows, {per_sec}, {eta}") {
        bar.set_style(style);
    }
    bar
}

/// Writes OUT beside its place and moves it there, then removes the part file.
fn publish(
    output: &Path,
    form: Form,
    sheet: &Sheet,
    answers: &[RowAnswer],
    about: &About,
) -> Result<(), CliError> {
    let mut beside = output.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut out = BufWriter::new(File::create(&beside)?);
    batch::write(form, sheet, answers.iter(), about, &mut out).map_err(CliError::failed)?;
    let file = out.into_inner().map_err(|error| CliError::failed(error.to_string()))?;
    file.sync_all()?;
    std::fs::rename(&beside, output)?;
    std::fs::remove_file(part_of(output))?;
    Ok(())
}

fn summary(global: &Global, answers: &[RowAnswer]) {
    if global.quiet {
        return;
    }
    let mut err = std::io::stderr();
    for level in Level::ALL {
        let count = answers.iter().filter(|answer| answer.level() == Some(level)).count();
        if count > 0 {
            let _ = writeln!(err, "{count:>8}  {}", level.title());
        }
    }
    let bad = answers.iter().filter(|answer| answer.status == RowStatus::CannotScreen).count();
    if bad > 0 {
        let _ = writeln!(err, "{bad:>8}  NOT SCREENED (see hf_error)");
    }
}

/// The highest verdict; a row that was not screened counts as undetermined.
fn status(answers: &[RowAnswer]) -> ExitStatus {
    let highest = answers
        .iter()
        .map(|answer| answer.level().unwrap_or(Level::CannotDetermine))
        .max()
        .unwrap_or(Level::CannotDetermine);
    match highest {
        Level::NoLicenseRequired => ExitStatus::Ok,
        level => ExitStatus::Verdict(level.number()),
    }
}
