//! As much of Rust's lexical grammar as it takes to find the paths in a source file.

#[derive(Debug)]
pub(super) struct Token {
    pub(super) line: usize,
    pub(super) text: String,
}

impl Token {
    pub(super) fn is_word(&self) -> bool {
        self.text.starts_with(is_word)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Words, `::`, arrows and single signs, without comments, literals and lifetimes.
pub(super) fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let length = skipped(rest).unwrap_or_else(|| {
            let signs = ["::", "->", "=>"].into_iter().find(|signs| rest.starts_with(signs));
            let text = match signs {
                Some(signs) => signs,
                None if is_word(c) => &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())],
                None => &rest[..c.len_utf8()],
            };
            tokens.push(Token { line, text: text.to_owned() });
            text.len()
        });
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// The length of what says nothing at the start of `rest`: space, a comment, a literal, a lifetime.
fn skipped(rest: &str) -> Option<usize> {
    let c = rest.chars().next()?;
    if c.is_whitespace() {
        return Some(c.len_utf8());
    }
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment(rest));
    }
    if rest.starts_with("r#") && rest[2..].starts_with(is_word) {
        return Some(2); // a raw identifier is its word
    }
    let literal = rest.trim_start_matches(['b', 'c']);
    if rest.len() - literal.len() <= 1 {
        let prefix = rest.len() - literal.len();
        if literal.starts_with('"') {
            return Some(prefix + quoted(literal, '"'));
        }
        let hashes = literal.strip_prefix('r').map(|raw| raw.len() - raw.trim_start_matches('#').len());
        if let Some(hashes) = hashes.filter(|hashes| literal[1 + hashes..].starts_with('"')) {
            let body = prefix + 1 + hashes + 1;
            let end = format!("\"{}", "#".repeat(hashes));
            return Some(rest[body..].find(&end).map_or(rest.len(), |at| body + at + end.len()));
        }
        if let Some(inner) = literal.strip_prefix('\'') {
            let mut chars = inner.chars();
            let is_char = inner.starts_with('\\') || chars.next().is_some() && chars.next() == Some('\'');
            let lifetime = 1 + inner.find(|c| !is_word(c)).unwrap_or(inner.len());
            return Some(prefix + if is_char { quoted(literal, '\'') } else { lifetime });
        }
    }
    None
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn quoted(literal: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in literal.char_indices().skip(1) {
        if !escaped && c == quote {
            return at + 1;
        }
        escaped = !escaped && c == '\\';
    }
    literal.len()
}
