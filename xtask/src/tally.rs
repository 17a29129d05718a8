//! Adding up what many test binaries say of themselves.

use std::fmt;

/// The sum of all `test result:` lines.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) binaries: u32,
    pub(crate) passed: u32,
    failed: u32,
    ignored: u32,
    line: Vec<u8>,
}

impl Tally {
    /// Takes output as it comes, lines cut anywhere.
    pub(crate) fn read(&mut self, chunk: &[u8]) {
        for &byte in chunk {
            if byte == b'\n' {
                let line = std::mem::take(&mut self.line);
                self.add(&String::from_utf8_lossy(&line));
            } else {
                self.line.push(byte);
            }
        }
    }

    fn add(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else { return };
        self.binaries += 1;
        for count in result.split([';', '.']) {
            let mut words = count.split_whitespace();
            let (Some(number), Some(what)) =
                (words.next().and_then(|word| word.parse::<u32>().ok()), words.next())
            else {
                continue;
            };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.ignored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_binaries() {
        let output = "running 3 tests\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.05s\n\
            a test that prints test result: ok. 9 passed\n\
            test result: FAILED. 5 passed; 7 failed; 0 ignored; 0 measured; 0 filtered out; finished in 12.00s\n";
        let mut tally = Tally::default();
        for chunk in output.as_bytes().chunks(7) {
            tally.read(chunk);
        }
        assert_eq!(tally.binaries, 2);
        assert_eq!(tally.to_string(), "7 passed, 7 failed, 1 skipped");
    }
}
