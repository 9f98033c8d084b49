//! The command line: arguments in, an exit code out. Data goes to stdout, all else to stderr.
//! No legal or matching decision is made here.

mod exit;
mod global;

use std::ffi::OsString;
use std::io::Write;

use clap::{CommandFactory, Parser, Subcommand};

pub use exit::ExitStatus;
pub use global::{CliError, Format, Global};

mod batch;
mod clock;
mod compare;
mod engine;
mod eval;
mod index_source;
mod keys;
mod lists;
mod manual;
mod matches;
mod mode;
mod replay;
mod rules;
mod screen;
mod serve;

/// Export-compliance screening: a shipment goes in, a license verdict with its reasons comes out.
#[derive(Debug, Parser)]
#[command(name = "highfence", version, about, max_term_width = 100)]
struct Args {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Screen a transaction (or a batch of them): verdict, reasons, missing facts, obligations
    Screen(screen::Screen),
    /// Find list entries by name
    Match(matches::Match),
    /// Score pairs of names
    Compare(compare::Compare),
    /// Measure names or scenarios against labelled data
    Eval(eval::Eval),
    /// Check, import, fetch, compare and show lists
    Lists(lists::Lists),
    /// Check, test, explain and compare rule files
    Rules(rules::Rules),
    /// Replay decision records
    Replay(replay::Replay),
    /// Serve the HTTP interface
    Serve(serve::Serve),
    /// Make API keys of the service
    Keys(keys::Keys),
    /// Print completions for a shell
    Completions(manual::Completions),
    /// Print the manual page
    Man(manual::Man),
}

/// Runs the program on the process's arguments and gives its exit code.
pub fn main() -> u8 {
    run(std::env::args_os())
}

/// Runs the program on `args` (the first is the program's name) and gives its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            let code = if error.use_stderr() { ExitStatus::Usage } else { ExitStatus::Ok };
            let printed = error.print();
            return if printed.is_err() { ExitStatus::Failed.code() } else { code.code() };
        }
    };
    let outcome = match args.command {
        Command::Screen(command) => command.run(&args.global),
        Command::Match(command) => command.run(&args.global),
        Command::Compare(command) => command.run(&args.global),
        Command::Eval(command) => command.run(&args.global),
        Command::Lists(command) => command.run(&args.global),
        Command::Rules(command) => command.run(&args.global),
        Command::Replay(command) => command.run(&args.global),
        Command::Serve(command) => command.run(&args.global),
        Command::Keys(command) => command.run(&args.global),
        Command::Completions(command) => command.run(Args::command()),
        Command::Man(command) => command.run(Args::command()),
    };
    match outcome {
        Ok(status) => status.code(),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            error.status.code()
        }
    }
}
