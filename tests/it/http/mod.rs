//! The HTTP service, asked in the process and over sockets of the loopback.

mod screen;
mod socket;
mod support;
