//! What the documentation repeats of the code.

use rollcall::config::settings;

#[test]
fn the_readme_has_the_table_of_settings() {
    let readme = include_str!("../../README.md");
    let table = readme
        .split_once("<!-- settings:begin -->\n")
        .and_then(|(_, rest)| rest.split_once("<!-- settings:end -->"))
        .map(|(table, _)| table.trim_end());
    assert_eq!(table, Some(settings::markdown_table().trim_end()));
}
