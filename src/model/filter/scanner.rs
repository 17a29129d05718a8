//! The words of a filter. What a word is depends on where it stands: `:` ends a field and is part of a time.

/// Walks over the characters of a filter; positions count from 1.
pub(super) struct Scanner {
    chars: Vec<char>,
    at: usize,
}

/// Why a filter is refused, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) at: usize,
    pub(super) why: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Has,
}

/// The right side of a restriction, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Argument {
    pub(super) at: usize,
    /// Without escapes, and without the `*` that makes it a prefix.
    pub(super) text: String,
    pub(super) prefix: bool,
    pub(super) quoted: bool,
}

const OPERATORS: [(&str, Operator); 7] = [
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("!=", Operator::NotEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
    ("=", Operator::Equal),
    (":", Operator::Has),
];

impl Operator {
    pub(super) fn text(self) -> &'static str {
        OPERATORS.iter().find(|(_, operator)| *operator == self).map_or("", |(text, _)| text)
    }
}

impl Scanner {
    pub(super) fn new(text: &str) -> Self {
        Self { chars: text.chars().collect(), at: 0 }
    }

    pub(super) fn position(&self) -> usize {
        self.at + 1
    }

    pub(super) fn refuse<T>(&self, why: impl Into<String>) -> Result<T, Refused> {
        Err(Refused { at: self.position(), why: why.into() })
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub(super) fn skip_blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Takes this character, if it is next.
    pub(super) fn take(&mut self, expected: char) -> bool {
        let there = self.peek() == Some(expected);
        self.at += usize::from(there);
        there
    }

    /// Whether this keyword is next, as a word of its own.
    pub(super) fn at_keyword(&self, word: &str) -> bool {
        let end = self.at + word.len();
        self.chars.get(self.at..end).is_some_and(|next| next.iter().copied().eq(word.chars()))
            && self.chars.get(end).is_none_or(|c| c.is_whitespace() || "()".contains(*c))
    }

    pub(super) fn take_keyword(&mut self, word: &str) -> bool {
        let there = self.at_keyword(word);
        self.at += if there { word.len() } else { 0 };
        there
    }

    /// A path such as `labels.cost-centre`, as its segments.
    pub(super) fn path(&mut self) -> Result<Vec<String>, Refused> {
        let mut segments = vec![self.segment()?];
        while self.take('.') {
            segments.push(self.segment()?);
        }
        Ok(segments)
    }

    fn segment(&mut self) -> Result<String, Refused> {
        if matches!(self.peek(), Some('"' | '\'')) {
            return Ok(self.quoted()?.text);
        }
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-') {
            self.at += 1;
        }
        match self.chars.get(start..self.at) {
            Some(name) if !name.is_empty() => Ok(name.iter().collect()),
            _ => self.refuse(match self.peek() {
                None => "a field is missing".to_owned(),
                Some(other) => format!("a field is needed, not {other:?}"),
            }),
        }
    }

    pub(super) fn operator(&mut self) -> Result<Operator, Refused> {
        for (text, operator) in OPERATORS {
            let end = self.at + text.len();
            if self.chars.get(self.at..end).is_some_and(|next| next.iter().copied().eq(text.chars())) {
                self.at = end;
                return Ok(operator);
            }
        }
        self.refuse("one of = != < <= > >= : is needed")
    }

    pub(super) fn argument(&mut self) -> Result<Argument, Refused> {
        match self.peek() {
            Some('"' | '\'') => self.quoted(),
            _ => self.bare(),
        }
    }

    fn quoted(&mut self) -> Result<Argument, Refused> {
        let start = self.position();
        let quote = self.peek();
        self.at += 1;
        let (mut text, mut prefix) = (String::new(), false);
        loop {
            let next = self.peek();
            if next == quote && next.is_some() {
                self.at += 1;
                break;
            }
            match next {
                None => return Err(Refused { at: start, why: "the quote is not closed".to_owned() }),
                Some(_) if prefix => return self.star(1),
                Some('*') => prefix = true,
                Some('\\') => {
                    self.at += 1;
                    match self.peek() {
                        Some(c @ ('"' | '\'' | '\\' | '*')) => text.push(c),
                        _ => return self.refuse("a backslash stands before a quote, a '\\' or a '*' only"),
                    }
                }
                Some(c) if c.is_control() => return self.refuse("a text has no control characters"),
                Some(c) => text.push(c),
            }
            self.at += 1;
        }
        if self.peek().is_some_and(|c| !c.is_whitespace() && !".<>=!:)".contains(c)) {
            return self.refuse("a space is needed behind a quote");
        }
        Ok(Argument { at: start, text, prefix, quoted: true })
    }

    fn bare(&mut self) -> Result<Argument, Refused> {
        let start = self.position();
        let (mut text, mut prefix) = (String::new(), false);
        while let Some(c) = self.peek().filter(|c| !c.is_whitespace() && *c != ')') {
            match c {
                _ if prefix => return self.star(1),
                '*' => prefix = true,
                '"' | '\'' | '\\' | '(' | '<' | '>' | '=' | '!' | ',' => {
                    return self.refuse(format!("a value with {c:?} needs quotes"));
                }
                c if c.is_control() => return self.refuse("a text has no control characters"),
                c => text.push(c),
            }
            self.at += 1;
        }
        if text.is_empty() && !prefix {
            return self.refuse("a value is missing");
        }
        Ok(Argument { at: start, text, prefix, quoted: false })
    }

    /// Refuses the `*` that is `back` characters before.
    fn star<T>(&self, back: usize) -> Result<T, Refused> {
        let why = "a '*' stands at the end of a text only; the character itself is \"\\*\"".to_owned();
        Err(Refused { at: self.position().saturating_sub(back), why })
    }
}
